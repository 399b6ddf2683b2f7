package project

import (
	"encoding/json"
	"path"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/project/scripts"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// jqueryAuto is the value of scripts.jquery that takes the newest version for all
// browsers of the project.
const jqueryAuto = "auto"

const (
	scriptsPart = "scripts"
	skinPart    = "skin " // and its name
)

// ScriptFacts are what the summary tells of the scripts.
type ScriptFacts struct {
	Fixes   int              `json:"fixes"`
	Detects []string         `json:"detects"`
	Works   []pack.Component `json:"works"` // of others that went in
	Scripts []ScriptFile     `json:"scripts"`
}

// A ScriptFile is a script for the pages; sizes in bytes.
type ScriptFile struct {
	Name      string `json:"name"`
	Size      int    `json:"size"`
	Gzip      int    `json:"gzip"`
	ES3       bool   `json:"es3"` // passes the server's compressor, so may be part of a skin
	Integrity string `json:"integrity"`
}

func readFacts(data []byte) (ScriptFacts, error) {
	var facts ScriptFacts
	err := json.Unmarshal(data, &facts)
	return facts, err
}

// scriptsJob makes the scripts for the pages: webapp/js/NAME and maps/NAME.map.
func (r *run) scriptsJob() job {
	c := r.project.Config
	opt := &scripts.Options{Overrides: r.in.scripts, Modules: r.in.modules, Skins: r.in.skins, Detects: scripts.Detects(c.Scripts.Detects),
		Browsers: c.BrowserList(), Releases: c.Releases}
	if opt.JQuery = c.Scripts.JQuery; opt.JQuery == jqueryAuto {
		opt.JQuery = scripts.JQueryFor(c.BrowserList())
	}
	return job{scriptsPart, []string{r.in.scripts.Digest(), r.in.modules.Digest(), r.in.skins.Digest(), opt.JQuery, string(opt.Detects), opt.Browsers.String(), strings.Join(opt.Releases, " ")}, func() (output, error) {
		var out output
		if r.in.modules.Len() == 0 {
			out.diags = source.Diags{r.project.File.Errorf(source.At(0), codes.ProjectModules, "the npm packages that scripts are made from are not there").
				WithHint("run npm ci --ignore-scripts in the project, or name the folder with scripts.modules")}
			return out, nil
		}
		result, ds, err := scripts.Build(opt)
		if out.diags = ds; err != nil || ds.Err() != nil {
			return out, err
		}
		built, err := result.Tree()
		if err != nil {
			return out, err
		}
		maps, err := result.Maps()
		if err != nil {
			return out, err
		}
		if out.files, err = tree.Merge(built.Below(tree.MustPath("webapp")), maps); err != nil {
			return out, err
		}
		out.facts, err = json.Marshal(factsOf(result))
		return out, err
	}}
}

func factsOf(result *scripts.Result) ScriptFacts {
	facts := ScriptFacts{Fixes: len(result.Fixes), Detects: result.Detects, Works: []pack.Component{}}
	for _, s := range result.Scripts {
		facts.Scripts = append(facts.Scripts, ScriptFile{s.Name, len(s.Text), s.Gzip, s.ES3, s.Integrity})
	}
	for _, p := range result.Pins {
		c := pack.Component{Name: p.Name, Version: p.Version, License: p.License, PURL: "pkg:npm/" + p.Name + "@" + p.Version}
		for _, script := range p.Scripts {
			c.Files = append(c.Files, "scripts/js/"+script)
		}
		facts.Works = append(facts.Works, c)
	}
	return facts
}

// skinJob makes webapp/skins/NAME/….
func (r *run) skinJob(name string) job {
	opt := r.compileOptions()
	return job{skinPart + name, r.skinInputs(opt), func() (output, error) {
		built, ds := r.compile(name, opt)
		return output{files: built.Files.Below(tree.MustPath("webapp/skins/" + name)), diags: ds}, nil
	}}
}

func (r *run) compileOptions() *compile.Options {
	c := r.project.Config
	return &compile.Options{Browsers: c.BrowserList(), Mode: compile.Mode(c.Skins.Mode), Cache: r.parsed}
}

// skinInputs are the same for all skins: any of them may import from the others.
func (r *run) skinInputs(opt *compile.Options) []string {
	return []string{r.in.skins.Digest(), r.project.Config.Skins.Dir, string(opt.Mode), opt.Browsers.String()}
}

// compile compiles a skin, once in a run.
func (r *run) compile(name string, opt *compile.Options) (*compile.Built, source.Diags) {
	r.lock.Lock()
	built := r.skins[name]
	r.lock.Unlock()
	if built != nil {
		return built, nil
	}
	dir := r.project.Config.Skins.Dir
	built, ds := compile.Skin(r.in.skins.Below(tree.MustPath(dir)), path.Join(dir, name), opt)
	if ds.Err() == nil {
		r.lock.Lock()
		r.skins[name] = built
		r.lock.Unlock()
	}
	return built, ds
}

// zimlets are the archives, with what the operations put into them.
func (r *run) zimlets() []job {
	folders := map[string]tree.Tree{}
	for _, name := range r.in.zimNames {
		folder, err := sub(r.in.zimlets, name)
		if err != nil {
			r.err = err
			return nil
		}
		folders[name] = folder
	}
	if r.series != nil {
		delivered, ds := deliver(r.series.Deliveries(inject.ViaZimlet), folders)
		if r.diags = append(r.diags, ds...); ds.Err() != nil {
			return nil
		}
		folders = delivered
	}
	var jobs []job
	for _, name := range r.in.zimNames {
		jobs = append(jobs, r.zimletJob(name, folders[name]))
	}
	return jobs
}

// zimletJob makes zimlets/NAME.zip.
func (r *run) zimletJob(name string, files tree.Tree) job {
	c := r.project.Config.Zimlets
	inputs := append([]string{files.Digest(), c.Dir}, c.Allow...)
	return job{"zimlet " + name, inputs, func() (output, error) {
		z, ds := zimlet.Load(files, path.Join(c.Dir, name), zimlet.Options{Allow: c.Allow})
		out := output{diags: ds}
		if ds.Err() != nil {
			return out, nil
		}
		data, err := z.Zip()
		if err != nil {
			return out, err
		}
		out.files, err = tree.New(tree.Entry{Path: tree.MustPath("zimlets/" + name + ".zip"), Mode: 0o644, Data: data})
		return out, err
	}}
}
