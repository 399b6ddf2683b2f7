package browser

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// process is a server in a process group of its own, with a private directory
// that goes when it does. Ending the group ends the browsers it started, which
// drivers are known to leave behind.
type process struct {
	cmd  *exec.Cmd
	dir  string
	done chan struct{}
}

// startProcess runs the program; setup may change the command before it starts.
// The process ends with stop, or when ctx does.
func startProcess(ctx context.Context, setup func(*exec.Cmd, string), path string, args ...string) (*process, error) {
	dir, err := privateDir()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=en_US.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
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

// privateDir makes a directory for one browser. Its name is short: browsers make
// sockets in it, whose names may not be longer than 107 bytes.
func privateDir() (string, error) {
	const longest = 50
	base := os.TempDir()
	if len(base) > longest {
		base = "/tmp"
	}
	return os.MkdirTemp(base, "browser-")
}

// stop ends the process group, gently at first, and removes its directory.
func (p *process) stop() error {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(2 * time.Second):
	}
	_ = syscall.Kill(group, syscall.SIGKILL) // what the leader left behind
	<-p.done
	return removeAll(p.dir)
}

// removeAll retries: a browser's last helper may still be writing its profile.
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

// freePort returns a loopback port that was free a moment ago; drivers take a
// number only.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// exited is the error of a server that ended before it was ready.
func (p *process) exited() error {
	return fmt.Errorf("%s ended at once (%s)", p.cmd.Path, p.cmd.ProcessState)
}
