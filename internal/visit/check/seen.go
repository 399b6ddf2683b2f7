package check

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"maps"
	"path"
	"slices"
	"strings"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/browser"
)

// judgeLook adds the checks of what a person sees.
func (j *visitor) judgeLook(l *look) {
	j.painted(l.now.Letters)
	j.rules(l.sheets)
	j.list("controls", l.now.Controls, "controls cannot be used")
	j.list("pictures", l.now.Pictures, "pictures or fonts are not shown")
	if l.page.Client && l.now.Width < clientWidth {
		j.notRun("text", fmt.Sprintf("the window of %d pixels is too small for the client", l.now.Width))
	} else {
		j.list("text", l.now.Cut, "texts are cut off")
	}
	if l.mobile && l.now.Claims {
		j.width(fmt.Sprintf("width-%d", l.now.Width), &l.now)
	}
	if !l.deep {
		return
	}
	for _, at := range l.at {
		name := fmt.Sprintf("width-%d", at.width)
		if errors.Is(at.err, browser.ErrWindow) {
			j.notRun(name, fmt.Sprintf("%s keeps its window of %d pixels", j.engine(), l.now.Width))
			continue
		}
		j.width(name, &at.shown)
	}
	j.accessible(l)
}

// clientWidth is the smallest width that the vendor's client supports.
const clientWidth = 1024

// list adds a check that fails if something was found.
func (j *visitor) list(name string, found []string, what string) {
	j.set(name, len(found) == 0, summary(found, what))
	for _, f := range found[min(len(found), 1):] {
		j.v.Facts = append(j.v.Facts, report.Fact{Group: name, Name: name, Value: short(f)})
	}
}

// onePart is the share of a picture, in thousandths, that one colour has on a page on
// which nothing is painted: a scroll bar may be there.
const onePart = 985

// painted checks that the page shows something: more than one colour, and a text.
func (j *visitor) painted(letters int) {
	if len(j.v.Screenshot) == 0 {
		j.notRun("painted", "the browser returned no screenshot")
		return
	}
	share, err := largestPart(j.v.Screenshot)
	switch {
	case err != nil:
		j.set("painted", false, "the screenshot is no picture: "+err.Error())
	case share >= onePart && letters == 0:
		j.set("painted", false, "the page is blank")
	case share == 1000:
		j.set("painted", false, "the page has one colour, though it has text")
	case letters == 0:
		j.set("painted", false, "the page shows no text")
	default:
		j.set("painted", true, "")
	}
}

// largestPart returns the share of the most frequent colour of a picture, in thousandths.
func largestPart(shot []byte) (int, error) {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return 0, err
	}
	counts := map[[3]uint8]int{}
	box := img.Bounds()
	most, all := 0, 0
	for y := box.Min.Y; y < box.Max.Y; y += 2 { // a quarter of the pixels is enough
		for x := box.Min.X; x < box.Max.X; x += 2 {
			r, g, b, _ := img.At(x, y).RGBA()
			key := [3]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8)}
			counts[key]++
			most = max(most, counts[key])
			all++
		}
	}
	if all == 0 {
		return 1000, nil
	}
	if most == all {
		return 1000, nil
	}
	return min(most*1000/all, 999), nil
}

// rules checks that the engine has every rule that was sent, sheet by sheet. What is
// wrong in a file of the vendor is a fact.
func (j *visitor) rules(sheets []sheetRules) {
	var bad []string
	sent, foreign := 0, 0
	for _, s := range sheets {
		sent += s.Sent
		foreign += s.Foreign
		var own []string
		for _, left := range s.Left {
			if file, _, ok := strings.Cut(left, ": "); ok && j.vendors(file) {
				j.v.Facts = append(j.v.Facts, report.Fact{Group: "rules", Name: "the vendor's rule is left out", Value: short(left)})
				continue
			}
			own = append(own, "the browser leaves out "+left)
		}
		switch {
		case s.Broken != "":
			own = append(own, s.URL+": "+s.Broken)
		case len(s.Left) == 0 && s.Parsed < s.Sent-s.Foreign:
			own = append(own, fmt.Sprintf("%s: the browser has %d of %d rules", s.URL, s.Parsed, s.Sent))
		}
		bad = append(bad, own...)
		bad = append(bad, j.emptySkin(&s)...)
	}
	reason := summary(bad, "problems in style sheets")
	if len(bad) == 0 {
		reason = fmt.Sprintf("%d rules", sent)
		if foreign > 0 {
			reason += fmt.Sprintf(", %d of them for other engines", foreign)
		}
	}
	j.set("rules", len(bad) == 0, reason)
}

// emptySkin returns the files of the skin that came without a rule. Files of other skins,
// which the path leads to, and of pictures may be empty.
func (j *visitor) emptySkin(s *sheetRules) []string {
	var bad []string
	for _, file := range s.Named {
		if path.Base(file) == "images.css" || strings.Contains(file, "/_base/") || j.vendors(file) {
			continue
		}
		if s.Files[file] == 0 {
			bad = append(bad, path.Clean(file)+" sends no rule to this browser")
		}
	}
	return bad
}

func (j *visitor) vendors(file string) bool { return j.Vendor != nil && j.Vendor(path.Clean(file)) }

// width checks that the page does not scroll sideways, and that its controls can be used.
func (j *visitor) width(name string, s *shown) {
	found := slices.Clone(s.Controls)
	if s.Scroll != "" {
		found = append([]string{"the page is " + s.Scroll}, found...)
	}
	j.list(name, found, "problems")
}

// accessible judges the findings of axe-core. Contrast is the skin's; of the rest, what
// the vendor's client has made is a fact.
func (j *visitor) accessible(l *look) {
	if l.axeErr != nil {
		reason := "axe-core does not run on this page: " + short(l.axeErr.Error())
		j.notRun("contrast", reason)
		j.notRun("accessibility", reason)
		return
	}
	var contrast, other []string
	vendors := map[string]int{}
	for _, v := range l.axe {
		switch text := v.Help + ": " + v.Element; {
		case v.Rule == "color-contrast":
			contrast = append(contrast, text)
		case v.Vendor:
			vendors[v.Rule]++
		default:
			other = append(other, v.Rule+": "+text)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(vendors)) {
		j.v.Facts = append(j.v.Facts, report.Fact{Group: "accessibility of the vendor's parts", Name: rule, Value: fmt.Sprint(vendors[rule])})
	}
	j.list("contrast", contrast, "texts have too little contrast")
	j.list("accessibility", other, "elements break a rule of axe-core")
}
