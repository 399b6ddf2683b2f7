package skins_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
	"skinbuild/internal/project"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/compile"
	"skinbuild/internal/skins/lint"
	"skinbuild/internal/source"
)

// oldAgents are browsers of the list whose User-Agents have another form than
// today's.
var oldAgents = []string{"chrome@80", "firefox@78", "safari@12", "safari-ios@12"}

// agents returns one User-Agent for each set of macros among the browsers for
// which the skins are built.
func agents(t *testing.T) map[ua.Macros]string {
	t.Helper()
	out := map[ua.Macros]string{}
	add := func(text string) {
		m, err := ua.ServletMacros(text)
		if err != nil {
			t.Fatal(err)
		}
		out[m] = text
	}
	for _, b := range ua.Supported() {
		add(b.UserAgent)
	}
	for _, key := range oldAgents {
		b, ok := ua.Find(key)
		if !ok {
			t.Fatalf("no browser %s", key)
		}
		add(b.UserAgent)
	}
	return out
}

// TestRender renders every skin for every set of macros, client and page: no
// request fails, no file is missing, and lint finds nothing, so the server's
// compressor damages nothing either.
func TestRender(t *testing.T) {
	for _, mode := range []compile.Mode{compile.Static, compile.PerMacro} {
		t.Run("reference "+string(mode), func(t *testing.T) { testRender(t, openSiteOf(t, nil, mode), true) })
	}
	for _, release := range releases {
		if vendor := vendorTree(t, release); vendor != nil {
			t.Run(release, func(t *testing.T) { testRender(t, openSite(t, vendor), release == newest) })
		}
	}
}

func testRender(t *testing.T, s *site, ignores bool) {
	sets := agents(t)
	if len(sets) < 6 {
		t.Fatalf("only %d sets of macros", len(sets))
	}
	requests := []skin.Request{
		{Path: "/css/common,login,zhtml,skin.css"}, {Path: "/css/images,common,dwt,msgview,login,zm,spellcheck,skin.css"},
		{Path: "/html/skin.html"}, {Path: "/js/skin.js"}, {Path: "/css/skin.css", Client: "standard"}, {Path: "/css/skin.css", Client: "print"},
	}
	for _, name := range shipped {
		for m, agent := range sets {
			for _, req := range requests {
				req.Skin, req.Macros = name, m
				r, ds := s.app.Render(&req)
				if err := ds.Err(); err != nil {
					t.Fatalf("%s %s as %s: %v", name, req.Path, agent, err)
				}
				own := strings.Contains(r.Text(), "skins/"+name+"/skin.css")
				// Releases before 10.1 ignore cssIgnore, so print pages get the file too.
				if wanted := req.Client != "print" && strings.HasSuffix(req.Path, ".css"); own != wanted && (req.Client != "print" || ignores) {
					t.Errorf("%s %s for %q: own sheet sent: %t", name, req.Path, req.Client, own)
				}
				for line := range strings.Lines(r.Text()) {
					if strings.Contains(line, "Error: file doesn't exist") && strings.Contains(line, name) {
						t.Errorf("%s %s: %s", name, req.Path, line)
					}
				}
			}
		}
	}
	// Lint reports unsupported features for the default browser list. Older
	// browsers get a simpler skin: no ring around the search field, no reduced
	// motion.
	list, _ := compat.ParseList(source.NewFile("browsers", strings.Join(project.DefaultBrowsers(), "\n")))
	for _, opt := range []lint.Options{{Browsers: list}, {Disable: []string{"compat"}}} {
		opt.Skins = shipped
		for _, d := range lint.Run(s.app, &opt) {
			if file := d.File.Name(); slices.ContainsFunc(shipped, func(name string) bool { return strings.HasPrefix(file, "skins/"+name+"/") }) {
				t.Errorf("lint: %v", d)
			}
		}
	}
}

var color = regexp.MustCompile(`#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b`)

// fixed are the colours that a domain does not change: paper and text, the
// colours for success, warning and error, and the background of dialogs.
var fixed = map[string]string{
	"synacor":     "#FFFFFF #1F2533 #1d4fa3 #1B6B3A #E0F3E6 #7A4B00 #FDF0CF #B3261E #FCE8E6 #C5361F #FFF2B8 #141A26",
	"synacordark": "#FFFFFF #1F2533 #1d4fa3 #12151C #7FD39B #17301F #F0C36A #3A2C0D #FF9C92 #43201D #FF8470 #F2DE8B #05070B",
	"minimal":     "#8a1010 #fdecec",
}

// TestDomainColours changes the four colours that a domain can set: no shade
// made from the old ones may remain in the skin's sheets.
func TestDomainColours(t *testing.T) {
	s := openSite(t, nil)
	m, _ := ua.ServletMacros("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36")
	colors := func(name string, domain map[string]string) []string {
		r, ds := s.app.Render(&skin.Request{Path: "/css/skin.css", Skin: name, Macros: m, Domain: domain})
		if err := ds.Err(); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, at := range color.FindAllStringIndex(r.Text(), -1) {
			if f, _, ok := r.Source(at[0]); ok && !strings.Contains(f.Name(), "_base/") {
				out = append(out, strings.ToLower(r.Text()[at[0]:at[1]]))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for _, name := range shipped {
		before := colors(name, nil)
		after := colors(name, sand)
		if len(before) < 5 {
			t.Errorf("%s: only the colours %v", name, before)
		}
		for _, c := range after {
			if slices.Contains(before, c) && !strings.Contains(strings.ToLower(fixed[name]), c) {
				t.Errorf("%s: %s stays when the domain sets other colours", name, c)
			}
		}
	}
}
