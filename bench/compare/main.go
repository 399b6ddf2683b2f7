//go:build unix

// Command compare measures skinbuild's LESS compiler beside its peers in one
// interleaved run and prints the tables of docs/performance.md.
//
//	go run ./bench/compare [-rounds 5] [-growth] [-only bootstrap3,uikit3]
//
// Peers: less.js 4.9.1 on Node, which compiles the same; and esbuild and
// lightningcss, which only read and print the resulting CSS: the practical limit.
// Every number is the median over the rounds; in each round every tool is measured
// on every corpus once, so that what else the machine does hits all alike.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run() error {
	rounds := flag.Int("rounds", 5, "how often each tool is measured")
	growth := flag.Bool("growth", false, "measure how time grows with size instead of real projects")
	only := flag.String("only", "", "comma-separated names of the corpora or families")
	inside := flag.String("inside", "", "for the tool itself: measure FILE in this process")
	flag.Parse()
	if *inside != "" {
		return measureInside(*inside, flag.Args())
	}
	if _, err := os.Stat("bench/node_modules/less"); err != nil {
		return errors.New("run from the root of the checkout, after make setup: bench/node_modules/less is missing")
	}
	tmp, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	bin := filepath.Join(tmp, "skinbuild")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", bin, "./cmd/skinbuild").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	wanted := func(name string) bool {
		return *only == "" || slices.Contains(strings.Split(*only, ","), name)
	}
	describe()
	if *growth {
		return measureGrowth(bin, tmp, wanted)
	}
	return measureProjects(bin, tmp, *rounds, wanted)
}

func describe() {
	node, _ := exec.Command("node", "--version").Output()
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("%s, %d processors, Node %s, load %s\n\n", runtime.Version(), runtime.NumCPU(), strings.TrimSpace(string(node)), strings.TrimSpace(string(load)))
}
