package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/profile"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

const uaLong = `Print everything about a User-Agent: who it is, when that browser was released, what each
layer of the web client takes it for, which style sheets and scripts it gets, which
features of the web client and the skins it lacks, and what breaks.

UA is a whole User-Agent, the key of a supported browser ("chrome", "safari-ios"), or
a key with a version ("firefox@115"). "-" reads them from standard input, one on each
line.

Layers:
  reference  our own reading; what the text cannot tell is listed as a doubt
  library    github.com/mssola/useragent, for comparison; --uap adds uap-go
  servlet    the macros of the skin servlet, which decide the style sheet
  taglib     ZUserAgentBean, which the pages ask
  client     AjxEnv, which the client's scripts ask

With --webapp the style sheet of a skin is rendered as the server would, and fixes
that this release does not need are left out.`

const uaExample = `  uacheck ua chrome
  uacheck ua 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/157.0.0.0 Mobile/15E148 Safari/604.1'
  uacheck ua --webapp /opt/zimbra/jetty_base/webapps/zimbra --skin harmony firefox@115
  uacheck ua --json - < agents.txt | jq '.agents[].breaks[].id'`

// uaFlags are the flags of ua.
type uaFlags struct {
	data       dataFlags
	webapp     *flags.Webapp
	skin, path *string
	hints      ua.Hints
	uap        bool
}

func uaCommand(now func() time.Time) *cobra.Command {
	var f uaFlags
	cmd := &cobra.Command{
		Use:               "ua UA...|-",
		Short:             "Print what each layer takes a User-Agent for, and what breaks",
		Long:              uaLong,
		Example:           uaExample,
		Args:              cobra.MinimumNArgs(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
		ValidArgsFunction: flags.CompleteAgents,
	}
	f.data.add(cmd, now)
	f.webapp = flags.AddWebapp(cmd, flags.AddProject(cmd))
	f.skin = flags.AddSkin(cmd, f.webapp, "harmony")
	f.path = flags.AddPath(cmd)
	cli.AddFormat(cmd, cli.Text, cli.JSON)
	set := cmd.Flags()
	set.StringVar(&f.hints.Brands, "ch-ua", "", "the Client Hint Sec-CH-UA or Sec-CH-UA-Full-Version-List of the request")
	set.StringVar(&f.hints.Platform, "ch-platform", "", "the Client Hint Sec-CH-UA-Platform")
	set.StringVar(&f.hints.PlatformVersion, "ch-platform-version", "", "the Client Hint Sec-CH-UA-Platform-Version")
	set.StringVar(&f.hints.Mobile, "ch-mobile", "", "the Client Hint Sec-CH-UA-Mobile: ?0 or ?1")
	set.BoolVar(&f.uap, "uap", false, "print what uap-go says, too (a millisecond for each User-Agent)")
	return cmd
}

func (f *uaFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.data.check(cmd); err != nil {
		return err
	}
	agents, err := agentsOf(cmd, args)
	if err != nil {
		return err
	}
	opt := &profile.Options{Hints: f.hints, UAP: f.uap}
	if err := f.openWebapp(cmd, opt); err != nil {
		return err
	}
	list := make([]*profile.Profile, len(agents))
	for i, a := range agents {
		if list[i], err = profile.Of(a, opt); err != nil {
			return problems(err)
		}
	}
	if cli.Format(cmd) == cli.JSON {
		return cli.PrintJSON(cmd, "ua", struct {
			Agents []*profile.Profile `json:"agents"`
		}{list})
	}
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeProfile(&b, p)
	}
	fmt.Fprintf(&b, "\ndata: %s\n", dataNote())
	return cli.WriteResult(cmd, []byte(b.String()))
}

// problems gives an error that is about the text of a skin its exit code.
func problems(err error) error {
	var d *source.Diag
	if errors.As(err, &d) {
		return cli.Fail(cli.Problems, err)
	}
	return err
}

// agentsOf returns the User-Agents that arguments mean.
func agentsOf(cmd *cobra.Command, args []string) ([]string, error) {
	var list []string
	for _, arg := range args {
		if arg == "-" {
			data, err := input.ReadFrom(cmd.Context(), cmd.InOrStdin(), "standard input", input.Table)
			if err == nil {
				err = input.Encoding("standard input", data)
			}
			if err != nil {
				return nil, err
			}
			for _, b := range flags.ParseAgents(string(data)) {
				list = append(list, b.UserAgent)
			}
			continue
		}
		b, err := flags.FindAgent(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, b.UserAgent)
	}
	return list, nil
}

// openWebapp opens the webapp, if one is named, for the style sheet and the fixes that
// its release needs.
func (f *uaFlags) openWebapp(cmd *cobra.Command, opt *profile.Options) error {
	names, err := f.webapp.Names(cmd)
	if err != nil || len(names) == 0 {
		return err
	}
	app, err := f.webapp.Skins(cmd)
	if err != nil {
		return err
	}
	if err := flags.CheckSkin(app, *f.skin); err != nil {
		return err
	}
	files, _, err := f.webapp.Open(cmd)
	if err != nil {
		return err
	}
	opt.Variants = profile.NewVariants(app, skin.Request{Path: *f.path, Skin: *f.skin})
	roots := []fs.FS{files}
	// In a checkout of the vendor's sources the ajax scripts lie apart.
	for _, name := range names {
		if ajax := filepath.Join(name, "..", "..", "ajax"); isDir(ajax) {
			roots = append(roots, input.Folder(cmd.Context(), ajax))
		}
	}
	opt.Scripts, err = profile.NewInjected(profile.OwnOverrides(), roots...)
	return err
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
