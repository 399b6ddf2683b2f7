package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/profile"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

const uaLong = `Tells all about a User-Agent: who it is, when that browser came out, what each
layer of the web client takes it for, which style sheets and scripts it gets, what
it lacks of the features that the web client and the skins use, and what breaks.

UA is a whole User-Agent, the key of a supported browser ("chrome",
"safari-ios"), or a key with a version ("firefox@115"). "-" reads them from stdin,
one a line.

Layers:
  reference  our own reading; what the text cannot tell is named as a doubt
  library    github.com/mssola/useragent, for comparison; --uap adds uap-go
  servlet    the macros of the skin servlet, on which the style sheet depends
  taglib     ZUserAgentBean, which the pages ask
  client     AjxEnv, which the client's scripts ask

With --webapp, the style sheet of a skin is rendered as the server would, and
fixes that this release does not need are left out.`

const uaExample = `  uacheck ua chrome
  uacheck ua 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/157.0.0.0 Mobile/15E148 Safari/604.1'
  uacheck ua --webapp /opt/zimbra/jetty/webapps/zimbra --skin harmony firefox@115
  uacheck ua --json - < agents.txt | jq '.[].breaks[].id'`

// uaFlags are what the command is asked for.
type uaFlags struct {
	data   dataFlags
	webapp webappFlags
	hints  ua.Hints
	uap    bool
	asJSON bool
}

func uaCommand(now func() time.Time) *cobra.Command {
	var f uaFlags
	cmd := &cobra.Command{
		Use:     "ua [UA...|-]",
		Short:   "Tell what each layer takes a User-Agent for, and what breaks",
		Long:    uaLong,
		Example: uaExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.data.add(cmd, now)
	f.webapp.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.hints.Brands, "ch-ua", "", "the Client Hint Sec-CH-UA or Sec-CH-UA-Full-Version-List of the request")
	flags.StringVar(&f.hints.Platform, "ch-platform", "", "Sec-CH-UA-Platform")
	flags.StringVar(&f.hints.PlatformVersion, "ch-platform-version", "", "Sec-CH-UA-Platform-Version")
	flags.StringVar(&f.hints.Mobile, "ch-mobile", "", "Sec-CH-UA-Mobile: ?0 or ?1")
	flags.BoolVar(&f.uap, "uap", false, "show what uap-go says too (a millisecond each)")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON: a list of one object per User-Agent")
	return cmd
}

func (f *uaFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.data.check(cmd); err != nil {
		return err
	}
	agents, err := agentsOf(cmd.InOrStdin(), args)
	if err != nil {
		return err
	}
	opt := &profile.Options{Hints: f.hints, UAP: f.uap}
	if err := f.webapp.into(opt); err != nil {
		return err
	}
	list := make([]*profile.Profile, len(agents))
	for i, a := range agents {
		if list[i], err = profile.Of(a, opt); err != nil {
			return problems(err)
		}
	}
	if f.asJSON {
		return printJSON(cmd, list)
	}
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeProfile(&b, p)
	}
	fmt.Fprintf(&b, "\ndata: %s\n", dataNote())
	return cli.WriteOutput(cmd, "", []byte(b.String()))
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
func agentsOf(stdin io.Reader, args []string) ([]string, error) {
	var list []string
	for _, arg := range args {
		if arg == "-" {
			lines, err := agentLines(stdin)
			if err != nil {
				return nil, err
			}
			list = append(list, lines...)
			continue
		}
		userAgent, err := agentOf(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, userAgent)
	}
	return list, nil
}

// agentOf returns the User-Agent that one argument means.
func agentOf(arg string) (string, error) {
	if b, ok := ua.Find(arg); ok {
		return b.UserAgent, nil
	}
	if arg == "" || strings.ContainsAny(arg, " /") {
		return arg, nil
	}
	keys := supportedKeys()
	err := fmt.Errorf("%q is neither a User-Agent nor a browser that this tool knows", arg)
	if near := source.Nearest(arg, keys); near != "" {
		return "", cli.Fail(cli.Usage, err, "did you mean "+near+"?")
	}
	return "", cli.Fail(cli.Usage, err, "it knows "+strings.Join(keys, ", ")+", and KEY@VERSION",
		"a User-Agent of a single word is read from stdin: echo WORD | uacheck ua -")
}

func supportedKeys() []string {
	var keys []string
	for _, b := range ua.Supported() {
		keys = append(keys, b.Key)
	}
	return keys
}

// agentLines reads one agent a line: a key, or else a User-Agent. Empty lines are
// skipped.
func agentLines(r io.Reader) ([]string, error) {
	var list []string
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		if b, ok := ua.Find(line); ok {
			line = b.UserAgent
		}
		if line != "" {
			list = append(list, line)
		}
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("stdin: %w", err)
		}
	}
}

// webappFlags say which style sheet is rendered, and which release is asked which
// fixes it needs.
type webappFlags struct {
	dir, skin, path string
}

func (f *webappFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.dir, "webapp", "", "the web application: the directory that holds skins/ and css/, or "+reference.Name)
	flags.StringVar(&f.skin, "skin", "harmony", "with --webapp: the skin")
	flags.StringVar(&f.path, "path", "/css/common,dwt,msgview,login,zm,spellcheck,skin.css", "with --webapp: the style sheet")
}

// into opens the web application, if one is named.
func (f *webappFlags) into(opt *profile.Options) error {
	if f.dir == "" {
		return nil
	}
	files, err := reference.Open(f.dir)
	if err != nil {
		return err
	}
	app, err := skin.Open(files, &skin.Options{Dir: f.dir})
	if err != nil {
		return err
	}
	known := app.Skins()
	if !slices.Contains(known, f.skin) {
		return cli.Fail(cli.Usage, fmt.Errorf("the webapp has no skin %q", f.skin), "it has "+strings.Join(known, ", "))
	}
	opt.Variants = profile.NewVariants(app, skin.Request{Path: f.path, Skin: f.skin})
	roots := []fs.FS{files}
	// In a checkout of the vendor's sources the ajax scripts lie apart.
	if ajax := filepath.Join(f.dir, "..", "..", "ajax"); isDir(ajax) {
		roots = append(roots, os.DirFS(ajax))
	}
	opt.Scripts, err = profile.NewInjected(profile.OwnOverrides(), roots...)
	return err
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
