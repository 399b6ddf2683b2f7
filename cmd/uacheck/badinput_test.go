//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"skinbuild/internal/cli"
	"skinbuild/internal/cli/clitest"
	"skinbuild/internal/testenv"
)

// badUses says how each command is tried. A new command fails the test until it is here.
var badUses = map[string]clitest.BadUse{
	"accept":       {Uses: []string{"--baseline baseline@masks.txt"}},
	"browsers":     {},
	"census":       {Valid: "a.log", Uses: []string{"BAD.log", "- <BAD.log", "BAD.gz", "BAD.zst", "a.log BAD.log --json"}},
	"census merge": {Valid: "a.json", Uses: []string{"BAD.json", "a.json BAD.json"}},
	"data update":  {Uses: []string{"BAD.tgz", "BAD"}},
	"docs":         {Uses: []string{"BAD"}},
	"expect":       {Valid: "a.tsv", Uses: []string{"BAD.tsv", "BAD.tsv --update", "BAD.tsv --format sarif"}},
	"explain":      {Uses: []string{"--code BAD"}},
	"journeys":     {Valid: "--journey-dir journeys", Uses: []string{"--journey-dir journeys@a.journey"}},
	"matrix":       {Valid: "--browsers chrome>=157", Uses: []string{"--browsers BAD"}},
	"releases":     {Valid: "--since 2026-10-01", Uses: []string{"--last-run BAD.json"}},
	"run":          {Valid: "--list --webapp webapp", Uses: []string{"--list -C project@skinbuild.toml", "--list --journey-dir journeys@a.journey", "--list --styles BAD.txt --format json"}},
	"ua":           {Valid: "firefox --webapp webapp --skin harmony", Uses: []string{"- <BAD.txt", "firefox -C project@skinbuild.toml", "chrome --ch-ua BAD"}},
	"version":      {},
}

// badFolders are the files of a folder that commands read.
var badFolders = map[string][]string{
	"webapp": {
		"webapp@skins/harmony/manifest.xml", "webapp@skins/harmony/skin.properties", "webapp@skins/harmony/skin.css", "webapp@skins/_base/base3/skin.html",
		"webapp@public/launchZCS.jsp", "webapp@js/Boot_all.js", "webapp@css/common.css",
	},
	"journey-dir": {"journeys@a.journey"},
	"baseline":    {"baseline@masks.txt"},
}

// TestBadInput tries every command on every kind of bad input.
func TestBadInput(t *testing.T) {
	testenv.Long(t)
	clitest.BadInput(t, clitest.BadTool{
		Name: "uacheck", Root: cli.NewRoot("uacheck", "", long, example, commands(time.Now)...),
		Prepare: prepareBad, Uses: badUses, Folders: badFolders,
	})
}

func prepareBad(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "webapp"), os.DirFS("../../internal/server/reference/webapp")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a.less":                 "", // what is written below it fails
		"a.log":                  "192.0.2.7 - - [25/Nov/2026:10:00:00 +0000] \"GET /zimbra/ HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"\n",
		"a.json":                 `{"form":"uacheck census 1","agents":[]}`,
		"a.tsv":                  "agent\tfamily\nfirefox\tFirefox\n",
		"project/skinbuild.toml": "name = \"acme\"\nversion = \"1.0.0\"\nsequence = 1\nreleases = [\"10.1.3\"]\n",
		"journeys/a.journey":     "title  A\npage   client\nclick  \"#a\"\n",
		"baseline/masks.txt":     "login 20 30 8 8\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
