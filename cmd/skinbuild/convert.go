package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/tree"
)

const convertLong = `Turn a skin of a webapp, whose sheets are CSS with tokens and #IFDEFs, into a skin in
LESS: tokens become variables and mixins, functions of the server become functions of
LESS, #IFDEF becomes @ifdef, families of prefixes become calls of mixins, and rules
with a common beginning are nested. skin.properties, HTML, scripts and pictures are
copied; the properties keep their effect at run time.

The result is built and compared before it is written: every browser and client gets
the same rules, declarations and order. What LESS cannot express stays as @raw text
and is reported.

SKIN is a folder below skins/; the vendor's parts can be converted too (_base/base3).
--flatten takes over the sheets, properties and pages of other folders that the
manifest lists. If DIR exists, the changes are printed as a diff and written with -w.
docs/convert.md explains how each thing is converted.`

const convertExample = `  skinbuild convert --webapp /opt/zimbra/jetty_base/webapps/zimbra harmony
  skinbuild convert --webapp trees/10.1.3/webapps/zimbra --flatten -o skins/serenity serenity
  skinbuild convert --prefixes library -o skins/base3 _base/base3
  skinbuild convert -n --json harmony`

// convertFlags are the flags of convert.
type convertFlags struct {
	webapp   *flags.Webapp
	prefixes *string
	flatten  bool
}

func convertCommand() *cobra.Command {
	var f convertFlags
	cmd := &cobra.Command{
		Use:     "convert SKIN",
		Short:   "Convert a skin of the server to LESS",
		Long:    convertLong,
		Example: convertExample,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	f.webapp = flags.AddWebapp(cmd, flags.AddProject(cmd))
	f.webapp.CompleteSkins(cmd)
	cli.AddOutput(cmd, "DIR", "")
	cli.AddWrite(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	f.prefixes = cli.Choice(cmd, cmd.Flags(), "prefixes", "", "exact", []string{"exact", "library"}, "print the prefixes that the skin has, or those that the project's browsers need")
	cmd.Flags().BoolVar(&f.flatten, "flatten", false, "take over files of other folders that the manifest lists")
	return cmd
}

func (f *convertFlags) run(cmd *cobra.Command, skin string) error {
	here, err := f.webapp.Here(cmd)
	if err != nil {
		return err
	}
	app, names, err := f.webapp.Open(cmd, here...)
	if err != nil {
		return err
	}
	folder, err := chosenFolder(app, skin)
	if err != nil {
		return err
	}
	opt := &convert.Options{Shown: flags.Shown(app, names), Flatten: f.flatten, Modern: *f.prefixes == "library"}
	progress := cli.StartProgress(cmd, "converting "+folder)
	r, ds := convert.Skin(app, folder, opt)
	progress.Stop()
	if err := cli.Report(cmd, ds); err != nil {
		return err
	}
	out := cli.Output(cmd)
	if out == "" {
		out = filepath.Join("skins", r.Name)
	}
	changes, err := putFolder(cmd, out, r.Tree)
	if err != nil {
		return err
	}
	return f.print(cmd, r, out, changes)
}

// chosenFolder checks that the webapp has the skin, and names one that is near.
func chosenFolder(app fs.FS, name string) (string, error) {
	name = path.Clean(filepath.ToSlash(name))
	if fs.ValidPath(name) && name != "." {
		if info, err := fs.Stat(app, "skins/"+name+"/manifest.xml"); err == nil && !info.IsDir() {
			return name, nil
		}
		if info, err := fs.Stat(app, "skins/"+name); err == nil && info.IsDir() {
			return "", cli.Fail(cli.Problems, fmt.Errorf("skins/%s has no manifest.xml, so it is not a skin", name))
		}
	}
	var known []string
	for _, pattern := range []string{"skins/*/manifest.xml", "skins/_base/*/manifest.xml"} {
		found, err := fs.Glob(app, pattern)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			known = append(known, strings.TrimPrefix(path.Dir(m), "skins/"))
		}
	}
	if len(known) == 0 {
		return "", cli.Fail(cli.Usage, fmt.Errorf("the webapp has no skin %q", name), "it has no skins at all; --webapp names the folder that holds skins/")
	}
	return "", cli.Unknown("the webapp has no skin", name, known)
}

// putFolder writes a folder whole or not at all. One that is there is only replaced
// with -w, and comes back if the new one cannot be put in its place. Without -w it
// returns what would change.
func putFolder(cmd *cobra.Command, dir string, files tree.Tree) ([]tree.Change, error) {
	list, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(list) > 0 && !cli.Writing(cmd) {
		old, err := tree.Load(input.Folder(cmd.Context(), dir))
		return tree.Diff(old, files), err
	}
	if cli.DryRun(cmd) {
		return nil, nil
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, writeTree(dir, files)
	}
	return nil, replaceDir(dir, files)
}

// convertSummary is the JSON form of what became of a skin; sizes in bytes.
type convertSummary struct {
	Skin   string         `json:"skin"`
	Output string         `json:"output"`
	Files  int            `json:"files"`
	Sheets []sheetSummary `json:"sheets"`
}

type sheetSummary struct {
	From         string `json:"from"`
	Name         string `json:"name"`
	Rules        int    `json:"rules"`
	Nested       int    `json:"nested"`
	Declarations int    `json:"declarations"`
	Raw          int    `json:"raw"`
	RawBlocks    int    `json:"rawBlocks"`
	Mixins       int    `json:"mixins"`
	Variables    int    `json:"variables"`
	Conditions   int    `json:"conditions"`
	Size         [2]int `json:"size"`
}

func (f *convertFlags) print(cmd *cobra.Command, r *convert.Result, out string, changes []tree.Change) error {
	if cli.Format(cmd) == cli.JSON {
		s := convertSummary{Skin: r.Name, Output: filepath.ToSlash(out), Files: r.Tree.Len(), Sheets: []sheetSummary{}}
		for _, x := range r.Sheets {
			s.Sheets = append(s.Sheets, sheetSummary{x.From, x.Name, x.Rules, x.Nested, x.Declarations, x.Raw, x.RawBlocks, x.Mixins, x.Variables, x.Conditions, x.Bytes})
		}
		return cli.PrintJSON(cmd, "convert", s)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	if len(r.Sheets) > 0 {
		fmt.Fprintln(w, "sheet\tfrom\trules\tnested\tdeclarations\traw\tmixins\tvariables\t@ifdef\tbytes")
	}
	for _, x := range r.Sheets {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d → %d\n", x.Name, x.From, x.Rules, x.Nested, x.Declarations, x.Raw, x.Mixins, x.Variables, x.Conditions, x.Bytes[0], x.Bytes[1])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(r.Sheets) == 0 {
		b.WriteString("the skin has no style sheet of its own; --flatten takes over those of its base\n")
	}
	b.WriteString(colorDiff(pack.Patch(changes), cli.Colored(cmd, cmd.OutOrStdout())))
	if err := cli.WriteOutput(cmd, "", []byte(b.String())); err != nil {
		return err
	}
	switch {
	case len(changes) > 0:
		cli.Note(cmd, "%s exists: %d files would change; -w writes them", out, len(changes))
	case cli.DryRun(cmd):
		cli.Note(cmd, "would write %d files to %s", r.Tree.Len(), out)
	default:
		cli.Note(cmd, "wrote %d files to %s", r.Tree.Len(), out)
	}
	return nil
}
