package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/report"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/check"
)

const runLong = `Serves the built pages on loopback as the mail server would, and visits them in
real browsers: first as the browser itself, then as each agent of the list, which
is emulated in full (header, navigator, Client Hints). Each visit is asked:

  load              did the page load, in time
  no-dialog         did it open an alert
  no-404            was everything that it asked for there
  no-console-error  did nobody complain
  css-variant       was the style sheet made for this agent's macros
  script-order      do our scripts stand where they must
  markers           was the page made from templates with our blocks, and did
                    nothing that the server takes out reach the browser
  modernizr         is ours there under its own name, beside the vendor's
  jquery            is the page's jQuery still its own
  fixes             did no fix fail (every fix's state is listed)
  styles            do elements look as --styles says
  screenshot        is there a picture

A visit as an agent on another engine shows what the server and the scripts do
with that agent, not what its own engine would do: every result says "emulated
agent on" or "real engine". What could not be looked at is "not run".

The webapp is made of layers: the first --webapp lies on top. Without any it is
dist/webapp, where there is one, over :reference, the small web client inside of this
tool. An installed webapp has the vendor's client; from a checkout of zm-web-client
with zm-ajax beside it the client is made as the vendor's build makes it, and a mailbox
inside the tool answers it. Where a part is missing, the pages of the client are not
run, and the report says which file. Where no template holds a block of ours, the operations
of --project are applied in memory. JSP pages are rendered by this tool, for the
pages of the client; what it cannot render is an error with its place.`

const runExample = `  uacheck run
  uacheck run --agents 'since 2026-08-27' --html report.html
  uacheck run --webapp dist/webapp --webapp /opt/zimbra/jetty_base/webapps/zimbra
  uacheck run --agents agents.txt --browser chromium,firefox,webkit --junit
  uacheck run --agents chrome@80,ie11 --page reset=/zimbra/public/PasswordRecovery.jsp
  uacheck run --skin acme --styles skins/acme/styles.txt --json`

// runFlags are the flags of run.
type runFlags struct {
	agents, project, skin, styles string
	webapp, browsers, pages       []string
	html, shots                   string
	asJSON, asJUnit, dryRun       bool
	timeout                       time.Duration

	noClient string // why the page that starts the client cannot be checked; "" if it can
	noWindow string // the same of the page of a window that the client opens

	saidOnce sync.Mutex
	said     map[string]bool
}

func newRunCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:     "run",
		Short:   "Visit the built pages in real browsers, as many agents",
		Long:    runLong,
		Example: runExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.agents, "agents", "supported", `"supported", keys like chrome,ie11,chrome@80, a browser list like "since 2026-08-27", or a file of User-Agents, one a line`)
	flags.StringArrayVar(&f.webapp, "webapp", nil, "a webapp or what lies over one; may be repeated, the first on top")
	flags.StringVar(&f.project, "project", "skinbuild.toml", "the project whose operations are applied where no template has any; \"\" for none")
	flags.StringVar(&f.skin, "skin", "", "the skin that the pages are shown in (default harmony)")
	flags.StringSliceVar(&f.browsers, "browser", []string{"chromium"}, "browsers to use: chromium, firefox, webkit")
	flags.StringArrayVar(&f.pages, "page", nil, "a page `NAME=PATH` to visit; may be repeated (default the login page and the two launch pages)")
	flags.StringVar(&f.styles, "styles", "", "a file of computed styles that pages must have: \"page | selector | property | value\"")
	flags.DurationVar(&f.timeout, "timeout", 20*time.Second, "how long one visit may take")
	flags.StringVar(&f.html, "html", "", "write the report as one HTML page into this `file`")
	flags.StringVar(&f.shots, "screenshots", "", "write each screenshot into this `folder`, as PNG")
	flags.BoolVar(&f.asJSON, "json", false, "print the report as JSON")
	flags.BoolVar(&f.asJUnit, "junit", false, "print the report as JUnit XML")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "list the visits and make none")
	cmd.MarkFlagsMutuallyExclusive("json", "junit")
	_ = cmd.RegisterFlagCompletionFunc("browser", cobra.FixedCompletions([]string{"chromium", "firefox", "webkit"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *runFlags) run(cmd *cobra.Command) error {
	plan, err := f.plan(cmd)
	if err != nil {
		return err
	}
	if f.dryRun {
		return listVisits(cmd, plan)
	}
	if !slices.ContainsFunc(plan.Browsers, func(s browser.Spec) bool { return s.Path != "" }) {
		var hints []string
		for _, s := range plan.Browsers {
			hints = append(hints, s.Install)
		}
		return cli.Fail(cli.Environment, errors.New("none of these browsers is installed: "+strings.Join(f.browsers, ", ")), hints...)
	}
	progress := cli.StartProgress(cmd, "visiting")
	plan.Progress = func(done, all int) { progress.Set("%d of %d visits", done, all) }
	r, err := check.Run(cmd.Context(), plan)
	progress.Stop()
	if err != nil {
		return err
	}
	if err := f.write(cmd, r); err != nil {
		return err
	}
	if cmd.Context().Err() != nil {
		return cmd.Context().Err()
	}
	switch n := r.Counts(); {
	case n.Failed > 0:
		return cli.Exit(cli.Problems)
	case n.Passed == 0:
		return cli.Fail(cli.Environment, errors.New("not one check could be made"))
	}
	return nil
}

// plan puts together what is visited by whom.
func (f *runFlags) plan(cmd *cobra.Command) (*check.Plan, error) {
	site, notes, err := f.site(cmd)
	if err != nil {
		return nil, err
	}
	agents, err := chooseAgents(cmd, f.agents)
	if err != nil {
		return nil, err
	}
	notes = append(notes, fmt.Sprintf("%d agents by --agents %s; browser releases of %s.", len(agents), f.agents, dataNote()))
	p := &check.Plan{Title: "Pages in real browsers", Notes: notes, Handler: site, Limit: f.timeout}
	p.Agents = append([]check.Agent{{}}, distinct(agents)...)
	if p.Pages, err = f.choosePages(site.ContextPath()); err != nil {
		return nil, err
	}
	if p.Browsers, err = chooseBrowsers(cmd, f.browsers); err != nil {
		return nil, err
	}
	if p.Styles, err = f.readStyles(cmd); err != nil {
		return nil, err
	}
	// A run takes minutes, so what it will write to is looked at before.
	if dir := filepath.Dir(f.html); f.html != "" && !isDir(dir) {
		return nil, cli.Fail(cli.Environment, fmt.Errorf("--html %s: there is no folder %s", f.html, dir))
	}
	if f.shots != "" && !f.dryRun {
		if err := os.MkdirAll(f.shots, 0o755); err != nil {
			return nil, err
		}
		p.Screenshot = f.saveScreenshot
	}
	return p, nil
}

func (f *runFlags) choosePages(context string) ([]check.Page, error) {
	if len(f.pages) == 0 {
		skin := url.Values{}
		if f.skin != "" {
			skin.Set("skin", f.skin)
		}
		// Without it the page sends phones, and small screens, to another client.
		client := url.Values{"client": {"advanced"}}
		maps.Copy(client, skin)
		address := func(name string, q url.Values) string {
			return (&url.URL{Path: context + "/public/" + name, RawQuery: q.Encode()}).String()
		}
		return []check.Page{
			{Name: "login", Path: address("login.jsp", skin)},
			{Name: "client", Path: address("launchZCS.jsp", client), Unavailable: f.noClient},
			{Name: "new window", Path: address("launchNewWindow.jsp", skin), Unavailable: f.noWindow},
		}, nil
	}
	var out []check.Page
	for _, p := range f.pages {
		name, path, ok := strings.Cut(p, "=")
		if !ok || name == "" || !strings.HasPrefix(path, "/") && !strings.Contains(path, "://") {
			return nil, cli.Usagef("--page is %q, want NAME=/PATH", p)
		}
		out = append(out, check.Page{Name: name, Path: path})
	}
	return out, nil
}

func chooseBrowsers(cmd *cobra.Command, names []string) ([]browser.Spec, error) {
	found := browser.Find(cmd.Context())
	var out []browser.Spec
	for _, name := range names {
		i := slices.IndexFunc(found, func(s browser.Spec) bool { return string(s.Engine) == strings.TrimSpace(name) })
		if i < 0 {
			return nil, cli.Usagef("--browser is %q, want chromium, firefox or webkit", name)
		}
		out = append(out, found[i])
	}
	return out, nil
}

func listVisits(cmd *cobra.Command, p *check.Plan) error {
	var b strings.Builder
	for _, s := range p.Browsers {
		for _, a := range p.Agents {
			for _, page := range p.Pages {
				name := a.Name
				if name == "" {
					name = "itself"
				}
				fmt.Fprintf(&b, "%s\t%s\t%s\n", s.Engine, name, page.Path)
			}
		}
	}
	return cli.WriteOutput(cmd, "", []byte(b.String()))
}

// write prints the report in the form asked for, and writes the page beside it.
func (f *runFlags) write(cmd *cobra.Command, r *report.Report) error {
	var b strings.Builder
	print := r.WriteText
	switch {
	case f.asJSON:
		print = r.WriteJSON
	case f.asJUnit:
		print = r.WriteJUnit
	}
	if err := print(&b); err != nil {
		return err
	}
	if err := cli.WriteOutput(cmd, "", []byte(b.String())); err != nil {
		return err
	}
	if f.html == "" {
		return nil
	}
	b.Reset()
	if err := r.WriteHTML(&b); err != nil {
		return err
	}
	return cli.WriteOutput(cmd, f.html, []byte(b.String()))
}

const maxFileName = 150

var notInFileName = regexp.MustCompile(`[^0-9A-Za-z.]+`)

// saveScreenshot writes the picture of a visit. A failure is that visit's, and
// the run goes on.
func (f *runFlags) saveScreenshot(v *report.Visit) error {
	name := notInFileName.ReplaceAllString(strings.Join([]string{v.Engine, v.Agent, v.Page}, "-"), "-")
	if len(name) > maxFileName {
		name = fmt.Sprintf("%s-%08x", name[:maxFileName], crc32.ChecksumIEEE([]byte(name)))
	}
	name = filepath.Join(f.shots, name+".png")
	if err := os.WriteFile(name, v.Screenshot, 0o644); err != nil {
		_ = os.Remove(name)
		return err
	}
	return nil
}
