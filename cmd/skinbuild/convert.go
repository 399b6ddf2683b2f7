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
	"skinbuild/internal/server/reference"
	"skinbuild/internal/skins/convert"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

const convertLong = `Turns a skin of a webapp, whose sheets are CSS with tokens and #IFDEFs, into a skin
in LESS: tokens become variables and mixins, the server's functions functions of
LESS, #IFDEF becomes @ifdef, families of prefixes become calls of mixins, and rules
of one beginning stand in each other. skin.properties, html, scripts and pictures
are copied; the properties stay in force at run time.

The result is built and compared before it is written: for every browser and client
the server sends the same rules, declarations and order. What LESS cannot express
stays as @raw text and is reported.

The vendor's parts can be converted too (--skin _base/base3). --flatten makes the
sheets, properties and pages of other folders that the manifest lists the skin's
own. docs/convert.md tells how each thing comes out.`

const convertExample = `  skinbuild convert --webapp /opt/zimbra/jetty/webapps/zimbra --skin harmony
  skinbuild convert --webapp trees/10.1.3/webapps/zimbra --skin serenity --flatten -o skins/serenity
  skinbuild convert --skin _base/base3 -o skins/base3 --prefixes library
  skinbuild convert --skin harmony -n --json`

// convertFlags are what convert is asked for.
type convertFlags struct {
	webapp, skin, out, prefixes    string
	flatten, force, dryRun, asJSON bool
}

func convertCommand() *cobra.Command {
	var f convertFlags
	cmd := &cobra.Command{
		Use:     "convert --skin NAME [-o DIR]",
		Short:   "Turn a skin of the server into one in LESS that builds to the same",
		Long:    convertLong,
		Example: convertExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.webapp, "webapp", ".", "the webapp: the directory that holds skins/ and css/, or :reference")
	flags.StringVar(&f.skin, "skin", "", "the skin: a `FOLDER` below skins/, like harmony or _base/base3")
	flags.StringVarP(&f.out, "output", "o", "", "the `DIR` to write (default skins/NAME)")
	flags.StringVar(&f.prefixes, "prefixes", "exact", "families of prefixes: exact prints those that were there, library those that the project's browsers need")
	flags.BoolVar(&f.flatten, "flatten", false, "make files of other folders that the manifest lists the skin's own")
	flags.BoolVar(&f.force, "force", false, "replace the folder if it is there")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "write nothing")
	flags.BoolVar(&f.asJSON, "json", false, "print the summary as JSON")
	_ = cmd.MarkFlagRequired("skin")
	_ = cmd.RegisterFlagCompletionFunc("prefixes", cobra.FixedCompletions([]string{"exact", "library"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *convertFlags) run(cmd *cobra.Command) error {
	if f.prefixes != "exact" && f.prefixes != "library" {
		return cli.Usagef("--prefixes: want exact or library, not %q", f.prefixes)
	}
	app, err := reference.Open(f.webapp)
	if err != nil {
		return cli.Fail(cli.Usage, err)
	}
	folder, err := chosenFolder(app, f.skin)
	if err != nil {
		return err
	}
	opt := &convert.Options{Dir: filepath.ToSlash(f.webapp), Flatten: f.flatten, Modern: f.prefixes == "library"}
	if f.webapp == "." {
		opt.Dir = ""
	}
	progress := cli.StartProgress(cmd, "converting "+folder)
	r, ds := convert.Skin(app, folder, opt)
	progress.Stop()
	if err := cli.Report(cmd, ds); err != nil {
		return err
	}
	out := f.out
	if out == "" {
		out = filepath.Join("skins", r.Name)
	}
	if !f.dryRun {
		if err := putFolder(out, r.Tree, f.force); err != nil {
			return err
		}
	}
	return f.print(cmd, r, out)
}

// chosenFolder checks that the webapp has the skin, and names one that is near.
func chosenFolder(app fs.FS, name string) (string, error) {
	name = path.Clean(filepath.ToSlash(name))
	if fs.ValidPath(name) && name != "." {
		if info, err := fs.Stat(app, "skins/"+name+"/manifest.xml"); err == nil && !info.IsDir() {
			return name, nil
		}
		if info, err := fs.Stat(app, "skins/"+name); err == nil && info.IsDir() {
			return "", cli.Fail(cli.Problems, fmt.Errorf("skins/%s has no manifest.xml: it is no skin", name))
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
	err := fmt.Errorf("the webapp has no skin %q", name)
	if len(known) == 0 {
		return "", cli.Fail(cli.Usage, err, "it has no skins at all; --webapp names the directory that holds skins/")
	}
	if near := source.Nearest(name, known); near != "" {
		return "", cli.Fail(cli.Usage, err, "did you mean "+near+"?")
	}
	return "", cli.Fail(cli.Usage, err, "it has "+strings.Join(known, ", "))
}

// putFolder writes a folder whole or not at all. One that is there is only
// replaced by force.
func putFolder(dir string, files tree.Tree, force bool) error {
	list, err := os.ReadDir(dir)
	switch {
	case err == nil && len(list) > 0 && !force:
		return cli.Fail(cli.Conflict, fmt.Errorf("%s exists and is not empty", dir), "nothing was written: choose another folder with -o, or give --force to replace it")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), 0o755); err != nil {
		return err
	}
	return replaceDir(dir, files)
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

func (f *convertFlags) print(cmd *cobra.Command, r *convert.Result, out string) error {
	if f.asJSON {
		s := convertSummary{Skin: r.Name, Output: filepath.ToSlash(out), Files: r.Tree.Len(), Sheets: []sheetSummary{}}
		for _, x := range r.Sheets {
			s.Sheets = append(s.Sheets, sheetSummary{x.From, x.Name, x.Rules, x.Nested, x.Declarations, x.Raw, x.RawBlocks, x.Mixins, x.Variables, x.Conditions, x.Bytes})
		}
		return printJSON(cmd, s)
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	if len(r.Sheets) > 0 {
		fmt.Fprintln(w, "sheet\tfrom\trules\tnested\tdeclarations\traw\tmixins\tvariables\t@ifdef\tbytes")
	}
	for _, x := range r.Sheets {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d → %d\n", x.Name, x.From, x.Rules, x.Nested, x.Declarations, x.Raw, x.Mixins, x.Variables, x.Conditions, x.Bytes[0], x.Bytes[1])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	verb := "wrote"
	if f.dryRun {
		verb = "would write"
	}
	text := fmt.Sprintf("%s %d files to %s\n", verb, r.Tree.Len(), out)
	if len(r.Sheets) == 0 {
		text += "the skin has no style sheet of its own; --flatten takes along those of its base\n"
	}
	_, err := fmt.Fprint(cmd.OutOrStdout(), text)
	return err
}
