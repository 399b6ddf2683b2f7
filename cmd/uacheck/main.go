// Command uacheck shows what each layer of the Zimbra web client takes a browser
// for, and what follows from it. Each command is one file of this folder.
package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
)

const long = `uacheck shows what each layer of the Zimbra web client takes a browser for, what that
browser is sent, and what breaks. docs/uacheck.md is the manual.`

const example = `  uacheck ua chrome
  uacheck releases --since 2026-08-01
  uacheck census /opt/zimbra/log/nginx.access.log*
  uacheck expect browsers.tsv
  uacheck run --format html -o report.html`

func main() { os.Exit(run()) }

func run() int { return cli.Run(root(), os.Args[1:]) }

func root() *cobra.Command {
	root := cli.NewRoot("uacheck", "What the web client takes a browser for", long, example, commands(time.Now)...)
	cli.Files(root,
		cli.File{Name: project.FileName, Text: "the project, in the current folder or the nearest one above it: its webapp, browsers and fixes"},
		cli.File{Name: "uacheck/browser-data.txt", Text: "the browser data that \"data update\" stored, in the user's configuration folder; UACHECK_DATA names another file"},
		cli.File{Name: "dist/webapp", Text: "the built webapp of the project, which run visits by default"},
	)
	return root
}

// commands returns the commands in the order of their names. now is the clock, for
// the age of the browser data.
func commands(now func() time.Time) []*cobra.Command {
	return []*cobra.Command{
		acceptCommand(),
		newBrowsersCommand(),
		censusCommand(now),
		dataCommand(now),
		expectCommand(now),
		cli.ExplainCommand(),
		journeysCommand(),
		matrixCommand(now),
		releasesCommand(now),
		newRunCommand(),
		uaCommand(now),
	}
}
