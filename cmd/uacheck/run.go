package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
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
	"skinbuild/internal/project/flags"
	"skinbuild/internal/report"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/visit/baseline"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/check"
)

const runLong = `Serve the built pages on loopback as the mail server would, and visit them in real
browsers: first as the browser itself, then as each User-Agent, which is emulated in
full (header, navigator, Client Hints). Each visit is checked:

  load              the page loads in time, with a status below 400
  no-dialog         it opens no dialog
  no-404            everything that it requests exists
  no-console-error  the console has no errors
  css-variant       the style sheet is made for the macros of this User-Agent
  script-order      our scripts are where they must be
  markers           the page is made from templates with our blocks, and nothing that
                    the server removes reaches the browser
  modernizr         ours exists under its own name, beside the vendor's
  jquery            the page's jQuery is still its own
  fixes             every fix of the scripts is applied, or not needed for a reason
  styles            elements look as --styles says
  screenshot        there is a picture
  painted           it shows something
  rules             the browser has every CSS rule that was sent
  controls          fields and buttons can be seen and used
  pictures          pictures and fonts are there
  text              no text is cut off
  width-…           at 1440, 1024 and 375 pixels nothing scrolls sideways
  contrast          texts can be read (axe-core)
  accessibility     the other rules of axe-core
  journey           each step of a journey can be done, with the mouse and the keyboard

A visit as a User-Agent of another engine shows what the server and the scripts do with
that User-Agent, not what its own engine would do: every result says "emulated agent
on" or "real engine". What could not be checked is "not run".

Without --webapp and without webapps in skinbuild.toml, the webapp is :reference, the
small webapp inside this tool; dist/webapp of the project, if it exists, is on top. An
installed webapp has the vendor's client; from a checkout of zm-web-client with zm-ajax
beside it the client is made as the vendor's build makes it. A mailbox inside the tool
answers the client. Where a part is missing, the pages of the client are not run, and
the report says which file. Where no template contains one of our blocks, the operations
of the project are applied in memory. JSP pages are rendered by this tool; what it cannot
render is an error with its place.

Where the vendor's client runs, the journeys are played in each browser: sign in, read,
reply, search, move, calendar and more. docs/journeys.md says how to write your own.
With --url, only the safe steps of journeys are played, on a running server.

The User-Agents are those of --agent and the releases of --browsers; without either,
all supported ones.`

const runExample = `  uacheck run
  uacheck run --browsers 'since 2026-08-27' --format html -o report.html
  uacheck run --webapp dist/webapp --webapp /opt/zimbra/jetty_base/webapps/zimbra
  uacheck run --agent @agents.txt --engine chromium,firefox,webkit --format junit -o run.xml
  uacheck run --agent chrome@80 --agent ie11 --page reset=/zimbra/public/PasswordRecovery.jsp
  uacheck run --skin acme --styles skins/acme/styles.txt --json`

// runFlags are the flags of run.
type runFlags struct {
	project  *flags.Project
	webapp   *flags.Webapp
	agents   *flags.Agents
	browsers *flags.Browsers
	skin     *string

	engines    engineList
	pages      []string
	journeys   string
	journeyDir string
	styles     string
	shots      string
	list       bool
	timeout    time.Duration

	noClient string // why the page that starts the client cannot be checked; "" if it can
	noWindow string // the same of the page of a window that the client opens

	mailbox  string          // a file
	start    *mailbox.Data   // the mailbox at the start of each journey
	boxes    mailbox.Options // of the mailboxes that the pages are served with
	files    fs.FS           // the webapp; nil on a live server
	sessions int
	baseline string
	retries  int
	url      string
	account  string // a file with the user and the password
	live     *check.Live
	vendor   bool // the vendor's own client runs

	fixes     check.Fixes       // what the release says about the fixes
	isVendors func(string) bool // a file of the webapp is the vendor's, unchanged

	saidOnce sync.Mutex
	said     map[string]bool
}

func newRunCommand() *cobra.Command {
	f := runFlags{engines: engineList{names: []string{engines[0]}}}
	return f.command()
}

// command returns the command that sets and uses the flags.
func (f *runFlags) command() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "run",
		Short:   "Visit the built pages in real browsers, as many User-Agents",
		Long:    runLong,
		Example: runExample,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.project = flags.AddProject(cmd)
	f.webapp = flags.AddWebapp(cmd, f.project)
	f.agents = flags.AddAgents(cmd)
	f.browsers = flags.AddBrowsers(cmd, f.project)
	f.skin = flags.AddSkin(cmd, f.webapp, "")
	cli.AddFormat(cmd, cli.Text, cli.JSON, cli.JUnit, cli.TAP, cli.HTML)
	set := cmd.Flags()
	set.Var(&f.engines, "engine", "the engines to drive, a `LIST`: "+strings.Join(engines, ", ")+"; may be repeated")
	set.StringArrayVar(&f.pages, "page", nil, "a page `NAME=PATH` to visit; may be repeated (default: the login page and the two launch pages)")
	set.StringVar(&f.journeys, "journeys", "auto", "the journeys to play, a `LIST` of names, all or none (default: all where the vendor's client runs)")
	set.StringVar(&f.baseline, "baseline", "", "compare with the accepted pictures of this `DIR`")
	set.IntVar(&f.retries, "retries", 0, "make a visit that failed again, up to `N` times; one that then passes is reported as flaky")
	set.IntVar(&f.sessions, "sessions", 1, "run `N` sessions of each engine, which share its visits")
	set.StringVar(&f.url, "url", "", "play the safe steps of the journeys on the server at this `URL`, with the account of --credentials")
	set.StringVar(&f.account, "credentials", "", "a TOML `FILE` with the user and the password of a test account")
	set.StringVar(&f.mailbox, "mailbox", "", "serve the mailbox of this TOML `FILE`")
	set.StringVar(&f.journeyDir, "journey-dir", "", "add the journeys of this `DIR`: files that end with .journey")
	set.StringVar(&f.styles, "styles", "", "a `FILE` of computed styles that pages must have: \"page | selector | property | value\"")
	set.DurationVar(&f.timeout, "timeout", 20*time.Second, "how long one visit may take")
	set.StringVar(&f.shots, "screenshots", "", "write each screenshot into this `DIR`, as PNG")
	set.BoolVar(&f.list, "list", false, "list the visits and make none")
	_ = cmd.RegisterFlagCompletionFunc("engine", cobra.FixedCompletions(engines, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.MarkFlagDirname("screenshots")
	_ = cmd.MarkFlagDirname("journey-dir")
	_ = cmd.MarkFlagDirname("baseline")
	return cmd
}

// engines are the names that --engine takes.
var engines = []string{string(browser.Chromium), string(browser.Firefox), string(browser.WebKit)}

// engineList is the value of --engine: names between commas, checked when the flag is
// read. The first value replaces the default.
type engineList struct {
	names []string
	given bool
}

func (e *engineList) String() string { return strings.Join(e.names, ",") }
func (e *engineList) Type() string   { return "strings" }

func (e *engineList) Set(s string) error {
	if !e.given {
		e.names, e.given = nil, true
	}
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(engines, name) {
			return cli.Unknown("unknown engine", name, engines)
		}
		e.names = append(e.names, name)
	}
	return nil
}

func (f *runFlags) run(cmd *cobra.Command) error {
	plan, err := f.plan(cmd)
	if err != nil {
		return err
	}
	if f.list {
		return listVisits(cmd, plan)
	}
	if !slices.ContainsFunc(plan.Browsers, func(s browser.Spec) bool { return s.Path != "" }) {
		var hints []string
		for _, s := range plan.Browsers {
			hints = append(hints, s.Install)
		}
		return cli.Fail(cli.Environment, errors.New("none of these browsers is installed: "+f.engines.String()), hints...)
	}
	cli.FinishAfterSignal(cmd) // the browsers have to be ended
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
		return cli.Fail(cli.Environment, errors.New("no check could be made"))
	}
	return nil
}

// plan puts together what is visited by whom.
func (f *runFlags) plan(cmd *cobra.Command) (*check.Plan, error) {
	if f.url != "" || f.account != "" {
		return f.livePlan(cmd)
	}
	site, notes, err := f.site(cmd)
	if err != nil {
		return nil, err
	}
	agents, choice, err := f.chooseAgents(cmd)
	if err != nil {
		return nil, err
	}
	notes = append(notes, fmt.Sprintf("%d User-Agents (%s); browser releases of %s.", len(agents), choice, dataNote()))
	p := &check.Plan{Title: "Pages in real browsers", Notes: notes, Site: f.sites(site), Limit: f.timeout, Fixes: f.fixes, Vendor: f.isVendors}
	p.Axe, p.NoAxe = check.Axe(nodeModules(cmd.Context()))
	p.Agents = append([]check.Agent{{}}, distinct(agents)...)
	if p.Pages, err = f.choosePages(site.ContextPath()); err != nil {
		return nil, err
	}
	if p.Browsers, err = chooseBrowsers(cmd, f.engines.names); err != nil {
		return nil, err
	}
	if p.Journeys, err = f.chooseJourneys(cmd, site.ContextPath()); err != nil {
		return nil, err
	}
	if p.Styles, err = f.readStyles(cmd); err != nil {
		return nil, err
	}
	return p, f.prepareOutput(cmd, p)
}

// prepareOutput looks at what a run will write to, before it takes minutes.
func (f *runFlags) prepareOutput(cmd *cobra.Command, p *check.Plan) error {
	p.Retries, p.Sessions = f.retries, f.sessions
	if f.sessions < 1 || f.sessions > maxSessions {
		return cli.Usagef("--sessions: want 1 to %d, not %d", maxSessions, f.sessions)
	}
	if f.retries < 0 || f.retries > maxRetries {
		return cli.Usagef("--retries: want 0 to %d, not %d", maxRetries, f.retries)
	}
	if f.baseline != "" && !f.list {
		var err error
		if p.Accepted, err = baseline.Open(f.baseline); err != nil {
			return cli.Fail(cli.Usage, fmt.Errorf("--baseline: %w", err))
		}
	}
	if out := cli.Output(cmd); out != "" && !isDir(filepath.Dir(out)) {
		return cli.Fail(cli.Environment, fmt.Errorf("--output %s: there is no folder %s", out, filepath.Dir(out)))
	}
	if f.shots != "" && !f.list && !cli.DryRun(cmd) {
		if err := os.MkdirAll(f.shots, 0o755); err != nil {
			return err
		}
		p.Screenshot = f.saveScreenshot
	}
	return nil
}

// What a person needs on the pages that are visited unasked.
var (
	loginControls  = []string{"#username", "#password", "form [type=submit]"}
	clientControls = []string{"#zb__App__Mail", "#zb__App__Calendar", "#zb__NEW_MENU", "#zi_search_inputfield", "#zti__main_Mail__2", "#zl__CLV-main__rows > li"}
)

// clientPage is the page that starts the client. The stand-in of :reference has none of
// its controls.
func (f *runFlags) clientPage(path string) check.Page {
	page := check.Page{Name: "client", Path: path, Unavailable: f.noClient, Client: f.vendor}
	if f.vendor {
		page.Controls = clientControls
	}
	return page
}

func (f *runFlags) choosePages(context string) ([]check.Page, error) {
	if len(f.pages) == 0 {
		skin := url.Values{}
		if *f.skin != "" {
			skin.Set("skin", *f.skin)
		}
		// Without it the page sends phones, and small screens, to another client.
		client := url.Values{"client": {"advanced"}}
		maps.Copy(client, skin)
		address := func(name string, q url.Values) string {
			return (&url.URL{Path: context + "/public/" + name, RawQuery: q.Encode()}).String()
		}
		return []check.Page{
			{Name: "login", Path: address("login.jsp", skin), Controls: loginControls},
			f.clientPage(address("launchZCS.jsp", client)),
			{Name: "new window", Path: address("launchNewWindow.jsp", skin), Unavailable: f.noWindow},
		}, nil
	}
	var out []check.Page
	for _, p := range f.pages {
		name, path, ok := strings.Cut(p, "=")
		if !ok || name == "" || !strings.HasPrefix(path, "/") && !strings.Contains(path, "://") {
			return nil, cli.Usagef("--page: want NAME=/PATH, not %q", p)
		}
		out = append(out, check.Page{Name: name, Path: path})
	}
	return out, nil
}

func chooseBrowsers(cmd *cobra.Command, names []string) ([]browser.Spec, error) {
	found := browser.Find(cmd.Context())
	var out []browser.Spec
	for _, name := range names {
		if i := slices.IndexFunc(found, func(s browser.Spec) bool { return string(s.Engine) == name }); i >= 0 {
			out = append(out, found[i])
		}
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
		for _, j := range p.Journeys.List {
			fmt.Fprintf(&b, "%s\titself\tjourney %s: %s\n", s.Engine, j.Name, j.Title)
		}
	}
	return cli.WriteOutput(cmd, "", []byte(b.String()))
}

// write writes the report in the form asked for. If that is a file, the counts are
// printed as a note.
func (f *runFlags) write(cmd *cobra.Command, r *report.Report) error {
	n := r.Counts()
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "run", struct {
			Counts report.Counts `json:"counts"`
			*report.Report
		}{n, r})
	}
	var b strings.Builder
	print := map[string]func(io.Writer) error{cli.Text: r.WriteText, cli.JUnit: r.WriteJUnit, cli.TAP: r.WriteTAP, cli.HTML: r.WriteHTML}[cli.Format(cmd)]
	if err := print(&b); err != nil {
		return err
	}
	if err := cli.WriteResult(cmd, []byte(b.String())); err != nil {
		return err
	}
	if cli.Output(cmd) != "" {
		cli.Note(cmd, "%d checks passed, %d failed, %d not run", n.Passed, n.Failed, n.NotRun)
	}
	return nil
}

// maxRetries is how often a visit may be made again.
const maxRetries = 5

// maxSessions is how many sessions an engine may have.
const maxSessions = 64

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
	return cli.WriteFile(name, v.Screenshot)
}
