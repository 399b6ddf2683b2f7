// Command uacheck shows what each layer of the Zimbra web client takes a browser
// for, and what follows from it. Each command is one file of this folder.
package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
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
	return cli.NewRoot("uacheck", "What the web client takes a browser for", long, example, commands(time.Now)...)
}

// commands returns the commands in the order of their names. now is the clock, for
// the age of the browser data.
func commands(now func() time.Time) []*cobra.Command {
	return []*cobra.Command{
		newBrowsersCommand(),
		censusCommand(now),
		expectCommand(now),
		cli.ExplainCommand(),
		matrixCommand(now),
		releasesCommand(now),
		newRunCommand(),
		uaCommand(now),
	}
}
