package skinbuild

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// imports is the table of docs/architecture.md: for each package the packages of
// this module, and the modules of others, that it may import; the standard
// library is free. A package that is not listed fails the test, so that a new one
// needs its line here and its sentence there.
var imports = map[string]string{
	"internal/source":  "",
	"internal/tree":    "",
	"internal/java":    "",
	"internal/ua":      "java github.com/mssola/useragent github.com/ua-parser/uap-go",
	"internal/profile": "compat scripts skin ua ua/breakage",
	"internal/scripts": "source tree github.com/evanw/esbuild github.com/tdewolff/parse/v2",
	"internal/cli":     "source github.com/spf13/cobra github.com/spf13/pflag golang.org/x/term",
	"cmd/skinbuild":    "* github.com/spf13/cobra github.com/aymanbagabas/go-udiff",
	"cmd/uacheck":      "* github.com/spf13/cobra github.com/aymanbagabas/go-udiff",

	// Blank lines keep gofmt from aligning the whole table anew for one long name.
	"internal/ua/breakage": "compat ua",
	"internal/matrix":      "compat profile report ua ua/breakage",
	"internal/releases":    "compat profile ua ua/breakage",

	"internal/expect": "compat profile report source ua ua/breakage",
	"internal/census": "compat ua ua/breakage github.com/klauspost/compress",

	"internal/compat":          "source",
	"internal/compat/generate": "",
	"internal/css":             "source github.com/tdewolff/parse/v2",
	"internal/yui":             "css source github.com/tdewolff/parse/v2",

	"internal/less/syntax": "source golang.org/x/image",

	"internal/less": "less/syntax source github.com/dlclark/regexp2 golang.org/x/image",

	"internal/less/lessjs": "less github.com/dop251/goja",

	"internal/reference": "",
	"internal/preview":   "tree github.com/fsnotify/fsnotify",

	"bench/accesslog": "ua",
	"bench/census":    "",

	"e2e":           "",
	"bench/synth":   "",
	"bench/compare": "cli less github.com/evanw/esbuild",

	"internal/pack":       "source tree aead.dev/minisign github.com/aymanbagabas/go-udiff github.com/hiddeco/sshsig github.com/klauspost/compress golang.org/x/crypto",
	"internal/jsp/render": "jsp source ua",

	"internal/report":  "golang.org/x/image",
	"internal/serve":   "jsp/render skin source ua",
	"internal/check":   "browser report serve source ua",
	"internal/zimlet":  "pack scripts source tree yui",
	"internal/browser": "github.com/chromedp github.com/coder/websocket",
	"internal/skin":    "css java source ua",
	"internal/gaps":    "compat css source github.com/dop251/goja github.com/tdewolff/parse/v2",
	"internal/lint":    "compat gaps scripts skin source ua yui",

	"internal/skin/convert": "css java less/syntax skin skin/compile source tree ua yui github.com/tdewolff/parse/v2",
	"internal/skin/strip":   "css less/syntax skin source github.com/PuerkitoBio/goquery github.com/tdewolff/parse/v2",

	"internal/jsp": "source",

	"internal/skin/compile": "compat css less lint skin source tree ua yui github.com/tdewolff/parse/v2",

	"skins": "",

	"internal/inject":  "jsp source tree github.com/andybalholm/cascadia github.com/bluekeyes/go-gitdiff golang.org/x/net",
	"internal/deploy":  "tree",
	"internal/project": "compat inject less pack scripts skin/compile source tree zimlet github.com/pelletier/go-toml",
}

// testImports are the modules of others that any test may import.
const testImports = "github.com/rogpeppe/go-internal github.com/google/go-cmp golang.org/x/tools pgregory.net/rapid github.com/chromedp"

const module = "skinbuild/"

func TestImports(t *testing.T) {
	const form = `{{.ImportPath}}|{{join .Imports " "}}|{{join .TestImports " "}} {{join .XTestImports " "}}`
	out, err := exec.Command("go", "list", "-f", form, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		parts := strings.Split(strings.TrimSpace(line), "|")
		pkg := strings.TrimPrefix(parts[0], module)
		seen[pkg] = true
		if pkg == "skinbuild" {
			continue
		}
		allowed, ok := imports[pkg]
		if !ok {
			t.Errorf("package %s is not in the import table", pkg)
			continue
		}
		checkImports(t, pkg, parts[1], strings.Fields(allowed))
		// A test may set up what its package is used with, so only foreign modules are checked.
		checkImports(t, pkg+" (tests)", parts[2], strings.Fields(allowed+" * "+testImports))
	}
	for pkg := range imports {
		if !seen[pkg] {
			t.Errorf("the import table lists %s, which does not exist", pkg)
		}
	}
}

func checkImports(t *testing.T, pkg, list string, allowed []string) {
	t.Helper()
	for _, imp := range strings.Fields(list) {
		first, _, _ := strings.Cut(imp, "/")
		own, isOwn := strings.CutPrefix(imp, module+"internal/")
		switch {
		case isOwn:
			if !slices.Contains(allowed, own) && !slices.Contains(allowed, "*") {
				t.Errorf("%s may not import %s", pkg, imp)
			}
		case strings.Contains(first, "."):
			if !slices.ContainsFunc(allowed, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") }) {
				t.Errorf("%s may not import %s", pkg, imp)
			}
		}
	}
}
