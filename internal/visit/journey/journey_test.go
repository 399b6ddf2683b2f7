package journey

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/browser/browsertest"
)

var pictures = flag.String("pictures", "", "a folder for a picture of each journey's end")

func TestParse(t *testing.T) {
	j, ds := Parse(source.NewFile("a/reply.journey", "# c\ntitle  Reply now\npage client\nsafe\nclick first \"#x > li\" text \"a \\\"b\\\"\"\ndrag \"#a\" to text \"b\"\nfill \"#i\" \"one\\ntwo\"\npress Enter\n"))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	want := []Step{
		{Line: 5, Text: `click first "#x > li" text "a \"b\""`, Verb: "click", Target: Target{"#x > li", `a "b"`, true}, Safe: true},
		{Line: 6, Text: `drag "#a" to text "b"`, Verb: "drag", Target: Target{Selector: "#a"}, To: Target{Text: "b"}, Safe: true},
		{Line: 7, Text: `fill "#i" "one\ntwo"`, Verb: "fill", Target: Target{Selector: "#i"}, Value: "one\ntwo", Safe: true},
		{Line: 8, Text: "press Enter", Verb: "press", Value: "Enter", Safe: true},
	}
	if j.Name != "reply" || j.Title != "Reply now" || j.Page != "client" || j.SafeSteps() != 4 || !slices.Equal(j.Steps, want) {
		t.Errorf("%+v", j)
	}
}

func TestParseReports(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"klick \"#a\"", "3:1: error: there is no step \"klick\""},
		{"click", "click needs an element"},
		{"click first", "click needs an element"},
		{"click \"#a", "has no end"},
		{"click \"#a\" now", "\"now\" is too much"},
		{"drag \"#a\" \"#b\"", "drag needs two elements"},
		{"press Entr", "there is no key"},
		{"type", "type needs the text"},
		{"go zimbra", "begins with /"},
		{"window old", "window is new or first"},
		{"attach \"#a\" \"../a\"", "without a folder"},
		{"needs /etc", "needs names a file of the webapp"},
		{"mailbox code", "mailbox needs a line of a mailbox file"},
		{"see \"#a\"\nsafe", "above the first step"},
		{"page desk", "unknown page"},
		{strings.Repeat("press a\n", maxSteps+1), "more than 200 steps"},
	} {
		j, ds := Parse(source.NewFile("x.journey", "title T\npage client\n"+tt.line+"\n"))
		if j != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), tt.want) {
			t.Errorf("%.40q: %v, want %q", tt.line, ds.Err(), tt.want)
		}
	}
	for text, want := range map[string]string{"page client\nsee \"a\"": "no title", "title T\nsee \"a\"": "begins on no page", "title T\npage login": "no steps", strings.Repeat("#", maxFile+1): "a journey may have"} {
		if _, ds := Parse(source.NewFile("x.journey", text)); ds.Err() == nil || !strings.Contains(ds.Err().Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, ds.Err(), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("title T\npage client\nclick first \"#a\" text \"b\"\n")
	f.Add("drag \"\\\" to")
	f.Fuzz(func(_ *testing.T, text string) { Parse(source.NewFile("x", text)) })
}

// embedded returns the journeys of the tool.
func embedded(t *testing.T) []*Journey {
	t.Helper()
	list, ds, err := Load(Embedded())
	if err != nil || ds.Err() != nil {
		t.Fatal(err, ds.Err())
	}
	return list
}

// serveClient serves the vendor's client of a release, with the mailbox that a journey
// asks for.
func serveClient(t *testing.T, release string, j *Journey) (url string, box *mailbox.Mailbox) {
	t.Helper()
	dir := testenv.Release(t, release)
	app := os.DirFS(dir)
	whole := client.Complete(t.Context(), dir, app, os.DirFS(filepath.Join(testenv.Root(), "node_modules")))
	if whole.Missing != "" {
		t.Fatal(whole.Missing)
	}
	made := append(tree.Layers{app}, whole.Layers...)
	for _, name := range j.Needs {
		if _, err := fs.Stat(made, name); err != nil {
			testenv.Skip(t, "the release has no %s", name)
		}
	}
	data, err := mailbox.Default().With(j.Mailbox)
	if err != nil {
		t.Fatal(err)
	}
	box = mailbox.New(data, &mailbox.Options{Skins: []string{"harmony", "sky"}})
	h, err := serve.New(&serve.Options{Webapp: append(made, serve.StandIns()), Mailbox: box, Clock: time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL, box
}

// Every journey passes on the vendor's own client, in every engine.
func TestJourneys(t *testing.T) {
	testenv.Long(t)
	for _, release := range []string{"8.8.15.p46", "9.0.0", "10.1.3"} {
		for _, engine := range []browser.Engine{browser.Chromium, browser.Firefox, browser.WebKit} {
			t.Run(release+" "+string(engine), func(t *testing.T) {
				testenv.Release(t, release)
				b := browsertest.Open(t, engine)
				for _, j := range embedded(t) {
					t.Run(j.Name, func(t *testing.T) { play(t, b, j, release) })
				}
			})
		}
	}
}

func play(t *testing.T, b *browser.Browser, j *Journey, release string) {
	t.Helper()
	page := map[string]string{"client": "/zimbra/public/launchZCS.jsp?client=advanced", "login": "/zimbra/?loginOp=logout"}[j.Page]
	if page == "" {
		testenv.Skip(t, "the tool does not render the page %s", j.Page)
	}
	base, box := serveClient(t, release, j)
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	var picture []byte
	p, err := b.Visit(ctx, base+page, &browser.Options{Then: func(ctx context.Context, tab browser.Tab) error {
		err := j.Run(ctx, tab, Server{Base: base, Expire: box.Expire, Receive: box.Receive})
		picture, _ = tab.Picture(ctx) // a picture that fails says nothing of the journey
		return err
	}})
	if *pictures != "" {
		name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
		if err := os.WriteFile(filepath.Join(*pictures, name+".png"), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if errors.Is(err, ErrSmall) || errors.Is(err, browser.ErrUnable) {
		testenv.Skip(t, "%v", err)
	}
	if err != nil {
		t.Error(err)
	}
	for _, m := range p.Console {
		allowed := func(a Allowed) bool { return strings.Contains(m.Text, a.Text) }
		if m.Level == "error" && !strings.HasPrefix(m.Text, "Failed to load resource") && !slices.ContainsFunc(j.Allowed, allowed) {
			t.Errorf("console: %s (%s:%d)", m.Text, m.URL, m.Line)
		}
	}
}
