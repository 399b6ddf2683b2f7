package browser

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

// process is a server in a separate process group, with a private directory
// that is removed with it. Ending the group also ends the browsers that the
// server started, which drivers sometimes leave behind.
type process struct {
	cmd  *exec.Cmd
	dir  string
	done chan struct{}
}

// startProcess runs the program; setup may change the command before it starts.
// The process ends when stop is called or ctx ends.
func startProcess(ctx context.Context, setup func(*exec.Cmd, string), path string, args ...string) (*process, error) {
	dir, err := privateDir()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=en_US.UTF-8")
	ownGroup(cmd)
	cmd.Cancel = func() error { return kill(cmd) }
	cmd.WaitDelay = time.Second
	setup(cmd, dir)
	if err := cmd.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	p := &process{cmd, dir, make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// privateDir creates a directory for one browser. Its name is short, because
// browsers create sockets in it, and a socket path is limited to 107 bytes.
func privateDir() (string, error) {
	const longest = 50
	base := os.TempDir()
	if len(base) > longest {
		base = "/tmp"
	}
	return os.MkdirTemp(base, "browser-")
}

// stop terminates the process group, killing it if necessary, and removes its
// directory.
func (p *process) stop() error {
	_ = terminate(p.cmd)
	select {
	case <-p.done:
	case <-time.After(2 * time.Second):
	}
	_ = kill(p.cmd) // processes that the leader left behind
	<-p.done
	return removeAll(p.dir)
}

// removeAll retries, because the browser's last helper process may still be
// writing its profile.
func removeAll(dir string) error {
	var err error
	for range 20 {
		if err = os.RemoveAll(dir); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// freePort returns a loopback port that was free a moment ago, because drivers
// only accept a number.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// exited returns the error of a server that ended before it was ready.
func (p *process) exited() error {
	return fmt.Errorf("%s ended at once (%s)", p.cmd.Path, p.cmd.ProcessState)
}
