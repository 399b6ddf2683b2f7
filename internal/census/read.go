package census

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// blockSize is how much is read at once; more is not faster. A line that
// is longer is broken; servers limit what can come into one to some kilobytes.
const blockSize = 1 << 20

// A stream is a log that is being read.
type stream struct {
	census   *Census
	name     string
	buf      []byte
	used     int  // bytes of buf that wait for the end of their line
	skipping bool // within a line that is too long
	line     int64
}

func (c *Census) stream(name string) *stream {
	return &stream{census: c, name: name, buf: make([]byte, blockSize)}
}

// Read counts a whole log, plain or compressed with gzip or zstd. name is for
// broken lines. What was read before an error stays counted. progress is told how
// many bytes more were read, after unpacking; it may be nil.
func (c *Census) Read(ctx context.Context, r io.Reader, name string, progress func(int)) error {
	plain, err := unpacked(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer plain.Close()
	s := c.stream(name)
	for ctx.Err() == nil {
		n, err := s.feed(plain)
		if progress != nil {
			progress(n)
		}
		if err == io.EOF {
			s.end()
			return nil
		}
		if err != nil {
			s.end()
			return fmt.Errorf("%s: after line %d: %w", name, s.line, err)
		}
	}
	return ctx.Err()
}

// feed reads one block and counts the lines that are whole with it.
func (s *stream) feed(r io.Reader) (n int, err error) {
	n, err = r.Read(s.buf[s.used:])
	data := s.buf[:s.used+n]
	for {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			break
		}
		s.take(data[:end])
		data = data[end+1:]
	}
	if len(data) == len(s.buf) {
		// A whole block without a line end.
		if !s.skipping {
			s.skipping = true
			s.census.lines++
			s.census.isBroken(s.name, s.line+1, tooLong)
		}
		data = nil
	}
	s.used = copy(s.buf, data)
	return n, err
}

func (s *stream) take(line []byte) {
	s.line++
	if s.skipping {
		s.skipping = false
		return
	}
	s.census.line(line, s.name, s.line)
}

// end counts a last line that has no line end.
func (s *stream) end() {
	if s.used > 0 {
		s.take(s.buf[:s.used])
		s.used = 0
	}
}

// The first bytes of compressed files.
var (
	magicGzip  = []byte{0x1f, 0x8b}
	magicZstd  = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicOther = map[string]string{"BZh": "bzip2", "\xfd7z": "xz", "PK\x03": "zip"}
)

// maxWindow bounds the memory of zstd. Its levels up to 19 need 8 MB.
const maxWindow = 16 << 20

// unpacked looks at the first bytes, not at the name, so stdin may be compressed.
func unpacked(r io.Reader) (io.ReadCloser, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, magicGzip):
		return gzip.NewReader(in)
	case bytes.HasPrefix(head, magicZstd):
		d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	if len(head) >= 3 {
		if kind := magicOther[string(head[:3])]; kind != "" {
			return nil, fmt.Errorf("compressed with %s: unpack it into a pipe and read -", kind)
		}
	}
	return io.NopCloser(in), nil
}
