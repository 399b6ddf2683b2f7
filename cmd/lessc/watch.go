package main

import (
	"fmt"
	"io/fs"
	"os"
	"time"

	"skinbuild/internal/tree"
)

// between is how often the files are looked at.
const between = 200 * time.Millisecond

// stamp is what changes about a file when it is written.
type stamp struct {
	size int64
	time time.Time
}

// watchFiles compiles, and again whenever a file changes that was read, until it is
// interrupted. Errors do not end it.
func (p *program) watchFiles() int {
	ticker := time.NewTicker(between)
	defer ticker.Stop()
	seen := p.round(nil)
	for {
		select {
		case <-p.ctx.Done():
			return 0
		case <-ticker.C:
		}
		if changed(seen) {
			seen = p.round(seen)
		}
	}
}

// round compiles once and returns the stamps of what was read. After an error, what was
// read before is looked at too: the error may be in a file that was not reached.
func (p *program) round(before map[string]stamp) map[string]stamp {
	start := time.Now()
	read, err := p.compile()
	if err != nil && err.Error() != "" {
		fmt.Fprintln(p.stderr, err)
	}
	stamps := map[string]stamp{}
	for _, name := range append(read, p.in) {
		stamps[name] = stampOf(name)
	}
	if err != nil {
		for name := range before {
			stamps[name] = stampOf(name)
		}
	}
	for name, s := range stamps {
		if !s.time.Before(start) { // it may have been read before it was written
			stamps[name] = stamp{}
		}
	}
	return stamps
}

func changed(stamps map[string]stamp) bool {
	for name, s := range stamps {
		if stampOf(name) != s {
			return true
		}
	}
	return false
}

func stampOf(name string) stamp {
	info, err := os.Stat(name)
	if err != nil {
		return stamp{}
	}
	return stamp{info.Size(), info.ModTime()}
}

// withInput is a file system in which the source has the text that was read.
type withInput struct {
	fs.FS
	name string
	text []byte
}

func (w withInput) Open(name string) (fs.File, error) {
	if name == w.name {
		return tree.File(tree.Info(name, 0o444, len(w.text)), w.text), nil
	}
	return w.FS.Open(name)
}
