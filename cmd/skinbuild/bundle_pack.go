package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

func bundlePackCommand() *cobra.Command {
	var info pack.Info
	var key, passwordFile, components string
	var allow []string
	cmd := &cobra.Command{
		Use:   "pack DIR",
		Short: "Pack a folder of build results into a bundle",
		Long: `Pack skins/, scripts/, zimlets/, injections/ and patches/ of DIR, as far as they exist,
into NAME-VERSION.skinbundle. The same files and flags give the same bytes; modes,
times and owners make no difference.

Files that do not belong in a bundle, and files with secrets, are errors.`,
		Example: `  skinbuild bundle pack --name acme --bundle-version 1.4.0 --sequence 14 build
  skinbuild bundle pack --name acme --bundle-version 1.4.0 --sequence 14 \
      --for-release 8.8.15.p46 --for-release 10.1.3 --sign team.key build`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			info.Tool = "skinbuild " + cli.Version
			if !cmd.Flags().Changed("commit") {
				info.Commit, _ = revision(cmd.Context(), args[0])
			}
			slices.Sort(info.Releases)
			slices.Sort(info.Browsers)
			if err := readComponents(cmd.Context(), components, &info); err != nil {
				return err
			}
			files, err := loadKinds(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			data, ds := pack.Write(info, files, originsOf(files))
			ds = append(ds, project.CheckBundle(files, allow)...)
			if err := cli.Report(cmd, ds); err != nil {
				return err
			}
			if key != "" {
				if data, err = signWith(cmd, key, passwordFile, data); err != nil {
					return err
				}
			}
			out := filepath.Join(cli.Output(cmd), info.FileName())
			if !cli.DryRun(cmd) {
				if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
					return err
				}
			}
			return cli.WriteOutput(cmd, out, data)
		},
	}
	set := cmd.Flags()
	addName(cmd, &info.Name)
	set.StringVar(&info.Version, "bundle-version", "", "the `VERSION` of the bundle")
	set.Uint64Var(&info.Sequence, "sequence", 0, "a `NUMBER` that grows with each bundle of the name; an installer refuses a lower one")
	set.StringArrayVar(&info.Releases, "for-release", nil, "a vendor `RELEASE` that the bundle is for; may be repeated")
	set.StringArrayVar(&info.Browsers, "built-for", nil, "a `BROWSER` that it was built for, like \"chrome 109\"; may be repeated")
	set.StringVar(&info.Commit, "commit", "", "the `REVISION` that it was built from (default: that of DIR's git checkout)")
	set.StringVar(&info.Created, "created", "", "the `TIME` of that revision, like 2026-11-02T10:14:03Z (default: none)")
	set.StringVar(&components, "components", "", "a JSON `FILE` that lists third-party works in it: name, version, license, purl, files")
	set.StringSliceVar(&allow, "allow", nil, allowUsage())
	cli.AddOutput(cmd, "DIR", "dist")
	addSigning(cmd, &key, &passwordFile)
	for _, name := range []string{"name", "bundle-version", "sequence"} {
		_ = cmd.MarkFlagRequired(name)
	}
	return cmd
}

// loadKinds loads the directories of DIR that a bundle has; whatever else lies
// there is not looked at.
func loadKinds(ctx context.Context, dir string) (tree.Tree, error) {
	var parts []tree.Tree
	for _, kind := range []string{"skins", "scripts", "zimlets", "injections", "patches"} {
		sub := filepath.Join(dir, kind)
		if info, err := os.Stat(sub); err != nil || !info.IsDir() {
			continue
		}
		t, err := loadDir(ctx, sub)
		if err != nil {
			return tree.Tree{}, err
		}
		part, err := below(t, kind)
		if err != nil {
			return tree.Tree{}, err
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return tree.Tree{}, cli.Fail(cli.Usage, fmt.Errorf("%s has none of skins/, scripts/, zimlets/, injections/, patches/", dir))
	}
	return tree.Merge(parts...)
}

func loadDir(ctx context.Context, dir string) (tree.Tree, error) {
	t, err := tree.Load(input.Folder(ctx, dir))
	if err != nil {
		return tree.Tree{}, fmt.Errorf("%s: %w", dir, err)
	}
	return t, nil
}

// below returns the files of t moved into the directory dir.
func below(t tree.Tree, dir string) (tree.Tree, error) {
	var entries []tree.Entry
	for e := range t.All() {
		path, err := tree.ParsePath(dir + "/" + e.Path.String())
		if err != nil {
			return tree.Tree{}, err
		}
		entries = append(entries, tree.Entry{Path: path, Mode: e.Mode, Data: e.Data})
	}
	return tree.New(entries...)
}

// originsOf names for each file the part of the project that it belongs to:
// "skin acme", "zimlet com_acme_x", else its first directory.
func originsOf(files tree.Tree) map[tree.Path]pack.Origin {
	origins := map[tree.Path]pack.Origin{}
	for e := range files.All() {
		kind, rest, _ := strings.Cut(e.Path.String(), "/")
		name, _, _ := strings.Cut(rest, "/")
		by := kind
		if kind == "skins" || kind == "zimlets" {
			by = strings.TrimSuffix(kind, "s") + " " + strings.TrimSuffix(name, ".zip")
		}
		origins[e.Path] = pack.Origin{By: by}
	}
	return origins
}

func readComponents(ctx context.Context, name string, info *pack.Info) error {
	if name == "" {
		return nil
	}
	text, err := input.Read(ctx, name, input.Settings)
	if err != nil {
		return err
	}
	if err := decodeJSON(text, &info.Components); err != nil {
		return cli.Fail(cli.Problems, &fs.PathError{Op: "read", Path: name, Err: err})
	}
	return nil
}
