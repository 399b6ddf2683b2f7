package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/visit/check"
)

// livePlan is the run of --url: the safe steps of the journeys on a running server.
func (f *runFlags) livePlan(cmd *cobra.Command) (*check.Plan, error) {
	for _, name := range []string{"webapp", "mailbox", "page", "agent", "browsers", "styles"} {
		if cmd.Flags().Changed(name) {
			return nil, cli.Usagef("--url and --%s exclude each other: a live server has its own", name)
		}
	}
	live, err := f.readLive(cmd)
	if err != nil {
		return nil, err
	}
	f.live = live
	p := &check.Plan{Title: "Journeys on " + live.URL, Live: live, Limit: f.timeout, Notes: []string{
		"A live server and a test account: only steps that are marked safe were done. The reference for the journeys is the mailbox inside the tool; run without --url plays them whole.",
	}}
	if p.Browsers, err = chooseBrowsers(cmd, f.engines.names); err != nil {
		return nil, err
	}
	if p.Journeys, err = f.chooseJourneys(cmd, live.Context); err != nil {
		return nil, err
	}
	return p, f.prepareOutput(cmd, p)
}

// readLive reads --url and --credentials.
func (f *runFlags) readLive(cmd *cobra.Command) (*check.Live, error) {
	switch {
	case f.url == "":
		return nil, cli.Usagef("--credentials needs --url")
	case f.account == "":
		return nil, cli.Usagef("--url needs --credentials: a file with user = \"…\" and password = \"…\" of a test account")
	}
	u, err := url.Parse(f.url)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "https" && !isLoopback(u) {
		return nil, cli.Usagef("--url: want https://HOST, not %q; http:// is only for this machine", f.url)
	}
	live := &check.Live{URL: u.Scheme + "://" + u.Host, Context: strings.TrimSuffix(u.Path, "/")}
	if live.Context == "" {
		live.Context = "/zimbra"
	}
	return live, f.readCredentials(cmd, live)
}

func isLoopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// readCredentials reads the user and the password. Nobody but the owner may read the file.
func (f *runFlags) readCredentials(cmd *cobra.Command, live *check.Live) error {
	info, err := os.Stat(f.account)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return cli.Fail(cli.Usage, fmt.Errorf("--credentials: others may read %s", f.account), "chmod 600 "+f.account)
	}
	text, err := input.Text(cmd.Context(), f.account, input.Settings)
	if err != nil {
		return err
	}
	var account struct {
		User     string `toml:"user"`
		Password string `toml:"password"`
	}
	dec := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields()
	if err := dec.Decode(&account); err != nil || account.User == "" || account.Password == "" {
		return cli.Fail(cli.Usage, fmt.Errorf("--credentials: %s has no user and password", f.account), "user = \"test@example.org\" and password = \"…\", each on a line")
	}
	live.User, live.Password = account.User, account.Password
	return nil
}
