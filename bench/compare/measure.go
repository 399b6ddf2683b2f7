//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/evanw/esbuild/pkg/api"

	"skinbuild/bench/synth"
	"skinbuild/internal/cli"
	"skinbuild/internal/less"
)

// A sample is what one tool took on one input: milliseconds of each run, those of
// processor time of a run, on all threads, and the peak resident kilobytes of its
// process. Processor time changes less than time on a machine with other work.
type sample struct {
	Times []float64 `json:"times"`
	CPU   float64   `json:"cpu"`
	RSS   int64     `json:"rss"`
}

func (s *sample) add(o sample) {
	s.Times = append(s.Times, o.Times...)
	if s.CPU == 0 || o.CPU < s.CPU {
		s.CPU = o.CPU
	}
	s.RSS = max(s.RSS, o.RSS)
}

func (s *sample) median() float64 {
	if len(s.Times) == 0 {
		return 0
	}
	slices.Sort(s.Times)
	return s.Times[len(s.Times)/2]
}

// options are the compiler's options of a project.
func (p project) options() *less.Options {
	return &less.Options{Math: p.math, RewriteURLs: p.rewriteURLs}
}

// tool is one way to measure a project; css is what the project compiles to.
type tool struct {
	name    string
	measure func(p project, css string) (sample, error)
}

func tools(bin string) []tool {
	self, _ := os.Executable()
	return []tool{
		{"skinbuild, in process", func(p project, css string) (sample, error) {
			return child(self, "-inside", p.entry, "less", p.math, p.rewriteURLs, strconv.Itoa(p.warm), strconv.Itoa(p.runs))
		}},
		{"less.js, in process", func(p project, css string) (sample, error) {
			return child("node", "bench/compare/peers.mjs", "less.js", p.entry, p.json(), strconv.Itoa(p.warm), strconv.Itoa(p.runs))
		}},
		{"esbuild on the CSS, in process", func(p project, css string) (sample, error) {
			return child(self, "-inside", css, "esbuild", "", "", strconv.Itoa(p.warm), strconv.Itoa(p.runs))
		}},
		{"lightningcss on the CSS, in process", func(p project, css string) (sample, error) {
			return child("node", "bench/compare/peers.mjs", "lightningcss", css, "{}", strconv.Itoa(p.warm), strconv.Itoa(p.runs))
		}},
		{"skinbuild less", func(p project, css string) (sample, error) {
			return whole(time.Minute, bin, append(append(append([]string{"less"}, p.flags()...), p.rootFlag()...), p.entry, os.DevNull)...)
		}},
		{"lessc", func(p project, css string) (sample, error) {
			return whole(time.Minute, "node", append(append([]string{"bench/node_modules/less/bin/lessc", "--quiet"}, p.flags()...), p.entry, os.DevNull)...)
		}},
	}
}

func (p project) json() string {
	opt := map[string]string{}
	if p.math != "" {
		opt["math"] = p.math
	}
	if p.rewriteURLs != "" {
		opt["rewriteUrls"] = p.rewriteURLs
	}
	data, _ := json.Marshal(opt)
	return string(data)
}

func (p project) flags() []string {
	var flags []string
	if p.math != "" {
		flags = append(flags, "--math="+p.math)
	}
	if p.rewriteURLs != "" {
		flags = append(flags, "--rewrite-urls="+p.rewriteURLs)
	}
	return flags
}

// rootFlag is a flag of skinbuild only: lessc reads all that it can.
func (p project) rootFlag() []string {
	if p.root == "" {
		return nil
	}
	return []string{"--root=" + p.root}
}

// child runs a process that measures itself.
func child(name string, args ...string) (sample, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return sample{}, fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	var s sample
	if err := json.Unmarshal(out, &s); err != nil {
		return sample{}, err
	}
	s.RSS = peak(cmd)
	return s, nil
}

// whole measures a process from outside.
func whole(limit time.Duration, name string, args ...string) (sample, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	took := float64(time.Since(start)) / 1e6
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w after %.0f ms: %.200s", name, err, took, stderr.String())
	}
	spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return sample{[]float64{took}, float64(spent) / 1e6, peak(cmd)}, nil
}

func peak(cmd *exec.Cmd) int64 {
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss
	}
	return 0
}

// measureInside is the child process of the measurements in process.
func measureInside(file string, args []string) error {
	cli.CollectSeldom() // as the tool does
	warm, _ := strconv.Atoi(args[3])
	runs, _ := strconv.Atoi(args[4])
	once, err := insideRun(file, args[0], project{math: args[1], rewriteURLs: args[2]})
	if err != nil {
		return err
	}
	var s sample
	var from float64
	for i := range warm + runs {
		if i == warm {
			from = processorTime()
		}
		start := time.Now()
		if err := once(); err != nil {
			return err
		}
		if i >= warm {
			s.Times = append(s.Times, float64(time.Since(start))/1e6)
		}
	}
	s.CPU = (processorTime() - from) / float64(runs)
	return json.NewEncoder(os.Stdout).Encode(s)
}

// processorTime is what this process has used so far, in milliseconds.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

func insideRun(file, which string, p project) (func() error, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if which == "esbuild" {
		return func() error {
			r := api.Transform(string(text), api.TransformOptions{Loader: api.LoaderCSS})
			if len(r.Code) == 0 {
				return fmt.Errorf("esbuild printed nothing for %s", file)
			}
			return nil
		}, nil
	}
	// The project lies somewhere below the root; what it imports may lie beside it.
	root := os.DirFS("/")
	return func() error {
		_, ds := less.Compile(root, strings.TrimPrefix(filepath.ToSlash(file), "/"), p.options())
		return ds.Err()
	}, nil
}

// measureProjects prints one table a project.
func measureProjects(bin, tmp string, rounds int, wanted func(string) bool) error {
	list, err := projects(tmp)
	if err != nil {
		return err
	}
	for _, p := range list {
		if !wanted(p.name) {
			continue
		}
		css := filepath.Join(tmp, p.name+".css")
		args := append(append(append([]string{"less"}, p.flags()...), p.rootFlag()...), p.entry, css)
		if out, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("skinbuild less %s: %w\n%s", p.entry, err, out)
		}
		if err := measureProject(p, css, tools(bin), rounds); err != nil {
			return err
		}
	}
	return nil
}

func measureProject(p project, css string, tools []tool, rounds int) error {
	samples := make([]sample, len(tools))
	for range rounds {
		for i, t := range tools {
			s, err := t.measure(p, css)
			if err != nil {
				return err
			}
			samples[i].add(s)
			runtime.GC()
		}
	}
	info, err := os.Stat(css)
	if err != nil {
		return err
	}
	fmt.Printf("%s (%d KB of CSS)\n\n| tool | median | best | of less.js | processor time | of less.js | peak memory |\n|---|--:|--:|--:|--:|--:|--:|\n", p.name, info.Size()>>10)
	for i, t := range tools {
		ref := samples[1]
		if i >= 4 {
			ref = samples[5]
		}
		s := samples[i]
		fmt.Printf("| %s | %.1f ms | %.1f ms | 1/%.1f | %.1f ms | 1/%.1f | %d MB |\n", t.name, s.median(), slices.Min(s.Times),
			ref.median()/s.median(), s.CPU, ref.CPU/s.CPU, s.RSS>>10)
	}
	fmt.Println()
	return nil
}

// writeFamily writes the style sheet of a family and what it imports.
func writeFamily(file string, f synth.Family, size int) error {
	if f.Files != nil {
		for name, text := range f.Files(size) {
			full := filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(file, []byte(f.Text(size)), 0o644)
}

// sizes are the multiples of the smallest text that growth is measured at.
var sizes = [...]int{1, 2, 4, 8}

// measureGrowth prints the time and peak memory of whole processes on synthetic
// stylesheets, and 8x divided by 1x: 8 is linear.
func measureGrowth(bin, tmp string, wanted func(string) bool) error {
	fmt.Println("| family | 1x | 2x | 4x | 8x | 8x / 1x | peak memory at 8x |\n|---|--:|--:|--:|--:|--:|--:|")
	for _, f := range synth.Families() {
		if !wanted(f.Name) {
			continue
		}
		var row []string
		var samples [len(sizes)]sample
		for range 3 {
			for i, size := range sizes {
				file := filepath.Join(tmp, fmt.Sprintf("%s-%d.less", f.Name, size))
				if err := writeFamily(file, f, size); err != nil {
					return err
				}
				s, err := whole(2*time.Minute, bin, "less", file, os.DevNull)
				if err != nil {
					return fmt.Errorf("%s %dx: %w", f.Name, size, err)
				}
				samples[i].add(s)
			}
		}
		for i := range samples {
			row = append(row, fmt.Sprintf("%.0f ms", samples[i].median()))
		}
		last := samples[len(sizes)-1]
		fmt.Printf("| %s | %s | %.1f | %d MB |\n", f.Name, strings.Join(row, " | "), last.median()/samples[0].median(), last.RSS>>10)
	}
	return nil
}
