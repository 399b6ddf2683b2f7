package census

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"skinbuild/internal/input"
)

// rotated matches the end of the name of a rotated log: a number that grows
// with age, or a date.
var rotated = regexp.MustCompile(`^(.*?)[.-](?:(\d{1,3})|(\d{4}-?\d{2}-?\d{2}(?:-?\d+)?))(?:\.(?:gz|zst|zstd))?$`)

// Order sorts the names of logs by age, oldest first, following the names that
// rotation produces: access.log.10.gz, access.log.2, access.log.1, access.log;
// or access_log.2026-11-24, access_log.2026-11-25. Names of different logs are
// not mixed.
func Order(names []string) []string {
	type key struct {
		base, date string
		age        int // 0 is the live log
		dated      bool
	}
	keyOf := func(name string) key {
		m := rotated.FindStringSubmatch(name)
		switch {
		case m == nil:
			return key{base: name}
		case m[2] != "":
			age, _ := strconv.Atoi(m[2]) // up to three digits
			return key{base: m[1], age: age + 1}
		}
		return key{base: m[1], date: strings.ReplaceAll(m[3], "-", ""), dated: true}
	}
	out := slices.Clone(names)
	slices.SortStableFunc(out, func(x, y string) int {
		a, b := keyOf(x), keyOf(y)
		if a.base != b.base {
			return cmp.Compare(a.base, b.base)
		}
		if a.dated != b.dated { // the live log of dated ones has no date
			return cmp.Compare(b2i(b.dated), b2i(a.dated))
		}
		return cmp.Or(cmp.Compare(b.age, a.age), cmp.Compare(a.date, b.date), cmp.Compare(x, y))
	})
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Open opens a log, a regular file or a pipe that the shell made. It returns an error for a directory.
func Open(ctx context.Context, name string) (*os.File, error) {
	f, err := input.Open(ctx, name)
	if info, statErr := os.Stat(name); err != nil && statErr == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory: give the names of the logs in it", name)
	}
	return f, err
}

// poll is the interval at which a live log is checked.
const poll = 200 * time.Millisecond

// Follow counts a plain log, and then what is appended to it, until ctx is
// done, which is not an error. It follows rotation: a new file with the same
// name, a truncated file, and, for a name that ends in a date, the file of the
// next date. tick is called at least once per poll.
func (c *Census) Follow(ctx context.Context, name string, tick func()) error {
	f, err := Open(ctx, name)
	if err != nil {
		return err
	}
	t := &tail{census: c, place: place{file: name}, parser: parser{layout: c.limits.Layout}, buf: make([]byte, maxLine+blockSize)}
	defer func() { f.Close() }()
	for {
		if err := t.drain(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		tick()
		select {
		case <-ctx.Done():
			t.end()
			return nil
		case <-time.After(poll):
		}
		next, err := successor(f, name)
		if err != nil || next == "" {
			continue // being renamed: the next poll finds it
		}
		if next == name && truncated(f) {
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				return err
			}
			t.cutter.end()
			t.place.line = 0
			continue
		}
		// Count what was appended to the old file before the new one.
		if err := t.drain(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		t.end()
		opened, err := Open(ctx, next)
		if err != nil {
			continue
		}
		f.Close()
		f, name = opened, next
		t.place, t.parser.layout = place{file: name}, c.limits.Layout
	}
}

// A tail is a live log that is being followed.
type tail struct {
	census *Census
	place  place
	cutter cutter
	parser parser
	tally  tally
	buf    []byte
}

// drain counts up to the current end of the file.
func (t *tail) drain(ctx context.Context, f *os.File) error {
	t.cutter.in = f
	for ctx.Err() == nil {
		t.tally.reset()
		t.count(t.cutter.next(t.buf, &t.tally))
		if err := t.tally.err; err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
	return nil
}

// end counts a last line without a line end.
func (t *tail) end() {
	t.tally.reset()
	t.count(t.cutter.end())
}

func (t *tail) count(lines []byte) {
	t.parser.parse(lines, &t.tally)
	t.census.add(&t.tally, &t.place)
}

// successor returns the name of the next file of the log, or "" if the open
// file is still current.
func successor(f *os.File, name string) (string, error) {
	mine, err := f.Stat()
	if err != nil {
		return "", err
	}
	if there, err := os.Stat(name); err == nil && !os.SameFile(mine, there) || truncated(f) {
		return name, nil
	}
	m := rotated.FindStringSubmatch(name)
	if m == nil || m[3] == "" {
		return "", nil
	}
	siblings, err := filepath.Glob(escapeGlob(m[1]) + `[.\-][0-9]*`)
	if err != nil {
		return "", err
	}
	for _, s := range Order(siblings) {
		if d := rotated.FindStringSubmatch(s); d != nil && d[1] == m[1] && d[3] > m[3] && d[0] == d[1]+s[len(d[1]):len(d[1])+1]+d[3] {
			return s, nil
		}
	}
	return "", nil
}

func escapeGlob(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}

// truncated reports whether a file is shorter than the part already read.
func truncated(f *os.File) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	at, err := f.Seek(0, io.SeekCurrent)
	return err == nil && info.Size() < at
}
