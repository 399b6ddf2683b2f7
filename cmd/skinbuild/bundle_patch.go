package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// injectionsFile is where a bundle has its [[inject]] tables.
const injectionsFile = "injections/skinbuild.toml"

func bundlePatchCommand() *cobra.Command {
	var trust trustFlags
	var webapp, release, out string
	cmd := &cobra.Command{
		Use:   "patch BUNDLE --webapp DIR",
		Short: "Print what a bundle's injections change in a webapp, as a unified diff",
		Long: `For those who patch their servers by other means: the diff of the vendor's
templates, and of the files that the injections bring along, for the release that
DIR holds. "patch -p1" in DIR applies it. Nothing is written to DIR.

The operations are those of ` + injectionsFile + ` in the bundle; files that
they name are looked for beside it, below scripts/ and at the top of the bundle.`,
		Example: `  skinbuild bundle patch --key team.pub --webapp trees/10.1.3 acme-1.4.0.skinbundle >10.1.3.diff`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := trust.open(args[0])
			if err != nil {
				return err
			}
			plan, err := planInjections(cmd, b, webapp, release)
			if err != nil {
				return err
			}
			if err := cli.Report(cmd, plan.Diags); err != nil {
				return cli.Exit(cli.Conflict)
			}
			return cli.WriteOutput(cmd, out, []byte(pack.Patch(plan.Changes)))
		},
	}
	trust.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&webapp, "webapp", "", "the webapp: the folder that holds public/ and WEB-INF/")
	flags.StringVar(&release, "release", "", "the vendor's release, for example 8.8.15.p46 (default: told from the files)")
	flags.StringVarP(&out, "output", "o", "", "write the diff to this file")
	_ = cmd.MarkFlagRequired("webapp")
	_ = cmd.MarkFlagDirname("webapp")
	return cmd
}

// planInjections plans the injections of a bundle on a webapp.
func planInjections(cmd *cobra.Command, b *pack.Bundle, webapp, release string) (*inject.Plan, error) {
	text, err := fs.ReadFile(b.Files(), injectionsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, cli.Fail(cli.Problems, fmt.Errorf("the bundle has no %s", injectionsFile))
	}
	if err != nil {
		return nil, err
	}
	config, ds := project.Parse(source.NewFile(injectionsFile, string(text)))
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	beside, err := fs.Sub(b.Files(), "injections")
	if err != nil {
		return nil, err
	}
	scripts, err := fs.Sub(b.Files(), "scripts")
	if err != nil {
		return nil, err
	}
	series, ds := inject.New(config.Inject, tree.Layers{beside, scripts, b.Files()})
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	live, err := openTemplates(webapp)
	if err != nil {
		return nil, err
	}
	return series.Apply(live, inject.Options{Release: release, Bundle: b.Manifest().Name})
}
