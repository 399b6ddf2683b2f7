// Command uacheck tells what each layer of the Zimbra web client takes a browser
// for, and what follows from it. Each command is one file of this folder.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

const long = `uacheck tells what each layer of the Zimbra web client takes a browser for, what
that browser is sent, and what breaks.`

const example = `  uacheck --version
  uacheck completion bash`

func main() { os.Exit(run()) }

func run() int {
	return cli.Run(cli.NewRoot("uacheck", "What the web client takes a browser for", long, example, commands()...), os.Args[1:])
}

// commands returns the commands in the order of their names.
func commands() []*cobra.Command {
	return []*cobra.Command{
		newBrowsersCommand(),
	}
}
