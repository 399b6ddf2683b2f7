//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"skinbuild/internal/input"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// TestCacheKeepsTheBytes builds a project with a cache that other builds write to, that
// they are killed over, and that is damaged, read-only or another user's. The output is
// always that of --no-cache.
func TestCacheKeepsTheBytes(t *testing.T) {
	testenv.Long(t)
	c := &cacheTest{T: t, dir: t.TempDir()}
	c.cache = filepath.Join(c.dir, "cache")
	prepareBad(t, c.dir)
	c.want = c.build("plain", "--no-cache")

	for range 50 {
		c.forget()
		second := c.start("two")
		if got := c.build("one"); got != c.want {
			t.Fatal("one of two builds at once differs")
		}
		if err := second.Wait(); err != nil || c.digest("two") != c.want {
			t.Fatalf("the other of two builds at once differs: %v", err)
		}
	}

	random := rand.New(rand.NewPCG(1, 2))
	begin := time.Now()
	c.forget()
	c.build("one")
	took := time.Since(begin)
	for range 100 {
		if random.IntN(4) == 0 {
			c.forget()
		}
		killed := c.start("killed")
		time.Sleep(time.Duration(random.Int64N(int64(took))))
		_ = killed.Process.Kill() // it may have ended
		_ = killed.Wait()
		if got := c.build("one"); got != c.want {
			t.Fatal("a build after a killed one differs")
		}
	}
	if got := c.build("killed"); got != c.want { // over what the killed ones left
		t.Error("a build into the folder of killed ones differs")
	}

	c.eachEntry(func(name string, data []byte, i int) error {
		switch i % 4 {
		case 0:
			data = data[:len(data)/2]
		case 1:
			data[len(data)-1] ^= 1
		case 2:
			data = nil
		default:
			data = append(data, 'x')
		}
		return os.WriteFile(name, data, 0o644)
	})
	if got := c.build("one"); got != c.want {
		t.Error("a build with a damaged cache differs")
	}

	// Each entry under the name of another.
	var names []string
	c.eachEntry(func(name string, _ []byte, _ int) error { names = append(names, name); return nil })
	for i := 1; i < len(names); i++ {
		if err := os.Rename(names[i], names[i-1]); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.build("one"); got != c.want {
		t.Error("a build with exchanged entries differs")
	}

	if err := os.Chmod(c.entries(), 0o555); err != nil {
		t.Fatal(err)
	}
	if got := c.build("one"); got != c.want {
		t.Error("a build with a read-only cache differs")
	}
	if err := os.RemoveAll(c.cache); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.cache, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := c.build("one"); got != c.want {
		t.Error("a build whose cache cannot be made differs")
	}
}

// TestCacheOfAnotherUser checks that a build takes nothing from files that another user
// could have written.
func TestCacheOfAnotherUser(t *testing.T) {
	testenv.Long(t)
	if os.Geteuid() != 0 {
		testenv.Skip(t, "only root can give files away")
	}
	c := &cacheTest{T: t, dir: t.TempDir()}
	c.cache = filepath.Join(c.dir, "cache")
	prepareBad(t, c.dir)
	c.want = c.build("plain")
	var names []string
	c.eachEntry(func(name string, _ []byte, _ int) error {
		names = append(names, name)
		return os.Chown(name, 12345, 12345)
	})
	if got := c.build("one"); got != c.want {
		t.Error("the build differs")
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != 0 {
			t.Errorf("%s was taken from another user, or is not written again", filepath.Base(name))
		}
	}
}

type cacheTest struct {
	*testing.T
	dir, cache, want string
}

func (c *cacheTest) entries() string { return filepath.Join(c.cache, "skinbuild") }

func (c *cacheTest) forget() {
	c.Helper()
	if err := os.RemoveAll(c.cache); err != nil {
		c.Fatal(err)
	}
}

func (c *cacheTest) eachEntry(change func(name string, data []byte, i int) error) {
	c.Helper()
	list, err := os.ReadDir(c.entries())
	if err != nil || len(list) < 3 {
		c.Fatalf("the cache holds %d entries, %v", len(list), err)
	}
	for i, e := range list {
		name := filepath.Join(c.entries(), e.Name())
		data, err := os.ReadFile(name)
		if err == nil {
			err = change(name, data, i)
		}
		if err != nil {
			c.Fatal(err)
		}
	}
}

func (c *cacheTest) command(out string, args ...string) *exec.Cmd {
	list := append([]string{"build", "--project", "project/skinbuild.toml", "--webapp", "webapp", "-o", out}, args...)
	cmd := exec.CommandContext(c.Context(), "skinbuild", list...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+c.cache)
	return cmd
}

func (c *cacheTest) start(out string) *exec.Cmd {
	c.Helper()
	cmd := c.command(out)
	if err := cmd.Start(); err != nil {
		c.Fatal(err)
	}
	return cmd
}

// build builds into a folder and returns the digest of what is in it.
func (c *cacheTest) build(out string, args ...string) string {
	c.Helper()
	if text, err := c.command(out, args...).CombinedOutput(); err != nil {
		c.Fatalf("build into %s: %v\n%s", out, err, text)
	}
	return c.digest(out)
}

func (c *cacheTest) digest(out string) string {
	c.Helper()
	t, err := tree.Load(input.Folder(c.Context(), filepath.Join(c.dir, out)))
	if err != nil {
		c.Fatal(err)
	}
	return t.Digest()
}
