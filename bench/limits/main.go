//go:build unix

// Command limits measures what hostile style sheets and skins cost: each family of
// synth.Hostiles is compiled by a process of its own. It prints the time, the peak
// memory and the limit that ended it, and fails if one takes more than 5 s or 1 GB,
// or ends otherwise than it should.
//
//	go run ./bench/limits [-part less|skins] [-only NAME] [-bin FILE]
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"skinbuild/bench/synth"
)

// The limits on one sheet.
const (
	maxTime   = 5 * time.Second
	maxMemory = 1 << 30
	patience  = 30 * time.Second // after which the process is ended
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "limits:", err)
		os.Exit(1)
	}
}

func run() error {
	only := flag.String("only", "", "only families whose name contains this")
	part := flag.String("part", "", "only this part: less or skins")
	bin := flag.String("bin", "", "a built skinbuild; otherwise it is built")
	flag.Parse()
	tmp, err := os.MkdirTemp("", "limits")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if *bin == "" {
		*bin = filepath.Join(tmp, "skinbuild")
		if out, err := exec.Command("go", "build", "-trimpath", "-o", *bin, "./cmd/skinbuild").CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	failed := 0
	if *part != "skins" {
		n, err := sheets(*bin, tmp, *only)
		if err != nil {
			return err
		}
		failed += n
	}
	if *part != "less" {
		n, err := skins(*bin, tmp, *only)
		if err != nil {
			return err
		}
		failed += n
	}
	if failed > 0 {
		return fmt.Errorf("%d of them are over a limit, or end otherwise than they should", failed)
	}
	return nil
}

// sheets prints what hostile style sheets cost the compiler. It returns how many of them
// are over a limit, or end otherwise than they should.
func sheets(bin, tmp, only string) (failed int, err error) {
	fmt.Print("| family | input | processor time | peak memory | ends with |\n|---|--:|--:|--:|---|\n")
	for _, h := range synth.Hostiles() {
		if !strings.Contains(h.Name, only) {
			continue
		}
		m, err := measure(bin, tmp, h)
		if err != nil {
			return failed, err
		}
		fmt.Printf("| %s | %s | %.2f s | %d MB | %s |\n", h.Name, size(m.input), m.time.Seconds(), m.memory>>20, m.end)
		if !m.fine {
			failed++
			fmt.Fprintf(os.Stderr, "limits: %s: not as it should be (want %q)\n", h.Name, h.Limit)
		}
	}
	return failed, nil
}

// A measurement is what one sheet took.
type measurement struct {
	input  int
	time   time.Duration
	memory int64
	code   int
	state  string // how the process ended
	end    string
	fine   bool
}

func measure(bin, tmp string, h synth.Hostile) (measurement, error) {
	text := h.Text()
	in := filepath.Join(tmp, "in.less")
	if err := os.WriteFile(in, []byte(text), 0o644); err != nil {
		return measurement{}, err
	}
	m, message, err := start(bin, "less", "--quiet", in, filepath.Join(tmp, "out.css"))
	if err != nil {
		return m, err
	}
	m.input, m.end = len(text), ending(m, message)
	placed := strings.Contains(m.end, ".less:") || h.Limit == ""
	named := strings.Contains(m.end, h.Limit) || h.Limit == "error"
	m.fine = named && placed && (m.code == 0) == (h.Limit == "") && m.time < maxTime && m.memory < maxMemory
	return m, nil
}

// start runs the tool to its end, and returns what it took and its messages.
func start(bin string, args ...string) (measurement, string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, args...)
	var message bytes.Buffer
	cmd.Stderr = &message
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return measurement{}, "", err
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return measurement{
		time: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), memory: usage.Maxrss << 10,
		code: cmd.ProcessState.ExitCode(), state: cmd.ProcessState.String(),
	}, message.String(), nil
}

// ending is how the compilation of a sheet ended, in short.
func ending(m measurement, message string) string {
	if m.code == 0 {
		return "CSS"
	}
	if m.code != 1 {
		return m.state
	}
	first, _, _ := strings.Cut(message, "\n")
	if i := strings.Index(first, "in.less:"); i >= 0 {
		first = first[i:]
	}
	if len(first) > 160 {
		first = first[:160]
	}
	return first
}

func size(n int) string {
	if n < 10_000 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%d kB", n/1000)
}
