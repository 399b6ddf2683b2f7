package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/cli"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/source"
)

const renderLong = `Prints what the server sends a browser, byte for byte, before its minifier: the
manifest's files, their #IFDEFs evaluated for the browser, their tokens replaced.

PATH is what the browser asks for below /zimbra: /css/skin.css, /html/skin.html,
/js/skin.js, or a list of style sheets like the pages request,
/css/common,dwt,msgview,login,zm,spellcheck,skin.css.

--ua takes a User-Agent, a browser of the supported list (chrome, firefox-esr,
ie11, safari-ios, …) or such a browser with a version (chrome@80).

Where the server would answer with HTTP 500, the exit code is 1 and the message
names the cause.`

const renderExample = `  skinbuild render --skin acme --ua chrome /css/skin.css
  skinbuild render --skin acme --diff chrome ie11 /css/skin.css
  skinbuild render --skin acme --classes /css/skin.css
  skinbuild render --domain AppC=#123456 --ua firefox-esr --places /css/skin.css`

// renderFlags are what render is asked for.
type renderFlags struct {
	webapp                webappFlags
	request               requestFlags
	browsers              browserFlags
	userAgent, output     string
	diff, classes, asJSON bool
	warnings, places      bool
}

func renderCommand() *cobra.Command {
	var f renderFlags
	cmd := &cobra.Command{
		Use:     "render [--ua UA] PATH | --diff UA1 UA2 PATH | --classes PATH",
		Short:   "Show what the server sends a browser, and what two browsers get differently",
		Long:    renderLong,
		Example: renderExample,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.diff && len(args) != 3:
				return cli.Usagef("--diff takes two browsers and a path: --diff chrome ie11 /css/skin.css")
			case !f.diff && len(args) != 1:
				return cli.Usagef("one path is wanted, as the browser asks for it: /css/skin.css, /html/skin.html or /js/skin.js")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.webapp.add(cmd)
	f.request.add(cmd)
	f.browsers.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.userAgent, "ua", "chrome", "the browser: a User-Agent, a key, or KEY@VERSION")
	flags.BoolVar(&f.diff, "diff", false, "show the lines that only one of two browsers gets")
	flags.BoolVar(&f.classes, "classes", false, "show which supported browsers get the same")
	flags.BoolVar(&f.asJSON, "json", false, "print --diff, --classes or --places as JSON")
	flags.BoolVar(&f.places, "places", false, "put the place that each line comes from before it")
	flags.BoolVar(&f.warnings, "warnings", false, "say on stderr what the server swallows on the way")
	flags.StringVarP(&f.output, "output", "o", "", "write to this `file` instead of stdout")
	cmd.MarkFlagsMutuallyExclusive("diff", "classes", "places")
	return cmd
}

func (f *renderFlags) run(cmd *cobra.Command, args []string) error {
	app, err := f.webapp.open()
	if err != nil {
		return err
	}
	req, err := f.request.request(app)
	if err != nil {
		return err
	}
	req.Path = "/" + strings.TrimPrefix(args[len(args)-1], "/")
	s := app.Load(req.Skin)
	switch {
	case f.diff:
		return f.runDiff(cmd, s, req, args[0], args[1])
	case f.classes:
		return f.runClasses(cmd, s, req)
	}
	_, m, err := browserOf(f.userAgent)
	if err != nil {
		return err
	}
	req.Macros = m
	sent, err := f.render(cmd, s, req)
	if err != nil {
		return err
	}
	if f.places {
		return f.printPlaces(cmd, sent)
	}
	return cli.WriteOutput(cmd, f.output, []byte(sent.Text()))
}

// render renders and reports: errors always, warnings where they are asked for.
func (f *renderFlags) render(cmd *cobra.Command, s *skin.Skin, req skin.Request) (skin.Rendered, error) {
	sent, ds := s.Render(&req)
	if !f.warnings {
		ds = slices.DeleteFunc(ds, func(d *source.Diag) bool { return d.Severity != source.Error })
	}
	return sent, cli.Report(cmd, ds)
}

// printPlaces prints each line after "file:line: ".
func (f *renderFlags) printPlaces(cmd *cobra.Command, sent skin.Rendered) error {
	type placed struct {
		File string `json:"file,omitempty"`
		Line int    `json:"line,omitempty"`
		Text string `json:"text"`
	}
	var list []placed
	var b strings.Builder
	at := 0
	for text := range strings.Lines(sent.Text()) {
		p := placed{Text: strings.TrimSuffix(text, "\n")}
		if file, span, ok := sent.Source(at); ok {
			p.File = file.Name()
			p.Line, _ = file.Position(span.Start)
			fmt.Fprintf(&b, "%s:%d: %s", p.File, p.Line, text)
		} else {
			b.WriteString(text)
		}
		list = append(list, p)
		at += len(text)
	}
	if f.asJSON {
		return printJSON(cmd, list)
	}
	return cli.WriteOutput(cmd, f.output, []byte(b.String()))
}

// jsonDifference is the JSON form of a difference; null is a line that a browser
// does not get.
type jsonDifference struct {
	File string  `json:"file"`
	Line int     `json:"line"`
	A    *string `json:"a"`
	B    *string `json:"b"`
}

func (f *renderFlags) runDiff(cmd *cobra.Command, s *skin.Skin, req skin.Request, first, second string) error {
	var sent [2]skin.Rendered
	var names [2]ua.Browser
	var macros [2]ua.Macros
	for i, arg := range []string{first, second} {
		b, m, err := browserOf(arg)
		if err != nil {
			return err
		}
		req.Macros, names[i], macros[i] = m, b, m
		if sent[i], err = f.render(cmd, s, req); err != nil {
			return err
		}
	}
	all := skin.Diff(sent[0], sent[1])
	if f.asJSON {
		list := []jsonDifference{}
		for _, d := range all {
			list = append(list, newJSONDifference(d))
		}
		return printJSON(cmd, list)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", describeBrowser(names[0]), describeBrowser(names[1]))
	writeMacros(&b, "-", macros[0], macros[1])
	writeMacros(&b, "+", macros[1], macros[0])
	writeDifferences(&b, all, cli.Colored(cmd, cmd.OutOrStdout()) && f.output == "")
	return cli.WriteOutput(cmd, f.output, []byte(b.String()))
}

func newJSONDifference(d skin.Difference) jsonDifference {
	j := jsonDifference{File: d.File.Name(), Line: d.Line}
	if d.InA {
		j.A = &d.A
	}
	if d.InB {
		j.B = &d.B
	}
	return j
}

func describeBrowser(b ua.Browser) string {
	if b.Key == b.UserAgent {
		return fmt.Sprintf("%q", b.UserAgent)
	}
	return fmt.Sprintf("%s (%s %s)", b.Key, b.Name, b.Version)
}

// writeMacros writes the macros that only the first set has.
func writeMacros(b *strings.Builder, sign string, m, other ua.Macros) {
	var only []string
	for _, name := range strings.Fields(m.String()) {
		if !other.Has(name) {
			only = append(only, name)
		}
	}
	if len(only) > 0 {
		fmt.Fprintf(b, "%s macros: %s\n", sign, strings.Join(only, " "))
	}
}

// writeDifferences writes stretches of neighbouring lines, first what the one
// browser gets, then what the other gets.
func writeDifferences(b *strings.Builder, all []skin.Difference, color bool) {
	red, green, reset := "", "", ""
	if color {
		red, green, reset = "\x1b[31m", "\x1b[32m", "\x1b[0m"
	}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].File == all[0].File && all[n].Line == all[n-1].Line+1 && all[n].InA == all[0].InA && all[n].InB == all[0].InB {
			n++
		}
		fmt.Fprintf(b, "@@ %s:%d @@\n", all[0].File.Name(), all[0].Line)
		for _, d := range all[:n] {
			if d.InA {
				fmt.Fprintf(b, "%s-%s%s\n", red, d.A, reset)
			}
		}
		for _, d := range all[:n] {
			if d.InB {
				fmt.Fprintf(b, "%s+%s%s\n", green, d.B, reset)
			}
		}
		all = all[n:]
	}
}
