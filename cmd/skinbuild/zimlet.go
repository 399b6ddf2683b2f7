package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project/zimlet"
	"skinbuild/internal/source"
)

func zimletCommand() *cobra.Command {
	group := cli.Group("zimlet", "Start, inspect and pack Classic zimlets", zimletInitCommand(), zimletInspectCommand(), zimletPackCommand())
	group.Long = `A zimlet extends the web client, survives upgrades and needs no change of a vendor file.
The server reports little about a wrong one, and reports it late or in a log only:
these commands report it before, with the words of the server.

"skinbuild build zimlets" packs those of a project, "skinbuild check DIR|ZIP" checks one.`
	group.Example = `  skinbuild zimlet init com_example_hello
  skinbuild zimlet inspect com_example_hello.zip
  skinbuild zimlet pack com_example_hello`
	return group
}

// zimletFlags are those of every command that reads a zimlet.
type zimletFlags struct {
	allow  []string
	rewrap bool
}

func (f *zimletFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.allow, "allow", nil, allowUsage())
	cmd.Flags().BoolVar(&f.rewrap, "rewrap", false, "if one folder holds all files of an archive, take them out of it")
	_ = cmd.RegisterFlagCompletionFunc("allow", cobra.FixedCompletions(slices.Sorted(maps.Keys(zimlet.Permissions())), cobra.ShellCompDirectiveNoFileComp))
}

// allowUsage is the help of --allow.
func allowUsage() string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(zimlet.Permissions())) {
		list = append(list, name+" ("+zimlet.Permissions()[name]+")")
	}
	return "allow in zimlets what is refused by default: " + strings.Join(list, "; ")
}

// load reads a zimlet from a directory or an archive.
func (f *zimletFlags) load(ctx context.Context, name string) (*zimlet.Zimlet, source.Diags, error) {
	known := slices.Sorted(maps.Keys(zimlet.Permissions()))
	for _, a := range f.allow {
		if !slices.Contains(known, a) {
			return nil, nil, cli.Unknown("--allow: unknown permission", a, known)
		}
	}
	opt := zimlet.Options{Allow: f.allow, Rewrap: f.rewrap}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		if f.rewrap {
			return nil, nil, cli.Usagef("--rewrap is for archives, but %s is a folder", name)
		}
		z, ds := zimlet.Load(input.Folder(ctx, name), strings.TrimRight(name, "/"), opt)
		return z, ds, nil
	}
	data, err := input.Read(ctx, name, input.Zimlet)
	if err != nil {
		return nil, nil, err
	}
	z, ds := zimlet.LoadZip(data, name, opt)
	return z, ds, nil
}

func describeZimlet(z *zimlet.Zimlet) string {
	var out strings.Builder
	d := z.Definition()
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&out, "%-14s %s\n", name, value)
		}
	}
	line("zimlet", d.Name+" "+d.Version)
	line("label", d.Label)
	line("description", d.Description)
	line("windows", strings.Join(d.Targets, " "))
	line("handler", d.Handler)
	line("scripts", strings.Join(d.Includes, " "))
	line("styles", strings.Join(d.Styles, " "))
	line("languages", strings.Join(languages(z), " "))
	for _, p := range d.UserProperties {
		line("user property", p.Name+" = "+p.Value)
	}
	for _, p := range z.Config() {
		line("config", p.Name+" = "+strings.TrimSpace(p.Value))
	}
	for _, p := range powers(z) {
		line("POWER", p)
	}
	out.WriteString("\n")
	for e := range z.Files().All() {
		fmt.Fprintf(&out, "%8d  %s\n", len(e.Data), e.Path)
	}
	return out.String()
}

// languages are those of the translations; the base file counts as "base".
func languages(z *zimlet.Zimlet) []string {
	var list []string
	for e := range z.Files().All() {
		stem, ok := strings.CutSuffix(e.Path.String(), ".properties")
		rest, own := strings.CutPrefix(stem, z.Name())
		switch {
		case !ok || !own:
		case rest == "":
			list = append(list, "base")
		case rest[0] == '_':
			list = append(list, rest[1:])
		}
	}
	return list
}

// powers are what the zimlet can do beyond showing things to its user.
func powers(z *zimlet.Zimlet) []string {
	var list []string
	d := z.Definition()
	if d.Extension {
		list = append(list, "extends the admin console")
	}
	for _, class := range d.Extensions {
		list = append(list, "runs the Java class "+class+" on the server")
	}
	for _, p := range z.Config() {
		if p.Name == "allowedDomains" && strings.TrimSpace(p.Value) != "" {
			list = append(list, "lets the server fetch from "+strings.TrimSpace(p.Value)+" for every user")
		}
	}
	for _, url := range append(slices.Clone(d.Includes), d.Styles...) {
		if strings.Contains(url, "://") || strings.HasPrefix(url, "/") {
			list = append(list, "loads "+url)
		}
	}
	for e := range z.Files().All() {
		name := strings.ToLower(e.Path.String())
		if strings.HasSuffix(name, ".jar") || strings.HasSuffix(name, ".class") || strings.Contains(name, ".jsp") {
			list = append(list, "brings code for the server: "+e.Path.String())
		}
	}
	return list
}
