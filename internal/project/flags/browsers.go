package flags

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

// Browsers is the flag --browsers.
type Browsers struct {
	list    string
	project *Project
}

// AddBrowsers adds --browsers. p is the project of the command, whose list is used
// without the flag.
func AddBrowsers(cmd *cobra.Command, p *Project) *Browsers {
	b := &Browsers{project: p}
	cmd.Flags().StringVar(&b.list, "browsers", "", "the browsers, a `LIST` like 'chrome >= 109, firefox esr, ie 11' (default: browsers of "+project.FileName+")")
	return b
}

// Given returns the value of the flag.
func (b *Browsers) Given() string { return b.list }

// List returns the releases of the list of the flag, else of the project, else of a
// project that names no browsers. A wrong list in the flag is wrong usage.
func (b *Browsers) List(cmd *cobra.Command) (compat.List, error) {
	if b.list != "" {
		list, ds := compat.ParseList(source.NewFile("--browsers", b.list))
		return list, cli.ReportUsage(cmd, ds)
	}
	loaded, err := b.project.Find(cmd)
	if err != nil {
		return nil, err
	}
	if loaded != nil {
		return loaded.Config.BrowserList(), nil
	}
	return (&project.Config{Browsers: project.DefaultBrowsers()}).BrowserList(), nil
}

// AddSkin adds --skin, completed with the skins of the webapp.
func AddSkin(cmd *cobra.Command, w *Webapp, def string) *string {
	name := cmd.Flags().String("skin", def, "the skin: the `NAME` of a folder below skins/")
	_ = cmd.RegisterFlagCompletionFunc("skin", w.completeSkins)
	return name
}

// completeSkins offers the skins of the webapp.
func (w *Webapp) completeSkins(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	app, err := w.Skins(cmd)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return app.Skins(), cobra.ShellCompDirectiveNoFileComp
}

// CompleteSkins offers the skins of the webapp as arguments.
func (w *Webapp) CompleteSkins(cmd *cobra.Command) { cmd.ValidArgsFunction = w.completeSkins }

// AddPath adds --path.
func AddPath(cmd *cobra.Command) *string {
	return cmd.Flags().String("path", "/css/common,dwt,msgview,login,zm,spellcheck,skin.css", "the style sheets to look at, as the pages request them below /zimbra")
}

// CheckSkin refuses a name that the webapp does not have: the server would send
// another skin.
func CheckSkin(app *skin.Webapp, name string) error {
	if known := app.Skins(); !slices.Contains(known, name) {
		return cli.Unknown("the webapp has no skin", name, known)
	}
	return nil
}

// Agents is the flag --agent.
type Agents struct{ list []string }

// AddAgents adds --agent; def are the agents without it.
func AddAgents(cmd *cobra.Command, def ...string) *Agents {
	a := &Agents{}
	cmd.Flags().StringArrayVar(&a.list, "agent", def, "a User-Agent: the `AGENT` as browsers send it, a key like chrome or safari-ios, KEY@VERSION, or @FILE for one on each line; may be repeated")
	_ = cmd.RegisterFlagCompletionFunc("agent", CompleteAgents)
	return a
}

// CompleteAgents offers the keys of the supported browsers.
func CompleteAgents(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return agentKeys(), cobra.ShellCompDirectiveNoFileComp
}

// Given returns the values of the flag.
func (a *Agents) Given() []string { return a.list }

// Browsers returns the browsers that the values mean, in their order.
func (a *Agents) Browsers(ctx context.Context) ([]ua.Browser, error) {
	var list []ua.Browser
	for _, arg := range a.list {
		if file, ok := strings.CutPrefix(arg, "@"); ok {
			found, err := agentsOfFile(ctx, file)
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
			continue
		}
		b, err := FindAgent(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}

func agentsOfFile(ctx context.Context, name string) ([]ua.Browser, error) {
	text, err := input.Text(ctx, name, input.Table)
	if err != nil {
		return nil, cli.Opening(err)
	}
	return ParseAgents(text), nil
}

// FindAgent returns the browser that an argument means: a key of the supported list,
// KEY@VERSION, or a whole User-Agent.
func FindAgent(arg string) (ua.Browser, error) {
	b, ok := ua.Find(arg)
	if ok {
		return b, nil
	}
	if arg == "" || strings.ContainsAny(arg, " /") {
		return ua.Browser{Key: arg, Name: arg, UserAgent: arg}, nil
	}
	return b, cli.Unknown("no browser has this key, and it is no User-Agent:", arg, agentKeys())
}

func agentKeys() []string {
	var keys []string
	for _, b := range ua.Supported() {
		keys = append(keys, b.Key)
	}
	return keys
}

// ParseAgents reads an agent from each line: a key, KEY@VERSION or a User-Agent, after
// a name and a tab if it shall have one. Empty lines, and lines that begin with "#",
// are skipped.
func ParseAgents(text string) []ua.Browser {
	var list []ua.Browser
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, agentOfLine(line))
		}
	}
	return list
}

func agentOfLine(line string) ua.Browser {
	name, agent, named := strings.Cut(line, "\t")
	if !named {
		agent = line
	}
	b, ok := ua.Find(strings.TrimSpace(agent))
	if !ok {
		b = ua.Browser{Key: agent, Name: agent, UserAgent: strings.TrimSpace(agent)}
	}
	if named {
		b.Name = name
	}
	return b
}
