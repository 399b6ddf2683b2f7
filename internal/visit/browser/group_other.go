//go:build !unix

package browser

import "os/exec"

// Without process groups only the program itself is ended: what it has started may stay.

func ownGroup(*exec.Cmd) {}

func terminate(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }
