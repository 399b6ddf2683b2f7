package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// revision returns the commit that a folder is at, with "+" if it has changes, and
// the commit's time; both "" where there is no git or no checkout.
func revision(ctx context.Context, dir string) (commit, created string) {
	out, err := exec.CommandContext(ctx, "git", "-C", dir, "log", "-1", "--format=%H %ct").Output()
	hash, seconds, ok := strings.Cut(strings.TrimSpace(string(out)), " ")
	if err != nil || !ok {
		return "", ""
	}
	var at int64
	if _, err := fmt.Sscan(seconds, &at); err == nil {
		created = time.Unix(at, 0).UTC().Format(time.RFC3339)
	}
	status, err := exec.CommandContext(ctx, "git", "-C", dir, "status", "--porcelain", "--untracked-files=no").Output()
	if err != nil {
		return "", ""
	}
	if len(status) > 0 {
		hash += "+"
	}
	return hash, created
}
