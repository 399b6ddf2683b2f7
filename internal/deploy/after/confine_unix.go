//go:build unix

package after

import (
	"os"
	"os/exec"
	"syscall"
)

// confine has the command end with all that it starts, and run as the owner of the
// webapp.
func (r *Runner) confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if os.Geteuid() == 0 && r.UID > 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(r.UID), Gid: uint32(r.GID)}
	}
}
