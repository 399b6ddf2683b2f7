// Command skinbuild builds, checks and previews skins and fixes for the Zimbra
// web client. Each command is one file of this folder.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

const long = `skinbuild keeps a Zimbra web client working between vendor releases: it compiles
LESS skins, shows what the server sends each browser, puts scripts into the
vendor's templates, and packs it all into one bundle.`

const example = `  skinbuild less skin.less skin.css
  skinbuild completion bash`

func main() { os.Exit(run()) }

func run() int {
	cli.CollectSeldom()
	return cli.Run(root(), os.Args[1:])
}

func root() *cobra.Command {
	return cli.NewRoot("skinbuild", "Skins and fixes for the Zimbra web client", long, example, commands()...)
}

// commands returns the commands in the order of their names.
func commands() []*cobra.Command {
	return []*cobra.Command{
		applyCommand(),
		buildCommand(),
		bundleCommand(),
		checkCommand(),
		collectCommand(),
		convertCommand(),
		doctorCommand(),
		explainCommand(),
		fixesCommand(),
		fmtCommand(),
		historyCommand(),
		initCommand(),
		lessCommand(),
		lintCommand(),
		previewCommand(),
		reapplyCommand(),
		removeCommand(),
		renderCommand(),
		rollbackCommand(),
		statusCommand(),
		stripCommand(),
		zimletCommand(),
	}
}
