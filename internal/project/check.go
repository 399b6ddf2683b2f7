package project

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/server/es3"
	"skinbuild/internal/skins/check"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const checkPart = "check " // and the skin's name

// checks look at what was made, all of it.
func (r *run) checks() []job {
	jobs := []job{
		{name: "budget", run: func() (output, error) { return output{diags: r.overBudget()}, nil }},
		{name: "delivered", run: func() (output, error) { return output{diags: r.refused()}, nil }},
	}
	for _, name := range r.in.skinNames {
		jobs = append(jobs, r.checkJob(name))
	}
	return jobs
}

// checkJob checks a skin as the server would send it to each browser. It stands on
// the vendor's base, or on another skin of the project, so they count too. A skin
// that came from the cache is compiled here, since the cache does not keep where
// each part of it comes from.
func (r *run) checkJob(name string) job {
	opt := r.compileOptions()
	var inputs []string
	if r.opt.WebappKey != "" {
		inputs = append(r.skinInputs(opt), r.opt.WebappKey)
	}
	return job{checkPart + name, inputs, func() (output, error) {
		files, err := sub(r.build.Files, "webapp")
		if err != nil {
			return output{}, err
		}
		built, ds := r.compile(name, opt)
		if ds.Err() != nil {
			return output{diags: ds}, nil
		}
		return output{diags: check.Skin(built, tree.Layers{files, r.opt.Webapp}, opt.Browsers)}, nil
	}}
}

// refused are the scripts that operations put into skins and that the server's
// compressor would not take.
func (r *run) refused() source.Diags {
	if r.series == nil || len(r.series.Deliveries(inject.ViaSkin)) == 0 {
		return nil
	}
	var ds source.Diags
	for e := range r.build.Files.All() {
		name := e.Path.String()
		if strings.HasPrefix(name, "webapp/skins/") && strings.HasSuffix(name, ".js") {
			ds = append(ds, es3.Check(source.NewFile(strings.TrimPrefix(name, "webapp/"), string(e.Data)), es3.ForSkin)...)
		}
	}
	return ds
}

// overBudget compares sizes with the budget.
func (r *run) overBudget() source.Diags {
	budget := r.project.Config.Budget
	if len(budget) == 0 {
		return nil
	}
	at := findPlaces(r.project.File)
	var ds source.Diags
	for _, pattern := range slices.Sorted(maps.Keys(budget)) {
		limit, _ := parseSize(budget[pattern]) // Parse has looked at it
		if pattern == bundlePart {
			continue
		}
		matched := false
		for _, f := range r.built() {
			if !doublestar.MatchUnvalidated(pattern, f.Path) {
				continue
			}
			matched = true
			if size := int64(weight(f)); size > limit {
				ds = append(ds, r.project.File.Errorf(at.of("budget."+pattern), codes.ProjectBudget, "%s has %s, more than %s", f.Path, FormatSize(size), FormatSize(limit)))
			}
		}
		if !matched {
			ds = append(ds, r.project.File.Warnf(at.keys["budget."+pattern], codes.ProjectBudget, "no file that was built is called %s", pattern))
		}
	}
	return ds
}

// built are the files of the webapp by their paths in it.
func (r *run) built() []BuiltFile {
	var list []BuiltFile
	for _, part := range r.build.Parts {
		for _, f := range part.Files {
			if rest, ok := strings.CutPrefix(f.Path, "webapp/"); ok {
				f.Path = rest
				list = append(list, f)
			}
		}
	}
	return list
}

// weight is the size that counts: compressed, where a server compresses.
func weight(f BuiltFile) int {
	if f.Gzip > 0 {
		return f.Gzip
	}
	return f.Size
}

// bundleOverBudget is the bundle's own entry of the budget.
func (r *run) bundleOverBudget(size int) source.Diags {
	text, ok := r.project.Config.Budget[bundlePart]
	limit, _ := parseSize(text)
	if !ok || int64(size) <= limit {
		return nil
	}
	at := findPlaces(r.project.File)
	return source.Diags{r.project.File.Errorf(at.of("budget."+bundlePart), codes.ProjectBudget, "the bundle has %s, more than %s", FormatSize(int64(size)), FormatSize(limit))}
}

// browserNames are the oldest releases supported, as a bundle's manifest has them.
func browserNames(list compat.List) []string {
	var names []string
	last := ""
	for _, a := range list {
		if a.Browser != last {
			names = append(names, fmt.Sprintf("%s %s", a.Browser, a.Version))
		}
		last = a.Browser
	}
	slices.Sort(names)
	return names
}
