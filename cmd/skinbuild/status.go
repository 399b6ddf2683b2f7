package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
)

func statusCommand() *cobra.Command {
	var f serverFlags
	var exitCode, all bool
	var metrics metricsFlag
	cmd := &cobra.Command{
		Use:   "status --webapp DIR",
		Short: "Compare a webapp with what was applied and with the vendor's releases",
		Long: `Reads every template, and every style sheet, skin, script and properties file that a
release has, and says what each is: the vendor's (of which release), applied, replaced by
the vendor, edited, damaged, missing, or not the vendor's. Files that are only the
vendor's are counted. docs/apply.md lists the states.

What LDAP says (zimbraInstalledSkin, deployed zimlets) is not read. Writes nothing.

With --exit-code: 0 if everything is as applied, 1 if "skinbuild reapply" has something
to do, 3 if somebody must look at a file, 8 if a killed run is unfinished.`,
		Example: `  skinbuild status --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild status --webapp /opt/zimbra/jetty_base/webapps/zimbra --exit-code --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := metrics.check(); err != nil {
				return err
			}
			begun := time.Now()
			s, err := f.open()
			if err != nil {
				return err
			}
			defer s.Close()
			st, err := s.Status()
			if err != nil {
				return serverError(err)
			}
			if err := metrics.writeStatus(cmd, st, begun, false); err != nil {
				return err
			}
			if cli.Format(cmd) == cli.JSON {
				err = cli.PrintJSON(cmd, "server-status", st)
			} else {
				err = cli.WriteResult(cmd, []byte(describeStatus(st, all)))
			}
			if err != nil || !exitCode {
				return err
			}
			return statusCode(st)
		},
	}
	f.add(cmd)
	cli.AddExitCode(cmd, &exitCode)
	metrics.add(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "also list the files that are as applied")
	return cmd
}

// statusCode is the exit code of a status.
func statusCode(st *deploy.Status) error {
	code := cli.Code(0)
	for _, file := range st.Files {
		switch {
		case file.State.Bad():
			code = cli.Conflict
		case file.State.Due() && code == 0:
			code = cli.Problems
		}
	}
	if st.Unfinished > 0 {
		code = cli.Unfinished
	}
	if code == 0 {
		return nil
	}
	return cli.Exit(code)
}

func describeStatus(st *deploy.Status, all bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "webapp      %s\nstate       %s\n", st.Webapp, st.State)
	fmt.Fprintf(&b, "release     %s\n", releaseRange(st.Releases))
	if st.Generation.Number == 0 {
		b.WriteString("generation  none: nothing was applied\n")
	} else {
		fmt.Fprintf(&b, "generation  %d, %s, %s\n", st.Generation.Number, st.Generation.Time, bundleList(st.Generation))
	}
	if hasLDAP(st.Generation) {
		b.WriteString("ldap        not read: whether users are offered the skins, and whether the zimlets are deployed\n")
	}
	if st.Unfinished > 0 {
		fmt.Fprintf(&b, "unfinished  %d: the next command that writes finishes or undoes it\n", st.Unfinished)
	}
	for _, file := range st.Odd {
		fmt.Fprintf(&b, "mixed       %s is of %s\n", file.Path, releaseRange(file.Releases))
	}
	for _, file := range st.Files {
		if file.State == deploy.Current && !all {
			continue
		}
		fmt.Fprintf(&b, "%-26s  %s", file.State, visible(file.Path))
		if len(file.Bundles) > 0 {
			fmt.Fprintf(&b, "  (%s)", strings.Join(file.Bundles, ", "))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d files of the vendor, %d of unknown release, %d of bundles\n",
		st.Counts[string(deploy.Vendor)], st.Counts[string(deploy.Accepted)], st.Counts[string(deploy.Current)])
	return b.String()
}

// hasLDAP reports whether a part of the generation needs entries in LDAP to take effect.
func hasLDAP(g *deploy.Generation) bool {
	return slices.ContainsFunc(g.Bundles, func(a deploy.Applied) bool { return len(a.Skins)+len(a.Zimlets) > 0 })
}

// releaseRange shortens a list of releases that have the same files.
func releaseRange(list []string) string {
	switch len(list) {
	case 0:
		return "unknown"
	case 1:
		return list[0]
	}
	return fmt.Sprintf("%s to %s (these files are the same)", list[0], list[len(list)-1])
}
