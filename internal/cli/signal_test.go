package cli

import (
	"context"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestSignals sends signals to this test binary, which plays a tool whose command hears
// nothing.
func TestSignals(t *testing.T) {
	if kind := os.Getenv("CLI_TEST_COMMAND"); kind != "" {
		os.Exit(deaf(kind))
	}
	for _, c := range []struct {
		kind string
		sig  syscall.Signal
		want int
	}{
		{"loops", syscall.SIGTERM, 143}, {"loops", syscall.SIGINT, 130}, {"waits", syscall.SIGTERM, 143}, {"finishes", syscall.SIGINT, 0},
	} {
		t.Run(c.kind+" "+c.sig.String(), func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestSignals$")
			cmd.Env = append(os.Environ(), "CLI_TEST_COMMAND="+c.kind)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := cmd.StdinPipe(); err != nil { // open, and nothing comes
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 1)); err != nil { // it has begun
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(c.sig); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // the code says it
			if got := cmd.ProcessState.ExitCode(); got != c.want {
				t.Errorf("exit code %d, want %d", got, c.want)
			}
		})
	}
}

// deaf runs a command that does not look at its context.
func deaf(kind string) int {
	command := &cobra.Command{Use: kind, RunE: func(cmd *cobra.Command, _ []string) error {
		if kind == "finishes" {
			FinishAfterSignal(cmd)
		}
		os.Stdout.WriteString("begun\n")
		switch kind {
		case "loops":
			for i := 0; ; i++ {
				_ = i // uses the processor
			}
		case "waits":
			_, err := os.Stdin.Read(make([]byte, 1)) // never answered
			return err
		}
		<-cmd.Context().Done()
		time.Sleep(3 * graceful)
		return nil
	}}
	root := NewRoot("deaf", "Hear nothing", "", "", command)
	root.SetContext(context.Background())
	return Run(root, []string{kind})
}
