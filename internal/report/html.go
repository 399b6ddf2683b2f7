package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
)

// The page is one file: styles, script and pictures are inside, so it opens
// offline and from a mail.
var (
	//go:embed report.html
	pageHTML string
	//go:embed report.css
	pageCSS string
	//go:embed report.js
	pageJS string

	page = template.Must(template.New("report").Parse(pageHTML))
)

// Pictures are shown this wide. One of a usual page takes some 20 kB; one that
// takes more than its share of a report of 150 visits loses quality.
const (
	pictureWidth = 640
	pictureBytes = 45_000
)

var pictureQualities = []int{60, 40, 20, 8}

// pageData is what report.html is filled with.
type pageData struct {
	*Report
	Counts   Counts
	CSS      template.CSS
	JS       template.JS
	Engines  []string
	Pages    []string
	Failures []*failure
	Rows     []row
	Pictures []picture
}

// row is one agent in one engine, with a cell per page.
type row struct {
	Agent, UserAgent, Kind, Engine string
	Outcome                        Outcome
	Cells                          []cell
}

// cell is a visit, with its place in the page and the number of its picture,
// 0 for none.
type cell struct {
	*Visit
	ID      string
	Picture int
	Failed  int
}

// picture is a screenshot that one or more visits share.
type picture struct {
	Number        int
	Width, Height int
	Data          template.URL
}

// WriteHTML writes the report as one HTML page. A screenshot that is no picture
// is an error.
func (r *Report) WriteHTML(w io.Writer) error {
	d := &pageData{Report: r, Counts: r.Counts(), CSS: template.CSS(pageCSS), JS: template.JS(pageJS), Failures: r.failures()}
	d.Engines = r.distinct(func(v *Visit) string { return v.Engine })
	d.Pages = r.distinct(func(v *Visit) string { return v.Page })
	if err := d.fill(); err != nil {
		return err
	}
	return page.Execute(w, d)
}

func (d *pageData) fill() error {
	rows := map[string]int{}
	pictures := map[[sha256.Size]byte]int{}
	for i := range d.Visits {
		v := &d.Visits[i]
		key := v.Agent + "\x00" + v.Engine
		at, ok := rows[key]
		if !ok {
			at = len(d.Rows)
			rows[key] = at
			d.Rows = append(d.Rows, row{Agent: v.Agent, UserAgent: v.UserAgent, Kind: v.Kind(), Engine: v.Engine,
				Outcome: Passed, Cells: make([]cell, len(d.Pages))})
		}
		c := cell{Visit: v, ID: fmt.Sprintf("v%d", i)}
		for _, check := range v.Checks {
			if check.Outcome == Failed {
				c.Failed++
			}
		}
		n, err := d.picture(pictures, v.Screenshot)
		if err != nil {
			return fmt.Errorf("screenshot of %s as %s: %w", v.Page, v.Agent, err)
		}
		c.Picture = n
		d.Rows[at].add(c, d.Pages)
	}
	return nil
}

func (r *row) add(c cell, pages []string) {
	for i, p := range pages {
		if p == c.Page {
			r.Cells[i] = c
		}
	}
	switch o := c.Outcome(); {
	case o == Failed || r.Outcome == Failed:
		r.Outcome = Failed
	case o == NotRun:
		r.Outcome = NotRun
	}
}

// picture returns the number of the picture of that screenshot, making it if no
// visit before had the same bytes.
func (d *pageData) picture(known map[[sha256.Size]byte]int, shot []byte) (int, error) {
	if len(shot) == 0 {
		return 0, nil
	}
	sum := sha256.Sum256(shot)
	if n := known[sum]; n > 0 {
		return n, nil
	}
	p, err := shrink(shot)
	if err != nil {
		return 0, err
	}
	p.Number = len(d.Pictures) + 1
	known[sum] = p.Number
	d.Pictures = append(d.Pictures, p)
	return p.Number, nil
}

// shrink makes a PNG a small JPEG.
func shrink(shot []byte) (picture, error) {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return picture{}, err
	}
	size := img.Bounds().Size()
	if size.X > pictureWidth {
		small := image.NewRGBA(image.Rect(0, 0, pictureWidth, max(size.Y*pictureWidth/size.X, 1)))
		draw.ApproxBiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
		img, size = small, small.Bounds().Size()
	}
	var out bytes.Buffer
	for _, quality := range pictureQualities {
		out.Reset()
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
			return picture{}, err
		}
		if out.Len() <= pictureBytes {
			break
		}
	}
	url := "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(out.Bytes())
	return picture{Width: size.X, Height: size.Y, Data: template.URL(url)}, nil
}
