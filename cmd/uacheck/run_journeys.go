package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/visit/check"
	"skinbuild/internal/visit/journey"
)

// chooseJourneys returns the journeys of --journeys and --journey-dir.
func (f *runFlags) chooseJourneys(cmd *cobra.Command, context string) (check.Journeys, error) {
	none := check.Journeys{}
	if f.journeys == "none" || f.journeys == "auto" && f.live == nil && (!f.vendor || len(f.pages) > 0) && f.journeyDir == "" {
		return none, nil
	}
	list, err := readJourneys(cmd, f.journeyDir)
	if err != nil {
		return none, err
	}
	if f.journeys != "auto" && f.journeys != "all" {
		if list, err = named(list, strings.Split(f.journeys, ",")); err != nil {
			return none, err
		}
	}
	if err := f.checkMailboxes(list); err != nil {
		return none, err
	}
	j := check.Journeys{List: list, Starts: f.starts(context), Obstacle: f.lacks}
	return j, nil
}

// starts are the pages on which journeys begin.
func (f *runFlags) starts(context string) map[string]check.Page {
	client := url.Values{"client": {"advanced"}}
	if *f.skin != "" {
		client.Set("skin", *f.skin)
	}
	starts := map[string]check.Page{
		"client":   {Name: "client", Path: context + "/public/launchZCS.jsp?" + client.Encode(), Unavailable: f.noClient},
		"login":    {Name: "login", Path: context + "/?loginOp=logout"},
		"standard": {Name: "standard", Path: context + "/h/search?st=conversation", Unavailable: f.noServerPages("h", "standard")},
		"mobile":   {Name: "mobile", Path: context + "/m/zmain", Unavailable: f.noServerPages("m", "mobile")},
	}
	return starts
}

// noServerPages says why the pages of a client without scripts cannot be visited.
func (f *runFlags) noServerPages(folder, client string) string {
	switch {
	case f.live != nil:
		return ""
	case !isDirIn(f.files, folder):
		return "the release has no " + client + " client"
	}
	return "skinbuild does not render the pages of the " + client + " client; --url visits those of a server"
}

func isDirIn(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// sites returns what makes the site of a session: the webapp with a mailbox of its own,
// which has the content that a journey asks for when that begins.
func (f *runFlags) sites(pages *serve.Handler) func() check.Site {
	return func() check.Site {
		box := mailbox.New(f.start, &f.boxes)
		fresh := func(j *journey.Journey) error {
			data, err := f.start.With(j.Mailbox)
			if err == nil {
				box.Load(data)
			}
			return err
		}
		return check.Site{Handler: pages.With(box), Fresh: fresh, Expire: box.Expire, Receive: box.Receive}
	}
}

// lacks returns which file a journey needs and the webapp does not have.
func (f *runFlags) lacks(j *journey.Journey) string {
	for _, name := range j.Needs {
		if f.files == nil {
			return "" // of a live server it is not known
		}
		if _, err := fs.Stat(f.files, name); err != nil {
			return "the webapp has no " + name
		}
	}
	return ""
}

// checkMailboxes reads what journeys ask of the mailbox, so that a wrong key is found
// before a browser starts.
func (f *runFlags) checkMailboxes(list []*journey.Journey) error {
	for _, j := range list {
		if f.start == nil {
			return nil
		}
		if _, err := f.start.With(j.Mailbox); err != nil {
			return fmt.Errorf("journey %s: mailbox: %w", j.Name, err)
		}
	}
	return nil
}

// readJourneys reads the journeys of the tool, and those of a folder; "" is none.
func readJourneys(cmd *cobra.Command, dir string) ([]*journey.Journey, error) {
	list, ds, err := journey.Load(journey.Embedded())
	if err != nil {
		return nil, err
	}
	if dir != "" {
		own, more, err := journey.Load(input.Folder(cmd.Context(), dir))
		if err != nil {
			return nil, cli.Fail(cli.Environment, fmt.Errorf("--journey-dir %s: %w", dir, err))
		}
		if len(own)+len(more) == 0 {
			return nil, cli.Usagef("--journey-dir: %s has no file that ends with .journey", dir)
		}
		list, ds = append(list, own...), append(ds, more...)
	}
	return list, cli.Report(cmd, ds)
}

// named returns the journeys of those names, in the order of the names.
func named(list []*journey.Journey, names []string) ([]*journey.Journey, error) {
	var known []string
	for _, j := range list {
		known = append(known, j.Name)
	}
	var chosen []*journey.Journey
	for _, name := range names {
		i := slices.Index(known, strings.TrimSpace(name))
		if i < 0 {
			return nil, cli.Unknown("--journeys: there is no journey", name, known)
		}
		chosen = append(chosen, list[i])
	}
	return chosen, nil
}
