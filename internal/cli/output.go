package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// WriteOutput writes data to the named file, or to stdout where name is "" or
// "-". A file is written whole or not at all: beside itself first, then renamed.
// Directories are not made.
func WriteOutput(cmd *cobra.Command, name string, data []byte) error {
	if name == "" || name == "-" {
		_, err := cmd.OutOrStdout().Write(data)
		return err
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeThrough(name, data, info)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := os.Chmod(tmp.Name(), modeOf(name)); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// writeThrough writes to what must not be replaced: /dev/null, a pipe.
func writeThrough(name string, data []byte, info os.FileInfo) error {
	if info.IsDir() {
		return fmt.Errorf("%s: is a directory", name)
	}
	return os.WriteFile(name, data, 0o644)
}

func modeOf(name string) os.FileMode {
	if info, err := os.Stat(name); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// Password asks for a password on the terminal, without echo. Where there is no
// terminal to ask on it is wrong usage, with the hint.
func Password(cmd *cobra.Command, prompt, hint string) (string, error) {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", Fail(Usage, errors.New("a password is needed, and there is no terminal to ask for it"), hint)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s: ", prompt)
	text, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(cmd.ErrOrStderr())
	return string(text), err
}

// Progress is one line on the terminal about work that takes longer than a
// second. On anything but a terminal it prints nothing.
type Progress struct {
	w    io.Writer
	stop chan struct{}
	done sync.WaitGroup

	mu   sync.Mutex
	text string
}

// StartProgress shows text on stderr once a second has passed, until Stop.
func StartProgress(cmd *cobra.Command, text string) *Progress {
	p := &Progress{w: cmd.ErrOrStderr(), stop: make(chan struct{}), text: text}
	if terminal(p.w) && os.Getenv("TERM") != "dumb" {
		p.done.Go(p.show)
	}
	return p
}

// Set changes the text.
func (p *Progress) Set(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf(format, args...)
}

// Stop clears the line. Nothing is written after it returns.
func (p *Progress) Stop() {
	close(p.stop)
	p.done.Wait()
}

func (p *Progress) show() {
	select {
	case <-p.stop:
		return
	case <-time.After(time.Second):
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		p.mu.Lock()
		fmt.Fprintf(p.w, "\r\x1b[K%s", p.text)
		p.mu.Unlock()
		select {
		case <-p.stop:
			fmt.Fprint(p.w, "\r\x1b[K")
			return
		case <-tick.C:
		}
	}
}

// PrintJSON prints a command's result as JSON, indented, with a line end.
func PrintJSON(cmd *cobra.Command, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return WriteOutput(cmd, "", b.Bytes())
}
