package census

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// blockSize is how much is read at once; more is not faster.
	blockSize = 1 << 20
	// maxLine is the longest line; servers limit what can come into one to some
	// kilobytes. A longer one is broken.
	maxLine = 256 << 10
	// maxParsers limits the memory: each parser keeps its own table of agents.
	maxParsers = 2
)

// Read counts a whole log, plain or compressed with gzip or zstd. name identifies the
// log in the list of broken lines. Lines read before an error remain counted. progress,
// if not nil, is called with the number of further bytes read, after decompression.
// When ctx is done, Read returns at once, even if a read of r is still blocked.
//
// Lines are parsed on two processors and counted in the order of the log, so that
// the result is the same on any machine.
func (c *Census) Read(ctx context.Context, r io.Reader, name string, progress func(int)) error {
	plain, err := unpacked(r)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	layout := c.limits.Layout
	if layout == nil {
		sampled := &sampledLog{Reader: bufio.NewReaderSize(plain, sampleSize), Closer: plain}
		sample, _ := sampled.Peek(sampleSize) // Read returns the error, too
		layout, plain = detect(sample), sampled
	}
	in := &logInput{cutter: cutter{in: plain}, closer: plain, queue: make(chan chan *tally, 2*maxParsers)}
	for range min(runtime.GOMAXPROCS(0), maxParsers) {
		go in.parse(ctx, layout)
	}
	p := place{file: name}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case next := <-in.queue:
			t := <-next
			c.add(t, &p)
			if progress != nil {
				progress(t.read)
			}
			if t.err == io.EOF {
				return nil
			}
			if t.err != nil {
				return fmt.Errorf("%s: after line %d: %w", name, p.line, t.err)
			}
			in.tallies.Put(t)
		}
	}
}

// A sampledLog is a log whose first bytes have been looked at.
type sampledLog struct {
	*bufio.Reader
	io.Closer
}

// A logInput is a log that several parsers read, each a block at a time.
type logInput struct {
	mu     sync.Mutex
	cutter cutter
	closer io.Closer
	ended  bool
	// queue has a channel for each block that was cut, in their order; its tally
	// comes through that.
	queue   chan chan *tally
	tallies sync.Pool // of *tally that were counted
}

// parse parses blocks until there are none.
func (in *logInput) parse(ctx context.Context, layout *Layout) {
	p, buf := &parser{layout: layout}, make([]byte, maxLine+blockSize)
	for {
		t, _ := in.tallies.Get().(*tally)
		if t == nil {
			t = &tally{}
		}
		t.reset()
		lines, result := in.next(ctx, buf, t)
		if result == nil {
			return
		}
		p.parse(lines, t)
		result <- t
	}
}

// next reads a block into buf; result is nil if there is none, or ctx is done.
func (in *logInput) next(ctx context.Context, buf []byte, t *tally) (lines []byte, result chan *tally) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.ended {
		return nil, nil
	}
	lines = in.cutter.next(buf, t)
	if t.err != nil {
		lines = append(lines, in.cutter.end()...)
	}
	result = make(chan *tally, 1)
	select {
	case in.queue <- result:
		in.ended = t.err != nil
	case <-ctx.Done():
		in.ended, result = true, nil
	}
	if in.ended {
		in.closer.Close() // nothing was written
	}
	return lines, result
}

// A cutter cuts a log into blocks of whole lines.
type cutter struct {
	in       io.Reader
	rest     []byte // the beginning of a line of which the end was not read yet
	skipping bool   // within a line that is too long
}

// next reads once into buf, which has room for a line and a block, and returns the
// lines that are whole with it. t gets the size, the error and whether a line was
// too long.
func (c *cutter) next(buf []byte, t *tally) []byte {
	n := copy(buf, c.rest)
	t.read, t.err = c.in.Read(buf[n : n+blockSize])
	fresh := buf[n : n+t.read]
	lines := buf[:n+t.read]
	if c.skipping {
		end := bytes.IndexByte(fresh, '\n')
		if end < 0 {
			return nil
		}
		c.skipping = false
		lines = fresh[end+1:]
	}
	whole := bytes.LastIndexByte(lines, '\n') + 1
	c.rest = append(c.rest[:0], lines[whole:]...)
	if len(c.rest) >= maxLine {
		c.skipping, t.tooLong = true, true
		c.rest = c.rest[:0]
	}
	return lines[:whole]
}

// end returns a last line that has no line end.
func (c *cutter) end() []byte {
	last := c.rest
	c.rest, c.skipping = nil, false
	return last
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
