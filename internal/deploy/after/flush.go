// Package after does what has to follow a write to a webapp: it runs the vendor's own
// commands, looks at the pages as browsers get them, and writes what a monitoring
// system reads.
package after

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// CommandTimeout is how long one of the vendor's commands may run: each starts a Java
// virtual machine.
const CommandTimeout = 2 * time.Minute

// maxOutput is how much of a command's output is kept.
const maxOutput = 16 << 10

// A Runner runs the vendor's commands.
type Runner struct {
	// Dir is the folder of the commands, an absolute path: /opt/zimbra/bin.
	Dir string
	// UID and GID are whom the commands run as if this process is root's; 0 keeps root.
	UID, GID int
	// Timeout is how long each may run; 0 means CommandTimeout.
	Timeout time.Duration
}

// A Ran is what became of one command.
type Ran struct {
	Command string  `json:"command"` // the whole line, quoted for a shell
	Seconds float64 `json:"seconds"`
	Output  string  `json:"output,omitempty"` // of both streams, without control characters
	Error   string  `json:"error,omitempty"`  // why it failed; "" if it did not
}

// Has reports whether the folder has the command.
func (r *Runner) Has(name string) bool { return r.check(name) == nil }

// check refuses what must not be run: a relative path, a link, a file that others than
// its owner may write.
func (r *Runner) check(name string) error {
	if !filepath.IsAbs(r.Dir) || name != filepath.Base(name) {
		return fmt.Errorf("%s is not an absolute path", filepath.Join(r.Dir, name))
	}
	file := filepath.Join(r.Dir, name)
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0:
		return fmt.Errorf("%s is not a program", file)
	case info.Mode().Perm()&0o022 != 0:
		return fmt.Errorf("%s: others may write to it (mode %04o)", file, info.Mode().Perm())
	}
	return nil
}

// Run runs the commands in their order until one fails. Each gets no input, the
// environment of nobody, and "/" as its folder.
func (r *Runner) Run(ctx context.Context, commands [][]string) ([]Ran, error) {
	list := []Ran{}
	for _, argv := range commands {
		ran, err := r.run(ctx, argv)
		list = append(list, ran)
		if err != nil {
			return list, err
		}
	}
	return list, nil
}

func (r *Runner) run(ctx context.Context, argv []string) (Ran, error) {
	ran := Ran{Command: Quoted(argv)}
	fail := func(err error) (Ran, error) {
		ran.Error = err.Error()
		return ran, fmt.Errorf("%s: %w", ran.Command, err)
	}
	if err := r.check(argv[0]); err != nil {
		return fail(err)
	}
	timeout := r.Timeout
	if timeout == 0 {
		timeout = CommandTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, filepath.Join(r.Dir, argv[0]), argv[1:]...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + r.Dir + ":/usr/bin:/bin", "LANG=C.UTF-8"}
	var out limitedBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = 5 * time.Second // for children that keep the output open
	r.confine(cmd)
	begin := time.Now()
	err := cmd.Run()
	ran.Seconds, ran.Output = time.Since(begin).Seconds(), out.text()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fail(ctx.Err())
	case limited.Err() != nil:
		return fail(fmt.Errorf("it did not end within %s and was stopped", timeout))
	case errors.As(err, &exit):
		return fail(fmt.Errorf("%s: %s", exit.ProcessState, firstLine(ran.Output)))
	case errors.Is(err, fs.ErrPermission):
		return fail(fmt.Errorf("it cannot be started: %w", err))
	case err != nil:
		return fail(err)
	}
	return ran, nil
}

// limitedBuffer keeps the beginning of what is written to it.
type limitedBuffer struct {
	data bytes.Buffer
	more bool
}

func (b *limitedBuffer) Write(data []byte) (int, error) {
	if room := maxOutput - b.data.Len(); len(data) > room {
		b.data.Write(data[:max(room, 0)])
		b.more = true
	} else {
		b.data.Write(data)
	}
	return len(data), nil
}

// text returns the output as it can be shown: it may be anything.
func (b *limitedBuffer) text() string {
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return -1
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(b.data.String(), string(unicode.ReplacementChar)))
	if b.more {
		text += "…"
	}
	return strings.TrimSpace(text)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if line == "" {
		return "it printed nothing"
	}
	if runes := []rune(line); len(runes) > 200 {
		line = string(runes[:200]) + "…"
	}
	return line
}

// Quoted returns a command as a line for a shell.
func Quoted(argv []string) string {
	words := make([]string, len(argv))
	for i, word := range argv {
		words[i] = word
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+-_./:=,@%", r))
		}) {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
