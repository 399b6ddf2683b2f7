package project

import (
	"context"
	"path"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"skinbuild/internal/inject"
	"skinbuild/internal/less"
	"skinbuild/internal/parallel"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// run is one build.
type run struct {
	project *Project
	opt     *BuildOptions
	in      inputs
	series  *inject.Series // once the scripts are there
	parsed  *less.Cache    // of the skins, which share files
	build   *Build
	diags   source.Diags
	err     error

	lock  sync.Mutex
	skins map[string]*compile.Built // compiled in this run, by name
}

func (r *run) failed() bool { return r.diags.Err() != nil }

// job makes one part. What run gives depends on inputs and the tool alone; without
// inputs it is not kept in the cache.
type job struct {
	name   string
	inputs []string
	run    func() (output, error)
}

// output is what a part makes: files as they lie in the output folder, their sizes,
// facts for the summary as JSON, and what is to be said.
type output struct {
	files tree.Tree
	sizes []BuiltFile
	facts []byte
	diags source.Diags
}

// do makes parts, several at once, and takes over what they made in their order.
func (r *run) do(ctx context.Context, jobs []job) {
	workers := r.opt.Jobs
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	parts, outputs, errs := make([]Part, len(jobs)), make([]output, len(jobs)), make([]error, len(jobs))
	var next atomic.Int32
	var group parallel.Group
	for range min(workers, len(jobs)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
				parts[i] = Part{Name: jobs[i].name, Skipped: stop.Err() != nil}
				if parts[i].Skipped {
					continue
				}
				outputs[i], errs[i] = r.one(jobs[i], &parts[i])
				if failed := errs[i] != nil || outputs[i].diags.Err() != nil; failed && !r.opt.KeepGoing {
					cancel()
				}
			}
		})
	}
	group.Wait()
	for i := range jobs {
		r.take(parts[i], outputs[i], errs[i])
	}
}

// one makes one part.
func (r *run) one(j job, part *Part) (output, error) {
	if r.opt.Begin != nil {
		r.opt.Begin(j.name)
	}
	start := time.Now()
	cache := r.opt.Cache
	if j.inputs == nil {
		cache = nil
	}
	out, cached, err := cache.do(j.name, j.inputs, func() (output, error) {
		out, err := j.run()
		if err == nil {
			out.sizes = sizes(out.files)
		}
		return out, err
	})
	part.Seconds, part.Cached = time.Since(start).Seconds(), cached
	part.Files = out.sizes
	part.Errors, part.Warnings = out.diags.Count(source.Error), out.diags.Count(source.Warning)
	return out, err
}

// take adds what a part made to the build.
func (r *run) take(part Part, out output, err error) {
	r.build.Parts = append(r.build.Parts, part)
	r.diags = append(r.diags, out.diags...)
	if r.err == nil {
		r.err = err
	}
	if part.Name == scriptsPart && len(out.facts) > 0 && r.err == nil {
		r.build.Scripts, r.err = readFacts(out.facts)
	}
	if part.Name == bundlePart {
		r.build.Bundle = onlyFile(out.files)
		return
	}
	files, mergeErr := tree.Merge(r.build.Files, out.files)
	if r.err == nil {
		r.err = mergeErr
	}
	r.build.Files = files
}

func onlyFile(t tree.Tree) []byte {
	for e := range t.All() {
		return e.Data
	}
	return nil
}

// sizes are those of the files; compressed, of those that browsers are sent as text.
func sizes(t tree.Tree) []BuiltFile {
	var list []BuiltFile
	for e := range t.All() {
		f := BuiltFile{Path: e.Path.String(), Size: len(e.Data)}
		switch path.Ext(f.Path) {
		case ".css", ".js", ".html":
			f.Gzip = tree.GzipSize(e.Data)
		}
		list = append(list, f)
	}
	return list
}
