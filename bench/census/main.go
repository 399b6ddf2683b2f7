//go:build unix

// Command census measures uacheck census beside awk, sort and uniq, and beside
// wc -l, which does nothing but count lines, in one interleaved run.
//
//	go build -o bin/ ./cmd/uacheck
//	go run ./bench/accesslog -o access.log
//	go run ./bench/census -tool bin/uacheck access.log
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

// A method is one way to look at a log; its argument is the name of the log.
type method struct {
	name string
	argv func(tool, log string) []string
}

func shell(script string) func(string, string) []string {
	return func(_, log string) []string { return []string{"sh", "-c", script, "sh", log} }
}

var methods = []method{
	{"wc -l", func(_, log string) []string { return []string{"wc", "-l", log} }},
	{"uacheck census", func(tool, log string) []string { return []string{tool, "census", log} }},
	{"awk | sort | uniq -c", shell(`awk -F'"' '{print $6}' "$1" | sort | uniq -c`)},
}

// cost is what one run took.
type cost struct {
	cpu, wall time.Duration
	peak      int64 // bytes, of the largest process
}

func main() {
	tool := flag.String("tool", "bin/uacheck", "the built tool")
	runs := flag.Int("runs", 3, "runs of each")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: census [-tool FILE] [-runs N] LOG")
		os.Exit(2)
	}
	if err := run(os.Stdout, *tool, flag.Arg(0), *runs); err != nil {
		fmt.Fprintln(os.Stderr, "census:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, tool, log string, runs int) error {
	info, err := os.Stat(log)
	if err != nil {
		return err
	}
	all := make([][]cost, len(methods))
	for range runs {
		for i, m := range methods {
			c, err := measure(m.argv(tool, log))
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			all[i] = append(all[i], c)
		}
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "method\tCPU s\tMB per CPU s\twall s\tMB/s\tpeak MB\t")
	for i, m := range methods {
		cpu, wall := median(all[i], func(c cost) time.Duration { return c.cpu }), median(all[i], func(c cost) time.Duration { return c.wall })
		mb := float64(info.Size()) / 1e6
		fmt.Fprintf(out, "%s\t%.2f\t%.0f\t%.2f\t%.0f\t%.0f\t\n", m.name, cpu.Seconds(), mb/cpu.Seconds(), wall.Seconds(), mb/wall.Seconds(), float64(all[i][0].peak)/1e6)
	}
	return out.Flush()
}

func measure(argv []string) (cost, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, err
	}
	c := cost{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(start)}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.peak = usage.Maxrss << 10
	}
	return c, nil
}

func median(costs []cost, of func(cost) time.Duration) time.Duration {
	sorted := slices.SortedFunc(slices.Values(costs), func(a, b cost) int { return cmp.Compare(of(a), of(b)) })
	return of(sorted[len(sorted)/2])
}
