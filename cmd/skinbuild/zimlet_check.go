package main

import (
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
)

func zimletCheckCommand() *cobra.Command {
	var flags zimletFlags
	cmd := &cobra.Command{
		Use:   "check DIR|ZIP...",
		Short: "Say what the server would make of zimlets",
		Long: `Checks names, layout, definition, configuration, messages, scripts and styles by
the rules of the server's code; docs/zimlet.md has them all. Where the server has
words for what is wrong the hint quotes them, so that they can be found from
either side; often it says nothing.

Prints nothing if all is well. Warnings do not change the exit code.`,
		Example: `  skinbuild zimlet check zimlets/com_synacor_fixup
  skinbuild zimlet check --allow proxy *.zip`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			failed := error(nil)
			for _, name := range args {
				_, ds, err := flags.load(name)
				if err != nil {
					return err
				}
				if err := cli.Report(cmd, ds); err != nil {
					failed = err
				}
			}
			return failed
		},
	}
	flags.add(cmd)
	return cmd
}
