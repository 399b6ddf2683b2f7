package main

import (
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/source"
)

func zimletInspectCommand() *cobra.Command {
	var flags zimletFlags
	cmd := &cobra.Command{
		Use:   "inspect DIR|ZIP",
		Short: "Print what a zimlet contains and may do",
		Long: `Print the definition, the configuration and the files of a zimlet, and as POWER what it
can do beyond showing things to its user. Problems go to stderr; the exit code is 1
only if there is nothing to print.`,
		Example: `  skinbuild zimlet inspect com_example_hello.zip
  skinbuild zimlet inspect --json zimlets/com_synacor_fixup`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			z, ds, err := flags.load(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if err := cli.Report(cmd, ds); z == nil {
				return err
			}
			if cli.Format(cmd) == cli.JSON {
				return cli.PrintJSON(cmd, "zimlet", inspection(z, ds))
			}
			return cli.WriteResult(cmd, []byte(describeZimlet(z)))
		},
	}
	flags.add(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	return cmd
}

type zimletFile struct {
	Path string `json:"path"`
	Size int    `json:"size"`
}

type zimletInspection struct {
	Definition zimlet.Definition `json:"definition"`
	Config     []zimlet.Property `json:"config"`
	Powers     []string          `json:"powers"`
	Files      []zimletFile      `json:"files"`
	Problems   source.Diags      `json:"problems"`
}

func inspection(z *zimlet.Zimlet, ds source.Diags) zimletInspection {
	out := zimletInspection{z.Definition(), []zimlet.Property{}, []string{}, nil, source.Diags{}}
	out.Config = append(out.Config, z.Config()...)
	out.Powers = append(out.Powers, powers(z)...)
	out.Problems = append(out.Problems, ds.Sorted()...)
	for e := range z.Files().All() {
		out.Files = append(out.Files, zimletFile{e.Path.String(), len(e.Data)})
	}
	return out
}
