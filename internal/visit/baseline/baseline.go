// Package baseline compares pictures of pages with those that were accepted before.
//
// A folder holds the accepted pictures in accepted/ENGINE/NAME.png, and what the last run
// saw instead in seen/ENGINE/NAME.png. Accept makes the one the other. Parts of a picture
// that may differ are rectangles of masks.txt.
package baseline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orisano/pixelmatch"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/input"
)

// State is what became of a picture.
type State string

// The states of a picture.
const (
	Same    State = "same"
	New     State = "new"     // no picture was accepted
	Changed State = "changed" // it differs from the accepted one
)

// threshold is how far apart two colours have to be to count, from 0 to 1: the default of
// pixelmatch, which measures in YIQ as the eye does. Antialiased edges do not count.
const threshold = 0.1

// maxPixels is the largest picture that is compared, so that a damaged file cannot fill
// the memory.
const maxPixels = 64 << 20

// A Result is the comparison of one picture.
type Result struct {
	State    State
	Pixels   int    // that differ; those of a size that differs are not counted
	Resized  string // "1280x720, was 1280x800"; "" if the sizes are equal
	Accepted []byte // PNG; nil if New
	// Difference is the accepted picture, pale, with the pixels that differ in red; nil if
	// the sizes differ.
	Difference []byte
}

// A Folder is a folder of accepted pictures.
type Folder struct {
	dir   string
	masks []mask
}

// Open reads the masks of a folder, which need not exist. An error of masks.txt names the
// line.
func Open(dir string) (*Folder, error) {
	f := &Folder{dir: dir}
	text, err := input.Read(context.Background(), filepath.Join(dir, "masks.txt"), input.Table)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	f.masks, err = parseMasks(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, "masks.txt"), err)
	}
	return f, nil
}

// Compare compares a picture (PNG) with the accepted one of that name, "chromium/login".
// What is new or changed is kept for Accept; what is the same is not.
func (f *Folder) Compare(name string, shot []byte) (*Result, error) {
	accepted, err := input.Read(context.Background(), f.file("accepted", name), input.Any)
	if errors.Is(err, fs.ErrNotExist) {
		return &Result{State: New}, f.keep(name, shot)
	}
	if err != nil {
		return nil, err
	}
	r := &Result{State: Same, Accepted: accepted}
	if !bytes.Equal(accepted, shot) {
		if err := f.differ(r, name, shot); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if r.State == Same {
		return r, f.forget(name)
	}
	return r, f.keep(name, shot)
}

func (f *Folder) differ(r *Result, name string, shot []byte) error {
	was, err := decode(r.Accepted)
	if err != nil {
		return fmt.Errorf("the accepted picture: %w", err)
	}
	is, err := decode(shot)
	if err != nil {
		return err
	}
	if was.Rect != is.Rect {
		r.State = Changed
		r.Resized = fmt.Sprintf("%dx%d, was %dx%d", is.Rect.Dx(), is.Rect.Dy(), was.Rect.Dx(), was.Rect.Dy())
		return nil
	}
	for _, m := range f.masks {
		if m.name == "*" || m.name == name || m.name == name[strings.IndexByte(name, '/')+1:] {
			m.cover(was)
			m.cover(is)
		}
	}
	var shown image.Image
	n, err := pixelmatch.MatchPixel(was, is, pixelmatch.Threshold(threshold), pixelmatch.WriteTo(&shown))
	if err != nil || n == 0 {
		return err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, shown); err != nil {
		return err
	}
	r.State, r.Pixels, r.Difference = Changed, n, out.Bytes()
	return nil
}

func decode(data []byte) (*image.RGBA, error) {
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if size.Width*size.Height > maxPixels {
		return nil, fmt.Errorf("the picture has %d by %d pixels; the limit is %d", size.Width, size.Height, maxPixels)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out, nil
}

// file returns the path of a picture in one of the two folders.
func (f *Folder) file(folder, name string) string {
	return filepath.Join(f.dir, folder, filepath.FromSlash(name)+".png")
}

func (f *Folder) keep(name string, shot []byte) error {
	file := f.file("seen", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return atomicfile.WriteFile(file, shot, 0o644)
}

// forget removes what an earlier run has kept.
func (f *Folder) forget(name string) error {
	err := os.Remove(f.file("seen", name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Seen returns the names of the pictures that wait for Accept, sorted.
func (f *Folder) Seen() ([]string, error) { return f.list("seen") }

// Accepted returns the names of the accepted pictures, sorted.
func (f *Folder) Accepted() ([]string, error) { return f.list("accepted") }

func (f *Folder) list(folder string) ([]string, error) {
	found, err := fs.Glob(input.Folder(context.Background(), f.dir), folder+"/*/*.png")
	for i := range found {
		found[i] = strings.TrimSuffix(strings.TrimPrefix(found[i], folder+"/"), ".png")
	}
	slices.Sort(found)
	return found, err
}

// Accept makes a picture that waits the accepted one.
func (f *Folder) Accept(name string) error {
	data, err := input.Read(context.Background(), f.file("seen", name), input.Any)
	if err != nil {
		return err
	}
	file := f.file("accepted", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := atomicfile.WriteFile(file, data, 0o644); err != nil {
		return err
	}
	return f.forget(name)
}

// Drop removes an accepted picture, of a page that is gone.
func (f *Folder) Drop(name string) error { return os.Remove(f.file("accepted", name)) }

// mask is a part of a picture that may differ.
type mask struct {
	name string // of the picture, with or without the engine; "*" is every picture
	area image.Rectangle
}

// cover paints the part grey.
func (m mask) cover(img *image.RGBA) {
	draw.Draw(img, m.area, image.NewUniform(color.Gray{Y: 128}), image.Point{}, draw.Src)
}

// parseMasks reads lines of the form "NAME X Y WIDTH HEIGHT", in pixels.
func parseMasks(text string) ([]mask, error) {
	var list []mask
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var m mask
		var x, y, w, h int
		if _, err := fmt.Sscanf(line, "%s %d %d %d %d", &m.name, &x, &y, &w, &h); err != nil || w <= 0 || h <= 0 {
			return nil, fmt.Errorf("line %d: want NAME X Y WIDTH HEIGHT, not %q", n, line)
		}
		m.area = image.Rect(x, y, x+w, y+h)
		list = append(list, m)
	}
	return list, nil
}
