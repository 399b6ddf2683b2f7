package patch

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"

	"skinbuild/internal/source"
)

// A Webapp is what a patch is tried on.
type Webapp interface {
	// Text returns a file of the webapp as text; the error is fs.ErrNotExist if there
	// is none. Compressed files are read uncompressed.
	Text(name string) (string, error)
	// Packages returns the files that join scripts and hold the one of that name, such
	// as "zimbraMail.mail.view.ZmMailMsgView".
	Packages(script string) ([]string, error)
}

// A FileOutcome is what a patch does to one file.
type FileOutcome struct {
	Path string
	Outcome
}

// A Decision is what a patch does to a webapp.
type Decision struct {
	State   State
	Variant int           // 0: the patch itself; k: the k-th of its variants, whose diff is there, or fits
	Files   []FileOutcome // of that variant, by part
}

// Diags returns why the patch is in conflict.
func (d Decision) Diags() source.Diags {
	var ds source.Diags
	for _, f := range d.Files {
		if f.Diag != nil {
			ds = append(ds, f.Diag)
		}
	}
	return ds
}

// Offset returns by how many lines the change that moved most did.
func (d Decision) Offset() int {
	most := 0
	for _, f := range d.Files {
		if abs(f.Offset) > abs(most) {
			most = f.Offset
		}
	}
	return most
}

// Decide tries the patch, then its variants in their order, on a webapp of that
// release; "" means that the release is unknown. The error is about reading.
func Decide(p *Patch, variants []*Patch, webapp Webapp, release string) (Decision, error) {
	var first Decision
	for k, v := range append([]*Patch{p}, variants...) {
		d, err := v.on(webapp)
		if err != nil {
			return d, err
		}
		d.Variant = k
		if k > 0 && d.State.Changes() {
			d.State = Variant
		}
		if d.State <= Variant {
			return d, nil
		}
		if k == 0 {
			first = d
		}
	}
	if p.Header.IsFixed(release) {
		first.State = NotNeeded
	}
	return first, nil
}

// on tries one diff. Files that have their change already are left out; one that is
// missing or does not fit keeps the patch from all others. The texts of a language that
// the release does not have are not missed.
func (p *Patch) on(webapp Webapp) (Decision, error) {
	d := Decision{State: Already}
	for _, part := range p.Parts {
		files, err := part.on(webapp)
		if err != nil {
			return d, err
		}
		d.Files = append(d.Files, files...)
	}
	known := d.Files[:0]
	missing := false
	for _, f := range d.Files {
		switch {
		case f.State == NoFile && isLanguage(f.Path):
			missing = true
			continue
		}
		known = append(known, f)
		d.State = max(d.State, f.State)
	}
	if d.Files = known; len(known) == 0 && missing {
		d.State = NoFile
	}
	return d, nil
}

var language = regexp.MustCompile(`_[a-z]{2}(_[A-Z]{2})?\.properties$`)

// isLanguage reports whether a file has the texts of one language.
func isLanguage(name string) bool { return language.MatchString(name) }

// on tries a part on its file; a script on the packages that hold it as well, and a
// template of scripts on what the vendor's build makes of it.
func (p *Part) on(webapp Webapp) ([]FileOutcome, error) {
	var files []FileOutcome
	var known sides
	name, text, err := p.locate(webapp)
	switch {
	case err == nil:
		f := source.NewFile(name, text)
		o := p.Try(f)
		files = append(files, FileOutcome{name, o})
		if p.Kind == Script {
			known = p.sidesOf(f, o)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if isCompiled(p.Path) {
		text, err := webapp.Text(p.Path + ".js")
		switch {
		case err == nil:
			file, both := p.onCompiled(text)
			files, known = append(files, file), both
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	if p.Kind == Script || isCompiled(p.Path) {
		more, err := p.onPackages(webapp, known)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	if files == nil {
		files = []FileOutcome{{p.Path, Outcome{State: NoFile}}}
	}
	return files, nil
}

// classes is where a webapp has the properties files that a tree of sources has at its
// top.
const classes = "WEB-INF/classes/"

// locate reads the file of the part, in a tree of sources from its place there.
func (p *Part) locate(webapp Webapp) (name, text string, err error) {
	text, err = webapp.Text(p.Path)
	inside, ok := strings.CutPrefix(p.Path, classes)
	if !ok || !errors.Is(err, fs.ErrNotExist) {
		return p.Path, text, err
	}
	text, err = webapp.Text(inside)
	return inside, text, err
}
