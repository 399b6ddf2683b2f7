// Command skinbuild builds, checks and previews skins and fixes for the Zimbra
// web client. Each command is one file of this folder.
package main

import (
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
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
	root := cli.NewRoot("skinbuild", "Skins and fixes for the Zimbra web client", long, example, commands()...)
	cli.Files(root,
		cli.File{Name: project.FileName, Text: "the project, in the current folder or the nearest one above it; docs/config.md describes it"},
		cli.File{Name: "node_modules", Text: "npm packages of the project's scripts, in its folder or one above it"},
		cli.File{Name: "dist", Text: "what build makes: bundle, webapp, source maps"},
		cli.File{Name: "~/.cache/skinbuild", Text: "parts of earlier builds; may be removed"},
		cli.File{Name: trustedDir, Text: "public keys (*.pub) and allowed_signers, which bundles are verified with"},
		cli.File{Name: "/var/lib/skinbuild", Text: "state of the webapps that bundles were applied to: journal, generations, old files; ~/.local/state/skinbuild for users other than root"},
	)
	return root
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
		patchCommand(),
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
