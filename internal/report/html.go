package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"

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
	Failures []linkedFailure
	Rows     []row
	Pictures []picture
}

// linkedFailure is a failure with links to its visits.
type linkedFailure struct {
	*failure
	Links []link
}

type link struct{ ID, Agent, Page, Kind string }

// row is one agent in one engine, with a cell per page.
type row struct {
	ID, Agent, UserAgent, Kind, Engine string
	Emulated                           bool
	Outcome                            Outcome
	Cells                              []cell
}

// cell is a visit, with its place in the page and the number of its picture,
// 0 for none.
type cell struct {
	*Visit
	ID      string
	Picture int
	Before  int    // the accepted picture, if it differs
	Differs int    // the pixels that differ
	Detail  string // which checks failed, how many were not run
	Sorted  []Check
	Groups  []group
}

// group is facts that belong together; those without a name come first.
type group struct {
	Name, Summary string
	Facts         []Fact
}

// class is the class of an outcome's colour.
func (o Outcome) class() string { return strings.ReplaceAll(o.String(), " ", "") }

// Class is the class of the visit's colour.
func (c cell) Class() string { return c.Outcome().class() }

// Class is the class of the check's colour.
func (c Check) Class() string { return c.Outcome.class() }

// WriteHTML writes the report as one HTML page. A screenshot that is no picture
// is an error.
func (r *Report) WriteHTML(w io.Writer) error {
	d := &pageData{Report: r, Counts: r.Counts(), CSS: template.CSS(pageCSS), JS: template.JS(pageJS)}
	d.Engines = r.distinct(func(v *Visit) string { return v.Engine })
	d.Pages = r.distinct(func(v *Visit) string { return v.Page })
	ids, err := d.fill()
	if err != nil {
		return err
	}
	for _, f := range r.failures() {
		linked := linkedFailure{failure: f}
		for _, v := range f.Visits {
			linked.Links = append(linked.Links, link{ids[v], v.Agent, v.Page, v.Kind()})
		}
		d.Failures = append(d.Failures, linked)
	}
	return WritePage(w, page, d)
}

// fill makes the rows; it returns the places of the visits.
func (d *pageData) fill() (map[*Visit]string, error) {
	rows, ids := map[string]int{}, map[*Visit]string{}
	pictures := map[[sha256.Size]byte]int{}
	for i := range d.Visits {
		v := &d.Visits[i]
		key := v.Agent + "\x00" + v.Kind()
		at, ok := rows[key]
		if !ok {
			at = len(d.Rows)
			rows[key] = at
			d.Rows = append(d.Rows, row{ID: fmt.Sprintf("r%d", at), Agent: v.Agent, UserAgent: v.UserAgent, Kind: v.Kind(), Engine: v.Engine,
				Emulated: v.Emulated, Outcome: Passed, Cells: make([]cell, len(d.Pages))})
		}
		c := cell{Visit: v, ID: fmt.Sprintf("v%d", i), Detail: v.detail(), Sorted: v.sorted(), Groups: v.groups()}
		ids[v] = c.ID
		n, err := d.picture(pictures, v.Screenshot)
		if err != nil {
			return nil, fmt.Errorf("screenshot of %s as %s: %w", v.Page, v.Agent, err)
		}
		c.Picture = n
		if c.Before, err = d.picture(pictures, v.Accepted); err != nil {
			return nil, fmt.Errorf("accepted picture of %s: %w", v.Page, err)
		}
		if c.Differs, err = d.picture(pictures, v.Difference); err != nil {
			return nil, fmt.Errorf("difference of %s: %w", v.Page, err)
		}
		d.Rows[at].add(c, d.Pages)
	}
	return ids, nil
}

// detail says in a few words what is not passed.
func (v *Visit) detail() string {
	var failed, notRun []string
	for _, c := range v.Checks {
		switch c.Outcome {
		case Failed:
			failed = append(failed, c.Name)
		case NotRun:
			notRun = append(notRun, c.Name)
		}
	}
	var parts []string
	if len(failed) > 0 {
		parts = append(parts, strings.Join(failed, ", "))
	}
	if len(notRun) > 0 && len(notRun) < len(v.Checks) {
		passed := len(v.Checks) - len(failed) - len(notRun)
		parts = append(parts, fmt.Sprintf("%d passed, not run: %s", passed, strings.Join(notRun, ", ")))
	}
	return strings.Join(parts, "; ")
}

// sorted are the checks, what failed first and what was not run next.
func (v *Visit) sorted() []Check {
	list := slices.Clone(v.Checks)
	rank := map[Outcome]int{Failed: 0, NotRun: 1, Passed: 2}
	slices.SortStableFunc(list, func(a, b Check) int { return cmp.Compare(rank[a.Outcome], rank[b.Outcome]) })
	return list
}

// groups are the facts by their groups, in the order of the first of each.
func (v *Visit) groups() []group {
	list := []group{{}}
	for _, f := range v.Facts {
		i := slices.IndexFunc(list, func(g group) bool { return g.Name == f.Group })
		if i < 0 {
			i = len(list)
			list = append(list, group{Name: f.Group})
		}
		list[i].Facts = append(list[i].Facts, f)
		list[i].Summary = fmt.Sprint(len(list[i].Facts))
	}
	return list
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

// picture is a screenshot that one or more visits share.
type picture struct {
	Number        int
	Width, Height int
	Data          template.URL
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
