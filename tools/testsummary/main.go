// Command testsummary prints what "go test -json" says on its standard input the way
// go test does, and at the end how many tests ran and which were not run, by reason.
// It exits with 1 if a test failed or a package does not build.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// event is a line of go test -json; "go doc test2json" describes it.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

// summary is what the events came to.
type summary struct {
	out            io.Writer
	passed, failed int
	notRun         map[string]int    // reason → tests
	left           int               // by -short
	output         map[string]string // package and test → what it printed
}

func main() {
	s := &summary{out: os.Stdout, notRun: map[string]int{}, output: map[string]string{}}
	if err := s.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testsummary:", err)
		os.Exit(2)
	}
	s.close()
	if s.failed > 0 {
		os.Exit(1)
	}
}

func (s *summary) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(s.out, lines.Text()) // what is no JSON comes from the go command
			continue
		}
		s.add(&e)
	}
	return lines.Err()
}

func (s *summary) add(e *event) {
	key := e.Package + e.ImportPath + "\t" + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "output":
		s.output[key] += e.Output
	case "build-fail":
		s.failed++
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e, key)
		} else {
			s.endTest(e, key)
		}
		delete(s.output, key)
	}
}

func (s *summary) endTest(e *event, key string) {
	switch e.Action {
	case "pass":
		s.passed++
	case "fail":
		s.failed++
		fmt.Fprint(s.out, s.output[key])
	case "skip":
		_, reason, found := strings.Cut(s.output[key], "not run: ")
		if !found {
			s.left++
			return
		}
		reason, _, _ = strings.Cut(reason, "\n")
		s.notRun[reason]++
	}
}

func (s *summary) endPackage(e *event, key string) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(s.out, "ok    %-40s %6.1f s\n", e.Package, e.Elapsed)
	case "fail":
		s.failed++
		fmt.Fprintf(s.out, "FAIL  %-40s %6.1f s\n%s", e.Package, e.Elapsed, s.output[key])
	}
}

// close prints the closing lines.
func (s *summary) close() {
	fmt.Fprintf(s.out, "\n%d tests passed, %d failed", s.passed, s.failed)
	if s.left > 0 {
		fmt.Fprintf(s.out, ", %d left out by -short", s.left)
	}
	fmt.Fprintln(s.out, ".")
	if len(s.notRun) == 0 {
		return
	}
	total := 0
	for _, n := range s.notRun {
		total += n
	}
	fmt.Fprintf(s.out, "%d conformance tests were not run:\n", total)
	for _, reason := range slices.Sorted(maps.Keys(s.notRun)) {
		fmt.Fprintf(s.out, "%5d  %s\n", s.notRun[reason], reason)
	}
	fmt.Fprintln(s.out, "CONTRIBUTING.md says how to run them.")
}
