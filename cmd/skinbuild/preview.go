package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project"
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
	skin    string
	port    int
	file    string // of the mailbox
	print   bool
	mailbox *mailbox.Data
}

func previewCommand() *cobra.Command {
	var f previewFlags
	cmd := &cobra.Command{
		Use:   "preview [DIR]",
		Short: "Show the project's pages in a browser, and again after each change",
		Long: `Builds the project, serves its pages on this machine as the mail server would, for
whichever browser asks, and builds again whenever a source is saved. Pages that
are open take new style sheets as they are, load again for anything else, and show
the messages of a build that fails.

Without --webapp the pages are those of the small web client inside the tool. With
--webapp the vendor's own client runs: from an installed webapp, or from a checkout
of zm-web-client with zm-ajax beside it. A mailbox with mails, contacts and
appointments answers it; --mailbox serves your own (its format is that of
"skinbuild preview --print-mailbox"). Sign in as kim with the password secret.

Only browsers on this machine get an answer.`,
		Example: `  skinbuild preview
  skinbuild preview --webapp /opt/zimbra/jetty_base/webapps/zimbra --skin acme
  skinbuild preview --port 0 acme
  skinbuild preview --print-mailbox > mailbox.toml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.build.add(cmd)
	cmd.Flags().StringVar(&f.skin, "skin", "", "the skin that the pages are shown in (default: the first that is built)")
	cmd.Flags().StringVar(&f.file, "mailbox", "", "a TOML `file` with the mailbox to serve (default: one inside the tool)")
	cmd.Flags().BoolVar(&f.print, "print-mailbox", false, "print the mailbox inside the tool, to write your own from it")
	cmd.Flags().IntVar(&f.port, "port", 4477, "the port on 127.0.0.1; 0 takes a free one")
	return cmd
}

func (f *previewFlags) run(cmd *cobra.Command, args []string) error {
	if f.print {
		return cli.WriteOutput(cmd, "", []byte(mailbox.DefaultText()))
	}
	var err error
	if f.mailbox, err = readMailbox(cmd, f.file); err != nil {
		return err
	}
	if f.build.webapp == "" {
		f.build.webapp = reference.Name
	}
	if err := f.build.locate(cmd, args); err != nil {
		return err
	}
	if f.build.projectDirectory == "" {
		return cli.Usagef("there is nothing to change in the default project: begin one with skinbuild init")
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
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(listener) }()
	go func() {
		failed <- preview.Watch(ctx, f.build.projectDirectory, f.sources(), func() { f.rebuild(cmd, site) })
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
func (f *previewFlags) sources() []string {
	p, ds, err := f.build.read()
	if err != nil || ds.Err() != nil {
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
	ds = underRoot(f.build.projectDirectory, ds)
	if err == nil && ds.Err() == nil {
		err = f.show(b, site)
	}
	if reported := cli.Report(cmd, ds); err == nil && reported == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: built in %.2f s\n", cmd.Root().Name(), time.Since(start).Seconds())
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
	p, ds, err := f.build.read()
	if err != nil || ds.Err() != nil {
		return nil, ds, err
	}
	opt, err := f.build.options(cmd, p)
	if err != nil {
		return nil, nil, err
	}
	opt.Commit, opt.Created = "", "" // nobody keeps the bundle
	return p.Build(cmd.Context(), opt)
}

// show serves the build over the webapp; under a tree of the vendor's sources lies
// what the vendor's build would have made.
func (f *previewFlags) show(b *project.Build, site *preview.Site) error {
	built, err := fs.Sub(b.Files, "webapp")
	if err != nil {
		return err
	}
	live, err := reference.Open(f.build.webapp)
	if err != nil {
		return err
	}
	skin := f.skin
	if skin == "" {
		skin = firstSkin(b)
	}
	pages, err := serve.New(&serve.Options{
		Webapp: f.whole(tree.Layers{built, live}), Skin: skin, Account: map[string]string{"zimbraPrefSkin": skin},
		Mailbox: mailbox.New(f.mailbox, &mailbox.Options{Now: time.Now, Skins: skinNames(b)}),
	})
	if err != nil {
		return err
	}
	site.Show(pages, b.Files)
	return nil
}

// whole adds what the webapp lacks to run the client. Without the client's scripts the
// pages of the tool's own small client take its place.
func (f *previewFlags) whole(layers tree.Layers) tree.Layers {
	missing := client.Complete(f.build.webapp, layers, findModules(f.build.projectDirectory))
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
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	d, ds := mailbox.Parse(source.NewFile(name, string(text)))
	return d, cli.Report(cmd, ds)
}
