//go:build unix

// Command agents measures how well uacheck reads User-Agents, beside mssola, uap-go
// and ua-parser-js: families and major versions on the lists of other projects,
// crawlers found, people taken for crawlers, and the processor time of one text.
//
//	UA_CORPORA=DIR go run ./bench/agents
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"skinbuild/internal/agents/corpora"
	"skinbuild/internal/agents/ua"
)

// An answer is what a parser makes of one text.
type answer struct {
	Family  string `json:"family"`
	Version string `json:"version"`
	Program bool   `json:"program"` // no person's browser
}

// A parser reads all texts and returns its answers and the time for each text.
type parser struct {
	name string
	read func(texts []string) ([]answer, cost, error)
}

// cost is of one text.
type cost struct {
	cpu    time.Duration
	allocs float64 // -1 if unknown
}

func main() {
	modules := flag.String("modules", "bench/node_modules", "the installed npm packages")
	sample := flag.Int("sample", 20, "read every n-th text of a list longer than 10,000 with the slow parsers")
	flag.Parse()
	dir := os.Getenv(corpora.Variable)
	if dir == "" {
		fmt.Fprintf(os.Stderr, "agents: %s names no folder with checkouts of other projects' lists\n", corpora.Variable)
		os.Exit(2)
	}
	if err := run(os.Stdout, dir, *modules, *sample); err != nil {
		fmt.Fprintln(os.Stderr, "agents:", err)
		os.Exit(1)
	}
}

func parsers(modules string) []parser {
	return []parser{
		{"uacheck", inProcess(func(s string) answer {
			id := ua.Identify(s)
			return answer{id.Family, id.Version, !id.Human()}
		})},
		{"mssola", inProcess(func(s string) answer {
			n := ua.Library(s)
			return answer{n.Family, n.Version, n.Bot}
		})},
		{"uap-go", inProcess(func(s string) answer {
			n, err := ua.UAP(s)
			if err != nil {
				return answer{}
			}
			return answer{n.Family, n.Version, n.Bot}
		})},
		{"ua-parser-js", func(texts []string) ([]answer, cost, error) { return inNode(modules, "ua-parser-js", texts) }},
		{"isbot", func(texts []string) ([]answer, cost, error) { return inNode(modules, "isbot", texts) }},
	}
}

func run(w io.Writer, dir, modules string, sample int) error {
	lists, err := corpora.Browsers(dir)
	if err != nil {
		return err
	}
	crawlers, err := corpora.Crawlers(dir, modules)
	if err != nil {
		return err
	}
	people, err := corpora.People(dir, modules)
	if err != nil {
		return err
	}
	all := parsers(modules)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := "list\ttexts\t"
	for _, p := range all {
		head += p.name + "\t"
	}
	fmt.Fprintln(out, "family / with major version, in percent\t")
	fmt.Fprintln(out, head)
	for _, c := range lists {
		if err := browsers(out, c, all, sample); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "\t\nprograms found, in percent\t")
	if err := programs(out, crawlers, all); err != nil {
		return err
	}
	fmt.Fprintln(out, "\t\npeople taken for programs, in percent\t")
	if err := programs(out, people, all); err != nil {
		return err
	}
	fmt.Fprintln(out, "\t\nprocessor time and allocations of one text\t")
	if err := costs(out, people["user-agents"], all); err != nil {
		return err
	}
	return out.Flush()
}

// slow are the parsers that take about a millisecond for one text.
func slow(name string) bool { return name == "uap-go" }

func browsers(out io.Writer, c corpora.Corpus, all []parser, sample int) error {
	fmt.Fprintf(out, "%s\t%d\t", c.Name, len(c.Records))
	for _, p := range all {
		if p.name == "isbot" {
			fmt.Fprint(out, "–\t")
			continue
		}
		records := c.Records
		if slow(p.name) && len(records) > 10_000 {
			records = every(records, sample)
		}
		texts := make([]string, len(records))
		for i, r := range records {
			texts[i] = r.UserAgent
		}
		answers, _, err := p.read(texts)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		var s corpora.Score
		for i, a := range answers {
			s.Add(records[i], a.Family, a.Version)
		}
		family, major := s.Rates()
		fmt.Fprintf(out, "%.1f / %.1f\t", family, major)
	}
	fmt.Fprintln(out)
	return nil
}

func every[T any](list []T, n int) []T {
	var some []T
	for i := 0; i < len(list); i += n {
		some = append(some, list[i])
	}
	return some
}

func programs(out io.Writer, lists map[string][]string, all []parser) error {
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		texts := lists[name]
		fmt.Fprintf(out, "%s\t%d\t", name, len(texts))
		for _, p := range all {
			answers, _, err := p.read(texts)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			n := 0
			for _, a := range answers {
				if a.Program {
					n++
				}
			}
			fmt.Fprintf(out, "%.1f\t", 100*float64(n)/float64(len(texts)))
		}
		fmt.Fprintln(out)
	}
	return nil
}

func costs(out io.Writer, texts []string, all []parser) error {
	fmt.Fprintf(out, "people's\t%d\t", len(texts))
	for _, p := range all {
		_, c, err := p.read(texts)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%v", c.cpu)
		if c.allocs >= 0 {
			fmt.Fprintf(out, ", %.0f", c.allocs)
		}
		fmt.Fprint(out, "\t")
	}
	fmt.Fprintln(out)
	return nil
}

// inProcess measures after one round over a few texts, which compiles patterns.
func inProcess(read func(string) answer) func([]string) ([]answer, cost, error) {
	return func(texts []string) ([]answer, cost, error) {
		for _, s := range texts[:min(len(texts), 3)] {
			read(s)
		}
		answers := make([]answer, len(texts))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rounds, start := 0, processor()
		for processor()-start < 100*time.Millisecond || rounds == 0 {
			for i, s := range texts {
				answers[i] = read(s)
			}
			rounds++
		}
		used := processor() - start
		runtime.ReadMemStats(&after)
		n := float64(rounds * max(len(texts), 1))
		return answers, cost{time.Duration(float64(used) / n), float64(after.Mallocs-before.Mallocs) / n}, nil
	}
}

// processor returns the processor time of this process so far, which other
// processes do not change.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func inNode(modules, peer string, texts []string) ([]answer, cost, error) {
	input, err := json.Marshal(texts)
	if err != nil {
		return nil, cost{}, err
	}
	cmd := exec.Command("node", "bench/agents/peers.mjs", modules, peer)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, cost{}, err
	}
	var result struct {
		Answers []answer `json:"answers"`
		Micros  float64  `json:"micros"`
	}
	if err := json.Unmarshal(output, &result); err != nil {
		return nil, cost{}, err
	}
	return result.Answers, cost{time.Duration(result.Micros * 1000), -1}, nil
}
