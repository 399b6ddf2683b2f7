package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// Version is the version of both tools, as --version prints it.
const Version = "0.2.0"

// build is what "version --json" tells. Commit and Date are those of the revision
// that the program was built from, "" where the build did not know it.
type build struct {
	Name     string `json:"name"`
	Release  string `json:"release"`
	Commit   string `json:"commit"`
	Modified bool   `json:"modified"` // built with changes on top of the commit
	Date     string `json:"date"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func thisBuild(name string) build {
	b := build{Name: name, Release: Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, known := debug.ReadBuildInfo()
	if !known {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version and the commit of this build",
		Example: "  {} version\n  {} version --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := thisBuild(cmd.Root().Name())
			if Format(cmd) == JSON {
				return PrintJSON(cmd, "tool-version", b)
			}
			commit := "of an unknown commit"
			if b.Commit != "" {
				commit = "commit " + b.Commit
			}
			if b.Modified {
				commit += " with changes"
			}
			return WriteResult(cmd, fmt.Appendf(nil, "%s %s (%s, %s, %s)\n", b.Name, b.Release, commit, b.Go, b.Platform))
		},
	}
	AddFormat(cmd, Text, JSON)
	return cmd
}

// named puts the name of the tool into an example that both tools have.
func named(cmd *cobra.Command, text string) string {
	return strings.ReplaceAll(text, "{}", cmd.Root().Name())
}
