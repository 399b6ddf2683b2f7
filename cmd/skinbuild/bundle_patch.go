package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// injectionsFile is where a bundle has its [[inject]] tables.
const injectionsFile = "injections/skinbuild.toml"

func bundlePatchCommand() *cobra.Command {
	var trust trustFlags
	cmd := &cobra.Command{
		Use:   "patch BUNDLE",
		Short: "Print what a bundle's injections change in a webapp, as a unified diff",
		Long: `Print a diff for people who patch their servers by other means: of the vendor's
templates, and of the files that the injections add, for the release that the webapp
holds. "patch -p1" in its folder applies the diff. Nothing is written to the webapp.

The operations are those of ` + injectionsFile + ` in the bundle. Files that they
name are looked for beside it, below scripts/ and at the top of the bundle.`,
		Example: `  skinbuild bundle patch --trust team.pub --webapp trees/10.1.3 -o 10.1.3.diff acme-1.4.0.skinbundle`,
		Args:    cobra.ExactArgs(1),
	}
	trust.add(cmd)
	webapp := flags.AddWebapp(cmd, nil)
	cli.AddOutput(cmd, "FILE", "")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		live, err := openTemplates(cmd, webapp)
		if err != nil {
			return err
		}
		b, err := trust.open(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		plan, err := planInjections(cmd, b, live, webapp.Release())
		if err != nil {
			return err
		}
		if err := cli.Report(cmd, plan.Diags); err != nil {
			return cli.Exit(cli.Conflict)
		}
		return cli.WriteResult(cmd, []byte(pack.Patch(plan.Changes)))
	}
	return cmd
}

// planInjections plans the injections of a bundle on a webapp.
func planInjections(cmd *cobra.Command, b *pack.Bundle, live fs.FS, release string) (*inject.Plan, error) {
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
	return series.Apply(live, inject.Options{Release: release, Bundle: b.Manifest().Name})
}
