// Package input opens every file, stream and folder that comes from outside: regular
// files only, without waiting for the other end of a pipe, with a limit for each kind
// of file, until the context ends. No other package calls os.Open, os.ReadFile or
// os.DirFS; TestReads of the module's root checks that.
package input

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"skinbuild/internal/codes"
)

// An Error says why a file was not read although it is there. Hint says what to do, ""
// if there is nothing to say.
type Error struct {
	Name string // as the user knows it
	Code codes.Code
	Text string
	Hint string
}

// Error returns "name: text [code]".
func (e *Error) Error() string { return fmt.Sprintf("%s: %s [%s]", e.Name, e.Text, e.Code) }

// A Kind is what a file is read as: a name for messages and the most bytes that it may
// have. The zero Kind allows nothing.
type Kind struct {
	name  string
	max   int64
	fixed bool // WithMaxSize does not raise the limit
}

// The kinds of files with their limits. A limit is some ten times what the largest
// known file of the kind has, and low enough that reading it takes seconds.
var (
	Project  = Kind{"project file", 1 << 20, true}
	Sheet    = Kind{"style sheet", 16 << 20, false}
	Script   = Kind{"script", 16 << 20, false}
	Table    = Kind{"table", 1 << 20, false}     // expectations, User-Agents, styles
	Settings = Kind{"settings", 1 << 20, true}   // journeys, the data of a mailbox, state
	Key      = Kind{"key", 1 << 16, true}        // a public or secret key, a signature
	Signers  = Kind{"signers", 1 << 20, true}    // allowed_signers
	Zimlet   = Kind{"zimlet", 64 << 20, false}   // an archive
	Bundle   = Kind{"bundle", 64 << 20, true}    // an archive; a manifest limits what is in it
	Document = Kind{"document", 64 << 20, false} // JSON that a command wrote
	Any      = Kind{"file", 64 << 20, false}     // a file of a folder that no other kind fits
	Packages = Kind{"list", 64 << 20, false}     // a list of a package manager
	Cached   = Kind{"result", 256 << 20, true}   // what a build keeps
)

// maxSize is the key of the limit in a context.
type maxSize struct{}

// WithMaxSize returns a context in which the limit of a kind is at least that many bytes,
// unless raising it makes no sense: for keys, settings and bundles.
func WithMaxSize(ctx context.Context, limit int64) context.Context {
	return context.WithValue(ctx, maxSize{}, limit)
}

// in returns the kind with the limit that it has in a context.
func (k Kind) in(ctx context.Context) Kind {
	if limit, ok := ctx.Value(maxSize{}).(int64); ok && !k.fixed {
		k.max = max(k.max, limit)
	}
	return k
}

// Max returns the most bytes that a file of the kind may have.
func (k Kind) Max() int64 { return k.max }

// UpTo returns the kind with another limit in bytes; 0 or less keeps the limit.
func (k Kind) UpTo(limit int64) Kind {
	if limit > 0 {
		k.max = limit
	}
	return k
}

// Read reads a regular file, or a pipe that the shell made. The errors of a file that is there are *Error where its
// type, size or encoding is wrong, else those of package os.
func Read(ctx context.Context, name string, k Kind) ([]byte, error) {
	f, err := Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	return ReadFrom(ctx, f, name, k)
}

// Text is Read for a text, which must not be in UTF-16 or UTF-32.
func Text(ctx context.Context, name string, k Kind) (string, error) {
	data, err := Read(ctx, name, k)
	if err != nil {
		return "", err
	}
	return string(data), Encoding(name, data)
}

// ReadFrom reads a stream, such as standard input, to its end. shown is its name in
// messages.
func ReadFrom(ctx context.Context, r io.Reader, shown string, k Kind) ([]byte, error) {
	k = k.in(ctx)
	data, err := io.ReadAll(io.LimitReader(until{ctx, r}, k.max+1))
	if err == nil && int64(len(data)) > k.max {
		return nil, tooLarge(shown, k)
	}
	return data, err
}

// Open opens a file to read it as a stream, without a limit: a regular file, or a pipe
// that the shell made, like <(zcat access.log.gz).
func Open(ctx context.Context, name string) (*os.File, error) {
	return open(ctx, name, isInherited(name))
}

// Stream returns a reader of a stream that need not end, such as a log on standard input.
// One that begins with zero bytes is an *Error: it is a device that never ends a line.
func Stream(r io.Reader, shown string) (io.Reader, error) {
	in := bufio.NewReader(r)
	head, err := in.Peek(512)
	if err == nil && strings.Trim(string(head), "\x00") == "" {
		return nil, &Error{Name: shown, Code: codes.InputType, Text: "begins with zero bytes, so it is not text"}
	}
	return in, nil // what Peek met, Read meets too
}

// isInherited reports whether a name stands for a file that was open when the process
// began: opening it waits for nobody.
func isInherited(name string) bool {
	return name == "/dev/stdin" || strings.HasPrefix(name, "/dev/fd/") || strings.HasPrefix(name, "/proc/self/fd/")
}

func open(ctx context.Context, name string, pipes bool) (*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// The type is asked for first, since opening a device can have an effect.
	info, err := os.Stat(name)
	if err != nil {
		return nil, opening(err)
	}
	if err := checkType(name, info, pipes); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = checkType(name, info, pipes) // another file may have taken its place
	}
	if err != nil {
		_ = f.Close() // it was not read
		return nil, err
	}
	return f, nil
}

// opening makes the error of a question about a file that of opening it.
func opening(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &fs.PathError{Op: "open", Path: p.Path, Err: p.Err}
	}
	return err
}

func checkType(name string, info fs.FileInfo, pipes bool) error {
	mode := info.Mode()
	if mode.IsRegular() || pipes && mode&fs.ModeNamedPipe != 0 {
		return nil
	}
	e := &Error{Name: name, Code: codes.InputType, Text: "is " + typeName(mode) + ", not a regular file"}
	switch {
	case mode&fs.ModeNamedPipe != 0:
		e.Hint = "copy its content into a file first"
	case mode.IsDir():
		e.Hint = "name a file of the folder"
	}
	return e
}

func typeName(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

func tooLarge(name string, k Kind) error {
	e := &Error{Name: name, Code: codes.InputSize, Text: fmt.Sprintf("is larger than %s, the limit of a %s", bytesOf(k.max), k.name)}
	if !k.fixed {
		e.Hint = "if it is the right file, raise the limit with --max-size"
	}
	return e
}

// bytesOf prints a number of bytes as people write limits.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// Encoding returns an *Error that names the encoding if data is text in UTF-16 or
// UTF-32. It looks at the byte order mark, and without one at the zero bytes of the
// first characters.
func Encoding(name string, data []byte) error {
	found := encodingOf(string(data[:min(len(data), 64)]))
	if found == "" {
		return nil
	}
	return &Error{Name: name, Code: codes.InputEncoding, Text: "is encoded as " + found + ", not as UTF-8", Hint: "save it as UTF-8: iconv -f " + found + " -t UTF-8"}
}

func encodingOf(head string) string {
	for _, mark := range []struct{ bytes, name string }{ // UTF-32LE begins like UTF-16LE
		{"\xff\xfe\x00\x00", "UTF-32LE"}, {"\x00\x00\xfe\xff", "UTF-32BE"}, {"\xff\xfe", "UTF-16LE"}, {"\xfe\xff", "UTF-16BE"},
	} {
		if strings.HasPrefix(head, mark.bytes) {
			return mark.name
		}
	}
	var zeros [2]int
	for i := range len(head) {
		if head[i] == 0 {
			zeros[i%2]++
		}
	}
	// ASCII in UTF-16 is zero in each second byte, and in no other.
	switch half := len(head) / 2; {
	case half < 4:
	case zeros[0] == 0 && zeros[1] >= half*3/4:
		return "UTF-16LE"
	case zeros[1] == 0 && zeros[0] >= half*3/4:
		return "UTF-16BE"
	}
	return ""
}

// until reads until the context ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// kindOf is the kind of a file of a folder, by its name.
func kindOf(name string) Kind {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".less", ".css":
		return Sheet
	case ".js":
		return Script
	}
	return Any
}

// isText reports whether files of that name are read as text in UTF-8 or Latin-1. XML
// may be in any encoding, which its parser finds out.
func isText(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".less", ".css", ".js", ".toml", ".properties", ".jsp", ".tag", ".html", ".htm", ".tsv":
		return true
	}
	return false
}

// IsLimit reports whether err is about a file that is too large or in a wrong encoding:
// the input is wrong, not the machine.
func IsLimit(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code != codes.InputType
}
