//go:build !unix

package after

import "os/exec"

func (r *Runner) confine(*exec.Cmd) {}
