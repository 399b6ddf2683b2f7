package skins_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/serve"
	serverskin "skinbuild/internal/server/skin"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
)

// The vendor's client, started in each skin with its own sheets and frame, and
// with a simulated mail server, so that the measured page is the one that users
// see. Texts, mails and logos are the project's.

// stops are the stops of testdata/client/tour.js, in order.
var stops = []string{"mail", "calendar", "month", "contacts", "tasks", "briefcase", "compose", "menu", "dialog", "preferences"}

func TestClient(t *testing.T) {
	for _, engine := range []browser.Engine{browser.Chromium, browser.Firefox} {
		for _, release := range releases {
			t.Run(string(engine)+" "+release, func(t *testing.T) {
				s := openClient(t, release)
				b := openBrowser(t, engine)
				for _, name := range shipped {
					s.tours(t, b, name, engine == browser.Chromium, release == newest)
				}
			})
		}
	}
}

// tours measures each skin at both sizes, in full with Chromium and the newest
// release, and the differences in the others.
func (s *site) tours(t *testing.T, b *browser.Browser, name string, first, newest bool) {
	if !(first && newest) && name == "synacordark" {
		return // the rules are those of synacor
	}
	for i, size := range sizes {
		if i > 0 && !(first && newest) {
			return
		}
		t.Run(fmt.Sprintf("%s %dx%d", name, size[0], size[1]), func(t *testing.T) {
			s.tour(t, b, name, size, i == 0 && first)
		})
	}
}

// tour visits all views and reports the measurements of each.
func (s *site) tour(t *testing.T, b *browser.Browser, name string, size [2]int, contrast bool) {
	list, _ := json.Marshal(stops)
	script := fmt.Sprintf(`testStart().then(async () => {
		const found = {};
		for (const stop of %s) { await testStop(stop); found[stop] = await testAudit(%t); }
		return found;
	})`, list, contrast)
	value, _ := visit(t, b, s.clientURL(t, name), withScripts(script), size[0], size[1], false)
	var found map[string][]string
	if err := json.Unmarshal(value, &found); err != nil {
		t.Fatalf("%v: %s", err, value)
	}
	for _, stop := range stops {
		if found[stop] == nil {
			t.Errorf("%s: not looked at", stop)
		}
		for _, f := range found[stop] {
			t.Errorf("%s: %s", stop, f)
		}
	}
}

// TestPictures writes the pictures of the documentation.
func TestPictures(t *testing.T) {
	if !*update {
		return // make golden writes them
	}
	s := openClient(t, newest)
	b := openBrowser(t, browser.Chromium)
	outside := openPages(t)
	for _, name := range shipped[:2] {
		for _, page := range []string{"login", "splash"} {
			_, png := visit(t, b, outside.url+"/page/"+page+"?skin="+name, "1", sizes[0][0], sizes[0][1], true)
			writePicture(t, name+"-"+page, png)
		}
	}
	for _, p := range []struct {
		skin, stop string
		size       [2]int
	}{
		{"synacor", "mail", sizes[1]}, {"synacor", "calendar", sizes[1]}, {"synacor", "compose", sizes[0]}, {"synacor", "dialog", sizes[0]}, {"synacor", "month", sizes[0]},
		{"synacordark", "mail", sizes[1]}, {"synacordark", "calendar", sizes[0]}, {"minimal", "mail", sizes[0]}, {"synacor.sand", "mail", sizes[0]},
	} {
		_, png := visit(t, b, s.clientURL(t, p.skin), withScripts(fmt.Sprintf(`testStart().then(() => testStop("mail")).then(() => testStop(%q))`, p.stop)), p.size[0], p.size[1], true)
		writePicture(t, strings.Replace(p.skin, ".", "-", 1)+"-"+p.stop, png)
	}
}

// openClient returns a site with the client of a release, started by its own
// pages, with a mailbox. Its address is that of the page; "NAME.sand" is a skin
// in the domain with those colours.
func openClient(t *testing.T, release string) *site {
	t.Helper()
	vendor := os.DirFS(testenv.Release(t, release))
	jquery, err := os.ReadFile("../node_modules/jquery/dist/jquery.min.js")
	if err != nil {
		t.Fatal(err)
	}
	s := openSite(t, vendor)
	made := client.New(client.Sources{Webapp: vendor, Ajax: os.DirFS(filepath.Join(testenv.Release(t, release), "../../ajax")),
		Libraries: map[string][]byte{"ajax.3rdparty.jquery.jquery_min": jquery}})
	s.client = func(skin string) (http.Handler, error) {
		now := time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)
		return serve.New(&serve.Options{
			Webapp: tree.Layers{s.files, made, serve.StandIns()}, Skin: skin, Clock: now,
			Mailbox: mailbox.New(mailbox.Default(), &mailbox.Options{Skins: shipped}),
			Domain:  domainAttributes(skin),
		})
	}
	return s
}

// domainAttributes are the attributes of the mail domain in which a skin is
// shown.
func domainAttributes(skin string) map[string]string {
	name, colours, _ := strings.Cut(skin, ".")
	attributes := map[string]string{}
	for _, key := range serverskin.DomainKeys() {
		if v := domainOf(name, colours)[key[0]]; v != "" {
			attributes[key[1]] = v
		}
	}
	return attributes
}

// releases are the measured releases: the last of each line of the classic
// client.
var releases = []string{"8.8.15.p46", "9.0.0", newest}

const newest = "10.1.3"

// vendorTree is the webapp of a release; nil without ZIMBRA_TREES.
func vendorTree(t testing.TB, release string) fs.FS {
	t.Helper()
	if testenv.TreesDir() == "" {
		return nil
	}
	return os.DirFS(testenv.Release(t, release))
}
