package baseline

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// picture is a white picture with black pixels at the points.
func picture(t *testing.T, width, height int, points ...image.Point) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, p := range points {
		img.SetGray(p.X, p.Y, color.Gray{})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// block is a square of points, too thick to be taken for an edge.
func block(x, y, size int) []image.Point {
	var list []image.Point
	for i := range size * size {
		list = append(list, image.Pt(x+i%size, y+i/size))
	}
	return list
}

func open(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func compare(t *testing.T, f *Folder, shot []byte) *Result {
	t.Helper()
	r, err := f.Compare("chromium/login", shot)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCompare(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	plain, marked := picture(t, 100, 80), picture(t, 100, 80, block(20, 30, 8)...)
	if r := compare(t, f, plain); r.State != New {
		t.Errorf("a first picture is %s", r.State)
	}
	if seen, err := f.Seen(); err != nil || !slices.Equal(seen, []string{"chromium/login"}) {
		t.Fatal(seen, err)
	}
	if err := f.Accept("chromium/login"); err != nil {
		t.Fatal(err)
	}
	if r := compare(t, f, plain); r.State != Same {
		t.Errorf("an equal picture is %s", r.State)
	}
	r := compare(t, f, marked)
	if r.State != Changed || r.Pixels != 64 || len(r.Difference) == 0 || !bytes.Equal(r.Accepted, plain) {
		t.Errorf("a changed picture is %s with %d pixels", r.State, r.Pixels)
	}
	if r := compare(t, f, picture(t, 90, 80)); r.State != Changed || r.Resized != "90x80, was 100x80" {
		t.Errorf("a smaller picture is %s, %q", r.State, r.Resized)
	}
	// A page that is as it was needs no decision any more.
	compare(t, f, plain)
	if seen, err := f.Seen(); err != nil || len(seen) != 0 {
		t.Error(seen, err)
	}
	if err := f.Drop("chromium/login"); err != nil {
		t.Error(err)
	}
	if left, err := f.Accepted(); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
}

func TestMasks(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "masks.txt"), []byte("# the clock\nlogin 20 30 8 8\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := open(t, dir)
	compare(t, f, picture(t, 100, 80))
	if err := f.Accept("chromium/login"); err != nil {
		t.Fatal(err)
	}
	if r := compare(t, f, picture(t, 100, 80, block(20, 30, 8)...)); r.State != Same {
		t.Errorf("below the mask the picture is %s", r.State)
	}
	if r := compare(t, f, picture(t, 100, 80, block(60, 30, 8)...)); r.State != Changed {
		t.Errorf("beside the mask the picture is %s", r.State)
	}
	if err := os.WriteFile(filepath.Join(dir, "masks.txt"), []byte("\nlogin 1 2 3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a wrong mask: %v", err)
	}
}

func TestDamagedPictures(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	compare(t, f, []byte("no picture"))
	if err := f.Accept("chromium/login"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Compare("chromium/login", picture(t, 10, 10)); err == nil || !strings.Contains(err.Error(), "the accepted picture") {
		t.Errorf("a damaged picture: %v", err)
	}
}
