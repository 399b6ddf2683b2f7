package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/project/flags"
	"skinbuild/internal/project/preview"
	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/reference"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// previewFlags are the flags of skinbuild preview.
type previewFlags struct {
	build   buildFlags
	skin    *string
	port    int
	file    string // of the mailbox
	print   bool
	mailbox *mailbox.Data
}

func previewCommand() *cobra.Command {
	var f previewFlags
	cmd := &cobra.Command{
		Use:   "preview",
		Short: "Show the project's pages in a browser, and update them after each change",
		Long: `Build the project, serve its pages on this machine as the mail server would, and build
again whenever a source is saved. Open pages take new style sheets at once, reload for
anything else, and show the messages of a build that fails.

Without --webapp the pages are those of the small webapp inside the tool. With --webapp
the vendor's own client runs: from an installed webapp, or from a checkout of
zm-web-client with zm-ajax beside it. A mailbox with mails, contacts and appointments
answers it; --mailbox serves your own, in the format that --print-mailbox shows. Sign in
as kim with the password secret.

Only browsers on this machine get an answer. Without --skin the pages show the first
skin of the project.`,
		Example: `  skinbuild preview
  skinbuild preview --webapp /opt/zimbra/jetty_base/webapps/zimbra --skin acme
  skinbuild -C acme preview --port 0
  skinbuild preview --print-mailbox > mailbox.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd) },
	}
	f.build.add(cmd)
	f.skin = flags.AddSkin(cmd, f.build.webapp, "")
	cmd.Flags().StringVar(&f.file, "mailbox", "", "serve the mailbox of this TOML `FILE`")
	cmd.Flags().BoolVar(&f.print, "print-mailbox", false, "print the mailbox inside the tool, to write your own from it")
	cmd.Flags().IntVar(&f.port, "port", 4477, "the `PORT` on 127.0.0.1; 0 takes a free one")
	return cmd
}

func (f *previewFlags) run(cmd *cobra.Command) error {
	if f.print {
		return cli.WriteOutput(cmd, "", []byte(mailbox.DefaultText()))
	}
	var err error
	if f.mailbox, err = readMailbox(cmd, f.file); err != nil {
		return err
	}
	if _, err := f.build.load(cmd); err != nil {
		return err
	}
	if f.build.dir == "" {
		return cli.Fail(cli.Usage, errors.New("the project inside the tool cannot be edited, so there is nothing to preview"), "skinbuild init starts a project")
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(f.port))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return cli.Fail(cli.Environment, err, "another --port, or 0 for a free one")
	}
	site := &preview.Site{}
	f.rebuild(cmd, site)
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(listener) }()
	go func() {
		failed <- preview.Watch(ctx, f.build.dir, f.sources(cmd), func() { f.rebuild(cmd, site) })
	}()
	text := fmt.Sprintf("http://%s/zimbra/public/launchZCS.jsp\nhttp://%[1]s/zimbra/public/login.jsp\n", listener.Addr())
	if err := cli.WriteOutput(cmd, "", []byte(text)); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		err = nil // the user has ended it, which is how a preview ends
	case err = <-failed:
	}
	return errors.Join(err, server.Close())
}

// sources are what the project is made of, below its folder.
func (f *previewFlags) sources(cmd *cobra.Command) []string {
	p, _, err := f.build.project.Reread(cmd)
	if err != nil || p == nil {
		return []string{project.FileName, "skins", "overrides", "zimlets"}
	}
	c := p.Config
	return []string{project.FileName, c.Skins.Dir, c.Scripts.Dir, c.Zimlets.Dir}
}

// rebuild builds the project as it is now and shows what came of it. The project
// file may have changed too.
func (f *previewFlags) rebuild(cmd *cobra.Command, site *preview.Site) {
	start := time.Now()
	b, ds, err := f.attempt(cmd)
	ds = underRoot(f.build.dir, ds)
	if err == nil && ds.Err() == nil {
		err = f.show(cmd, b, site)
	}
	if reported := cli.Report(cmd, ds); err == nil && reported == nil {
		cli.Note(cmd, "built in %.2f s", time.Since(start).Seconds())
		return
	}
	var text strings.Builder
	for _, d := range ds.Sorted() {
		if d.Severity == source.Error {
			text.WriteString(d.Excerpt() + "\n")
		}
	}
	if err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %v\n", cmd.Root().Name(), err)
		text.WriteString(err.Error())
	}
	site.Fail(text.String())
}

func (f *previewFlags) attempt(cmd *cobra.Command) (*project.Build, source.Diags, error) {
	if _, ds, err := f.build.project.Reread(cmd); err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	p, err := f.build.load(cmd)
	if err != nil {
		return nil, nil, err
	}
	opt, err := f.build.options(cmd, p)
	if err != nil {
		return nil, nil, err
	}
	opt.Commit, opt.Created = "", "" // the bundle is not kept
	return p.Build(cmd.Context(), opt)
}

// show serves the build over the webapp; under a tree of the vendor's sources lies
// what the vendor's build would have made.
func (f *previewFlags) show(cmd *cobra.Command, b *project.Build, site *preview.Site) error {
	built, err := fs.Sub(b.Files, "webapp")
	if err != nil {
		return err
	}
	live, names, err := f.build.webapp.Open(cmd, reference.Name)
	if err != nil {
		return err
	}
	skin := *f.skin
	if skin == "" {
		skin = firstSkin(b)
	}
	pages, err := serve.New(&serve.Options{
		Webapp: f.whole(cmd, tree.Layers{built, live}, names[len(names)-1]), Skin: skin, Account: map[string]string{"zimbraPrefSkin": skin},
		Mailbox: mailbox.New(f.mailbox, &mailbox.Options{Now: time.Now, Skins: skinNames(b)}),
	})
	if err != nil {
		return err
	}
	site.Show(pages, b.Files)
	return nil
}

// whole adds what the webapp lacks to run the client. Without the client's scripts the
// pages of the tool's own small client take its place. lowest is the folder of the
// lowest layer.
func (f *previewFlags) whole(cmd *cobra.Command, layers tree.Layers, lowest string) tree.Layers {
	missing := client.Complete(cmd.Context(), lowest, layers, findModules(cmd.Context(), f.build.dir))
	layers = append(layers, missing.Layers...)
	if missing.Missing != "" {
		layers = append(layers, reference.Webapp())
	}
	return append(layers, serve.StandIns())
}

// skinNames are the skins of a build.
func skinNames(b *project.Build) []string {
	var names []string
	for _, p := range b.Parts {
		if name, ok := strings.CutPrefix(p.Name, "skin "); ok {
			names = append(names, name)
		}
	}
	return names
}

// firstSkin is the first skin of a build; "" is the webapp's own.
func firstSkin(b *project.Build) string {
	if names := skinNames(b); len(names) > 0 {
		return names[0]
	}
	return ""
}

// readMailbox reads the data file of a mailbox; "" is the one inside the tool.
func readMailbox(cmd *cobra.Command, name string) (*mailbox.Data, error) {
	if name == "" {
		return mailbox.Default(), nil
	}
	text, err := input.Text(cmd.Context(), name, input.Settings)
	if err != nil {
		return nil, err
	}
	d, ds := mailbox.Parse(source.NewFile(name, text))
	return d, cli.Report(cmd, ds)
}
