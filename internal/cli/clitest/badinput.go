//go:build unix

package clitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What a command may take, whatever it is given. The processor's time counts, so that a
// busy machine does not matter; the wall clock only finds what waits for ever.
const (
	maxCPU     = 10 * time.Second
	maxWall    = 60 * time.Second
	maxRSS     = 1 << 30
	maxMessage = 1 << 20 // bytes on standard error
)

// A BadUse says how a command is tried with bad input. Arguments are separated by spaces;
// in them BAD.EXT is the name of the input, <BAD.EXT has it as standard input, and
// FOLDER@FILE is a copy of a folder that Prepare made in which FILE is the input.
type BadUse struct {
	Valid  string   // arguments with which the command reads what each flag names
	Uses   []string // arguments in place of Valid
	Serves bool     // does not end by itself; it gets SIGTERM
	Fails  bool     // Valid ends with an error all the same: what it needs is not there
}

// A BadTool is a tool whose commands are tried with bad input.
type BadTool struct {
	Name    string
	Root    *cobra.Command
	Prepare func(t *testing.T, dir string) // makes valid input in the folder where commands run
	Uses    map[string]BadUse              // by the name of the command without the tool's
	Folders map[string][]string            // what --webapp and other flags of folders take: FOLDER@FILE
}

// notRead are flags for what is written.
var notRead = []string{"output", "screenshots", "source-map", "state", "directory", "source-map-basepath", "source-map-rootpath"}

// BadInput runs each command of a tool on bad input: none may hang, panic, exceed a limit,
// or end with a code that is not documented. With BADINPUT=all ("make badinput") each use
// meets each kind of input, the large ones too; else a pipe and one other kind, by chance
// but always the same, so that the test takes a minute.
func BadInput(t *testing.T, tool BadTool) {
	t.Helper()
	dir := t.TempDir()
	tool.Prepare(t, dir)
	bad := makeBad(t, filepath.Join(dir, "bad"), everything())
	if only := os.Getenv("BADINPUT"); everything() && only != "all" {
		bad = slices.DeleteFunc(bad, func(b badInput) bool { return !slices.Contains(strings.Split(only, ","), b.name) })
	}
	program, err := exec.LookPath(tool.Name)
	if err != nil {
		t.Fatal(err)
	}
	var cells []*cell
	for name, cmd := range runnable(tool.Root, "") {
		use, ok := tool.Uses[name]
		if !ok {
			t.Errorf("say how %s is tried with bad input", name)
		}
		checkValid(t, program, dir, name, use)
		for _, args := range append(slices.Clone(use.Uses), flagUses(cmd, use, tool.Folders)...) {
			for _, b := range some(bad, name+args) {
				cells = append(cells, &cell{command: name, args: args, bad: b, serves: use.Serves})
			}
		}
		if len(use.Uses) > 0 || use.Valid != "" {
			cells = append(cells, outputCells(name, cmd, use)...)
		}
	}
	for name := range tool.Uses {
		if runnable(tool.Root, "")[name] == nil {
			t.Errorf("%s is not a command", name)
		}
	}
	slices.SortFunc(cells, func(a, b *cell) int { return strings.Compare(a.String(), b.String()) })
	runAll(t, cells, program, dir)
	summarize(t, tool.Name, cells)
}

// checkValid checks that a command does its work when nothing is wrong: else what it would
// read next is not tried.
func checkValid(t *testing.T, program, dir, name string, use BadUse) {
	t.Helper()
	if use.Serves || use.Valid == "" || strings.Contains(use.Valid, "BAD") || use.Fails {
		return
	}
	c := &cell{command: name, args: use.Valid}
	args, stdin, err := c.place(dir)
	if err != nil {
		t.Fatal(err)
	}
	if c.run(t.Context(), program, dir, args, stdin); c.code != 0 || c.fault != "" {
		t.Errorf("%s %s ends with %d when nothing is wrong: %s%s", name, use.Valid, c.code, c.fault, c.said)
	}
}

// everything reports whether each use meets each kind of input: all kinds, or those that
// BADINPUT lists, such as "nested,text-15MB".
func everything() bool { return os.Getenv("BADINPUT") != "" }

// some returns the inputs that a use is tried with.
func some(bad []badInput, use string) []badInput {
	if everything() {
		return bad
	}
	h := fnv.New32a()
	h.Write([]byte(use)) // to memory
	i := int(h.Sum32() % uint32(len(bad)))
	if bad[i].name == "pipe" {
		return bad[i : i+1]
	}
	pipe := slices.IndexFunc(bad, func(b badInput) bool { return b.name == "pipe" })
	return []badInput{bad[pipe], bad[i]}
}

// runnable returns the commands below root that do something, by name.
func runnable(root *cobra.Command, prefix string) map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	for _, c := range root.Commands() {
		if c.Name() == "help" || c.Name() == "completion" || c.Hidden {
			continue
		}
		name := strings.TrimSpace(prefix + " " + c.Name())
		below := runnable(c, name)
		for n, sub := range below {
			all[n] = sub
		}
		// A group only prints its help.
		if c.Runnable() && (len(below) == 0 || c.Use != c.Name()) {
			all[name] = c
		}
	}
	return all
}

// flagUses are the uses in which a flag names the bad input.
func flagUses(cmd *cobra.Command, use BadUse, folders map[string][]string) []string {
	var uses []string
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		kind, _ := pflag.UnquoteUsage(f)
		if slices.Contains(notRead, f.Name) {
			return
		}
		var values []string
		switch kind {
		case "FILE", "KEY":
			values = []string{"BAD.txt"}
		case "AGENT":
			values = []string{"@BAD.txt"}
		case "DIR":
			values = append([]string{"BAD"}, folders[f.Name]...)
		}
		for _, v := range values {
			uses = append(uses, without(use.Valid, f.Name)+" --"+f.Name+" "+v)
		}
	})
	return uses
}

// without removes a flag and its value from arguments.
func without(args, flag string) string {
	list := strings.Fields(args)
	if i := slices.Index(list, "--"+flag); i >= 0 {
		list = slices.Delete(list, i, i+2)
	}
	return strings.Join(list, " ")
}

// outputCells are the places where a result cannot be written.
func outputCells(name string, cmd *cobra.Command, use BadUse) []*cell {
	var cells []*cell
	add := func(args string, out int) {
		cells = append(cells, &cell{command: name, args: strings.TrimSpace(use.Valid + " " + args), bad: badInput{name: "output"}, serves: use.Serves, out: out})
	}
	add("", outFull)
	add("", outClosed)
	if f := cmd.Flags().Lookup("output"); f != nil && !strings.Contains(use.Valid, "-o ") {
		for _, place := range []string{"/dev/full", "nowhere/at/all", "webapp", "a.less/x", "/proc/nothing"} {
			add("-o "+place, 0)
		}
	}
	return cells
}

// The ends of standard output.
const (
	outKept = iota
	outFull
	outClosed
)

// A cell is one command on one input, and what came of it.
type cell struct {
	command, args string
	bad           badInput
	serves        bool
	out           int

	code    int
	cpu     time.Duration
	rss     int64
	message int
	fault   string // "" for none
	said    string // the beginning of the standard error
}

func (c *cell) String() string {
	return c.command + " " + c.args + " < " + c.bad.name + []string{"", " >/dev/full", " >&-"}[c.out]
}

// runAll runs the cells, as many at once as there are processors.
func runAll(t *testing.T, cells []*cell, program, dir string) {
	t.Helper()
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	var folders sync.Mutex
	for i, c := range cells {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			folders.Lock()
			args, stdin, err := c.place(dir)
			folders.Unlock()
			if err != nil {
				c.fault = "cannot be tried: " + err.Error()
			} else {
				c.run(t.Context(), program, dir, args, stdin)
			}
			if c.fault != "" {
				t.Errorf("%s: %s", c, c.fault)
			}
			if i%500 == 499 {
				t.Logf("%d of %d cells", i+1, len(cells))
			}
		})
	}
	wait.Wait()
}

// place makes the names in the arguments real.
func (c *cell) place(dir string) (args []string, stdin string, err error) {
	args = strings.Fields(c.command)
	for _, arg := range strings.Fields(c.args) {
		folder, file, inFolder := strings.Cut(arg, "@")
		switch {
		case inFolder && folder != "":
			arg, err = c.bad.folder(dir, folder, file)
		case strings.HasPrefix(arg, "<BAD"):
			stdin = filepath.Join(dir, c.bad.path(filepath.Ext(arg)))
			continue
		case strings.Contains(arg, "BAD"):
			ext := filepath.Ext(arg)
			arg = strings.ReplaceAll(arg, "BAD"+ext, c.bad.path(ext))
		}
		if err != nil {
			return nil, "", err
		}
		args = append(args, arg)
	}
	return args, stdin, nil
}

func (c *cell) run(ctx context.Context, program, dir string, args []string, stdin string) {
	ctx, cancel := context.WithTimeout(ctx, maxWall)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, "cache"), "NO_COLOR=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if stdin != "" {
		f, err := os.OpenFile(stdin, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			return // a shell would say so
		}
		defer f.Close()
		cmd.Stdin = f
	}
	end, err := c.redirect(cmd)
	if err != nil {
		c.fault = err.Error()
		return
	}
	defer end()
	if c.serves && c.out == outKept {
		cmd.Stdout = &ready{then: func() { _ = cmd.Process.Signal(syscall.SIGTERM) }} // it may have ended
	}
	err = cmd.Run()
	if cmd.ProcessState == nil {
		c.fault = "did not start: " + err.Error()
		return
	}
	c.judge(cmd.ProcessState, stderr.String(), ctx.Err() != nil)
}

// ready is the standard output of a server: what comes first says that it serves.
type ready struct {
	then func()
	once sync.Once
}

func (r *ready) Write(p []byte) (int, error) {
	r.once.Do(r.then)
	return len(p), nil
}

// redirect sets the standard output.
func (c *cell) redirect(cmd *exec.Cmd) (end func(), err error) {
	switch c.out {
	case outFull:
		f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		cmd.Stdout = f
		return func() { f.Close() }, err
	case outClosed:
		r, w, err := os.Pipe()
		if err == nil {
			err = r.Close()
		}
		cmd.Stdout = w
		return func() { w.Close() }, err
	}
	return func() {}, nil // the null device
}

// documented are the exit codes of the tools, without that of a defect.
var documented = []int{0, 1, 2, 3, 4, 5, 6, 8, 9, 130, 143}

func (c *cell) judge(state *os.ProcessState, stderr string, late bool) {
	usage, _ := state.SysUsage().(*syscall.Rusage)
	status, _ := state.Sys().(syscall.WaitStatus)
	c.code, c.cpu, c.rss, c.message = state.ExitCode(), state.UserTime()+state.SystemTime(), usage.Maxrss<<10, len(stderr)
	c.said = stderr[:min(len(stderr), 400)]
	piped := c.out == outClosed && status.Signaled() && status.Signal() == syscall.SIGPIPE
	switch {
	case strings.Contains(stderr, "internal error:") || strings.Contains(stderr, "\ngoroutine "):
		c.fault = "panics"
	case late, c.cpu > maxCPU:
		c.fault = "hangs"
	case c.rss > maxRSS:
		c.fault = "uses too much memory"
	case c.message > maxMessage:
		c.fault = "says too much"
	case !piped && !slices.Contains(documented, c.code):
		c.fault = fmt.Sprintf("ends with %d", c.code)
	}
	if c.fault != "" {
		c.fault += fmt.Sprintf(" (code %d, %.1f s, %d MB, %d bytes of messages): %.300s", c.code, c.cpu.Seconds(), c.rss>>20, c.message, stderr)
	}
}

// summarize prints the matrix by kind of input, and every fault.
func summarize(t *testing.T, tool string, cells []*cell) {
	t.Helper()
	type line struct {
		cells, hangs, panics, over int
		cpu                        time.Duration
		rss                        int64
	}
	kinds := map[string]*line{}
	for _, c := range cells {
		for _, kind := range []string{c.bad.name, "all"} {
			if kinds[kind] == nil {
				kinds[kind] = &line{}
			}
			l := kinds[kind]
			l.cells++
			l.cpu, l.rss = max(l.cpu, c.cpu), max(l.rss, c.rss)
			switch {
			case strings.HasPrefix(c.fault, "hangs"):
				l.hangs++
			case strings.HasPrefix(c.fault, "panics"):
				l.panics++
			case c.fault != "":
				l.over++
			}
		}
	}
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%-14s %6s %6s %7s %12s %10s %10s\n", tool, "input", "cells", "hangs", "panics", "over limits", "longest", "largest")
	for _, name := range names {
		l := kinds[name]
		fmt.Fprintf(&b, "%-14s %6d %6d %7d %12d %8.2f s %7d MB\n", name, l.cells, l.hangs, l.panics, l.over, l.cpu.Seconds(), l.rss>>20)
	}
	t.Log(b.String())
}

// A badInput is one kind of bad input, in a folder of its own below the work folder.
type badInput struct {
	name string
	text func(ext string) []byte // nil for what is not a regular file
	make func(name string) error // makes what is not a regular file
}

// path returns the input's name below the work folder.
func (b badInput) path(ext string) string { return filepath.Join("bad", b.name, "x"+ext) }

// extensions are those that the uses name.
var extensions = []string{"", ".less", ".css", ".js", ".toml", ".txt", ".json", ".zip", ".xml", ".skinbundle", ".html", ".jsp", ".properties", ".pub", ".journey", ".log", ".gz", ".zst", ".tsv", ".patch", ".min", ".tag", ".zgz", ".minisig", ".sig"}

// create makes the input for each extension; the same content is written once.
func (b badInput) create(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, b.name), 0o755); err != nil {
		return err
	}
	written := map[string]string{}
	for _, ext := range extensions {
		name := filepath.Join(dir, b.name, "x"+ext)
		if b.make != nil {
			if err := b.make(name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			continue
		}
		if b.text == nil {
			continue
		}
		data := b.text(ext)
		key := fmt.Sprint(len(data), string(data[:min(len(data), 64)]))
		var err error
		if same := written[key]; same != "" {
			err = os.Link(same, name)
		} else {
			err = os.WriteFile(name, data, 0o644)
		}
		if err != nil {
			return err
		}
		written[key] = name
	}
	return nil
}

// folder returns a copy of a folder in which one file is the input.
func (b badInput) folder(dir, folder, file string) (string, error) {
	made := filepath.Join("bad", b.name, folder+"-"+strings.ReplaceAll(file, "/", "-"))
	target := filepath.Join(dir, made)
	if _, err := os.Lstat(target); err == nil {
		return made, nil
	}
	if err := linkAll(filepath.Join(dir, folder), target); err != nil {
		return "", err
	}
	place := filepath.Join(target, file)
	if err := os.RemoveAll(place); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return "", err
	}
	from := filepath.Join(dir, b.path(filepath.Ext(file)))
	if b.make != nil {
		return made, b.make(place)
	}
	err := os.Link(from, place)
	if errors.Is(err, os.ErrNotExist) {
		err = nil // the missing file
	}
	return made, err
}

// linkAll copies a folder with hard links.
func linkAll(from, to string) error {
	return filepath.WalkDir(from, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		return os.Link(name, filepath.Join(to, rel))
	})
}
