package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"skinbuild"
	"skinbuild/internal/cli"
	"skinbuild/internal/deploy"
	"skinbuild/internal/inject"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// injectFlags are the flags of skinbuild inject.
type injectFlags struct {
	webapp, project, built, release string
	dryRun, check, revert, asJSON   bool
}

func injectCommand() *cobra.Command {
	var o injectFlags
	cmd := &cobra.Command{
		Use:   "inject --webapp DIR",
		Short: "Put scripts, styles and patches into the vendor's templates, or take them out",
		Long: `Applies the operations to the templates of a webapp (the folder that holds public/
and WEB-INF/): those of the default project, which put in what "skinbuild scripts"
makes, and the [[inject]] tables of skinbuild.toml; one with the same key takes the
other's place, and "standard = false" in [scripts] leaves the first out. What is inserted stands between
comments that never reach a browser; by them a second run changes nothing, a
newer set of operations replaces an older one, and --revert gives every byte of
the vendor's back. docs/inject.md explains anchors, states and operations.

Nothing is written unless every operation fits: all conflicts are reported, with
their places. A template that was edited after it was written is never touched.`,
		Example: `  skinbuild inject --webapp /opt/zimbra/jetty_base/webapps/zimbra -n
  skinbuild inject --webapp /opt/zimbra/jetty_base/webapps/zimbra
  skinbuild inject --webapp /opt/zimbra/jetty_base/webapps/zimbra --check
  skinbuild inject --webapp /opt/zimbra/jetty_base/webapps/zimbra --revert`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.webapp, "webapp", "", "the webapp to change: the folder that holds public/ and WEB-INF/; \":reference\" is the tool's own, to try things on")
	flags.StringVar(&o.project, "project", "skinbuild.toml", "the project file; what its operations name is looked for beside it")
	flags.StringVar(&o.built, "built", "", "folder of what a build has made, laid out as the webapp (default dist/webapp beside the project file)")
	flags.StringVar(&o.release, "release", "", "the vendor's release, for example 8.8.15.p46 (default: told from the files)")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, as a unified diff, and stop; on a terminal long lines are cut")
	flags.BoolVar(&o.check, "check", false, "show the state of each template and write nothing; code 1: not applied, 3: drift or conflict")
	flags.BoolVar(&o.revert, "revert", false, "take everything of ours out; needs no project file")
	flags.BoolVar(&o.asJSON, "json", false, "print the result as JSON")
	_ = cmd.MarkFlagRequired("webapp")
	_ = cmd.MarkFlagDirname("webapp")
	cmd.MarkFlagsMutuallyExclusive("check", "revert")
	cmd.MarkFlagsMutuallyExclusive("check", "dry-run")
	return cmd
}

func (o *injectFlags) run(cmd *cobra.Command) error {
	live, err := openTemplates(o.webapp)
	if err != nil {
		return err
	}
	if o.webapp == reference.Name && !o.dryRun && !o.check {
		return cli.Usagef("%s cannot be written to: use --dry-run or --check", reference.Name)
	}
	plan, err := o.plan(cmd, live)
	if errors.Is(err, fs.ErrPermission) {
		return cli.Fail(cli.Environment, err, asOwner)
	}
	if err != nil {
		return err
	}
	if err := cli.Report(cmd, plan.Diags); err != nil {
		if o.check {
			err = errors.Join(o.print(cmd, plan), cli.Exit(cli.Conflict))
		}
		return conflict(err)
	}
	if !o.dryRun && !o.check {
		if err := write(o.webapp, plan.Changes); err != nil {
			return err
		}
	}
	if err := o.print(cmd, plan); err != nil {
		return err
	}
	if o.check && len(plan.Changes) > 0 {
		return cli.Exit(cli.Problems)
	}
	return nil
}

// openTemplates returns the webapp of that name, which has templates.
func openTemplates(webapp string) (fs.FS, error) {
	live, err := reference.Open(webapp)
	if err != nil {
		return nil, cli.Fail(cli.Usage, err)
	}
	if info, err := fs.Stat(live, "WEB-INF"); err != nil || !info.IsDir() {
		return nil, cli.Fail(cli.Usage, fmt.Errorf("%s is no webapp: it has no folder WEB-INF", webapp), "give the folder that holds public/ and WEB-INF/")
	}
	return live, nil
}

// asOwner is what to do about a file that cannot be read or written.
const asOwner = "run as the owner of the tree, for example: sudo -u zimbra skinbuild inject …"

// conflict is the code of a run whose operations do not fit the webapp.
func conflict(err error) error {
	if err == nil {
		return nil
	}
	return cli.Exit(cli.Conflict)
}

// plan reads the project and plans. Problems of the project are reported here.
func (o *injectFlags) plan(cmd *cobra.Command, live fs.FS) (*inject.Plan, error) {
	if o.revert {
		return inject.Revert(live, inject.Options{})
	}
	text, err := os.ReadFile(o.project)
	if err != nil {
		return nil, cli.Fail(cli.Environment, err, "name the project file with --project")
	}
	f := source.NewFile(filepath.ToSlash(o.project), string(text))
	config, ds := project.Parse(f)
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	tables, ds, err := (&project.Project{Config: config, File: f}).Operations(skinbuild.Default())
	if err != nil {
		return nil, err
	}
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	dir := filepath.Dir(o.project)
	built := o.built
	if built == "" {
		built = filepath.Join(dir, "dist", "webapp")
	}
	series, ds := inject.New(tables, tree.Layers{os.DirFS(built), os.DirFS(dir)})
	if err := cli.Report(cmd, ds); err != nil {
		return nil, err
	}
	return series.Apply(live, inject.Options{Release: o.release})
}

// write makes the changes and gives each reason not to its code.
func write(webapp string, changes []tree.Change) error {
	if len(changes) == 0 {
		return nil
	}
	err := deploy.Write(webapp, changes)
	var at *fs.PathError
	switch {
	case errors.As(err, &at) && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)):
		return cli.Fail(cli.Environment, fmt.Errorf("%s cannot be written: %w; nothing was", filepath.Join(webapp, filepath.Dir(at.Path)), at.Err), asOwner)
	case errors.Is(err, deploy.ErrBusy):
		return cli.Fail(cli.Busy, err)
	case errors.Is(err, deploy.ErrChanged):
		return cli.Fail(cli.Conflict, err, "nothing was written: run the command again")
	case errors.Is(err, deploy.ErrForeign):
		return cli.Fail(cli.Environment, err, asOwner)
	}
	return err
}

// injectResult is the JSON form of a run.
type injectResult struct {
	Release string              `json:"release,omitempty"`
	Files   []inject.FileStatus `json:"files"`
	Changes []injectChange      `json:"changes"`
	Written bool                `json:"written"`
}

type injectChange struct {
	Path   string `json:"path"`
	Action string `json:"action"` // create, replace or remove
}

func (o *injectFlags) print(cmd *cobra.Command, plan *inject.Plan) error {
	switch {
	case o.asJSON:
		return printJSON(cmd, o.result(plan))
	case o.dryRun:
		return cli.WriteOutput(cmd, "", []byte(colorDiff(pack.Patch(plan.Changes), cli.Colored(cmd, cmd.OutOrStdout()))))
	}
	return cli.WriteOutput(cmd, "", []byte(o.describe(plan)))
}

func (o *injectFlags) result(plan *inject.Plan) injectResult {
	r := injectResult{Release: plan.Release, Files: plan.Files, Changes: []injectChange{}, Written: !o.dryRun && !o.check && len(plan.Changes) > 0}
	if r.Files == nil {
		r.Files = []inject.FileStatus{}
	}
	for _, c := range plan.Changes {
		r.Changes = append(r.Changes, injectChange{c.Path.String(), actionOf(c)})
	}
	return r
}

func actionOf(c tree.Change) string {
	switch {
	case c.Old == nil:
		return "create"
	case c.New == nil:
		return "remove"
	}
	return "replace"
}

// describe lists what was done; for a check, the state of every template.
func (o *injectFlags) describe(plan *inject.Plan) string {
	var b strings.Builder
	if o.check && plan.Release != "" {
		fmt.Fprintf(&b, "release: %s\n", plan.Release)
	}
	for _, f := range plan.Files {
		switch {
		case o.check:
			fmt.Fprintf(&b, "%-14s  %s%s\n", f.State, f.Path, describeOps(f.Ops, true))
		case f.State != inject.Applied && f.State != inject.NotApplicable:
			fmt.Fprintf(&b, "%s%s\n", f.Path, describeOps(f.Ops, false))
		}
	}
	for _, c := range plan.Changes {
		if c.Old == nil || c.New == nil {
			fmt.Fprintf(&b, "%s  %s\n", c.Path, actionOf(c))
		}
	}
	switch n := len(plan.Changes); {
	case n == 0 && len(plan.Diags) == 0:
		b.WriteString("nothing to change\n")
	case o.check && n > 0:
		fmt.Fprintf(&b, "%d files to change\n", n)
	case n > 0:
		fmt.Fprintf(&b, "%d files changed\n", n)
	}
	return b.String()
}

func describeOps(ops []inject.OpStatus, skips bool) string {
	signs := map[string]string{"insert": "+", "keep": "=", "change": "~", "remove": "-", "skip": "."}
	var b strings.Builder
	for _, op := range ops {
		if op.Action == "skip" && !skips {
			continue
		}
		fmt.Fprintf(&b, "  %s%s", signs[op.Action], op.Key)
		switch {
		case op.Line > 0:
			fmt.Fprintf(&b, ":%d", op.Line)
		case op.Reason != "":
			fmt.Fprintf(&b, " (%s)", op.Reason)
		}
	}
	return b.String()
}

// colorDiff colours the lines of a unified diff and cuts those that nobody would
// read; without colour the diff stays what patch programs read.
func colorDiff(diff string, color bool) string {
	if !color {
		return diff
	}
	var b strings.Builder
	for line := range strings.Lines(diff) {
		text := shorten(visible(strings.TrimRight(line, "\n")))
		if code := diffColor(text); code != "" {
			text = "\x1b[" + code + "m" + text + "\x1b[0m"
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// shorten cuts a line of a minified script.
func shorten(line string) string {
	const most = 400
	if len(line) <= most {
		return line
	}
	cut := strings.ToValidUTF8(line[:most/2], "")
	return fmt.Sprintf("%s… (%d bytes more)", cut, len(line)-len(cut))
}

func diffColor(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "diff "):
		return "1"
	case strings.HasPrefix(line, "@@"):
		return "36"
	case strings.HasPrefix(line, "+"):
		return "32"
	case strings.HasPrefix(line, "-"):
		return "31"
	}
	return ""
}

// visible replaces control characters of a template, which a terminal would obey.
func visible(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return '\ufffd'
		}
		return r
	}, line)
}
