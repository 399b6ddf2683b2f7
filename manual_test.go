package skinbuild

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"skinbuild/docs"
)

var (
	commandHead = regexp.MustCompile(`(?m)^##? ((?:skinbuild|uacheck)(?: [a-z]+)*)$`)
	longFlag    = regexp.MustCompile(`(?:^|[\s\[,])(--[a-z][a-z-]+)`)
	fenced      = regexp.MustCompile("(?ms)^```sh\n(.*?)^```")
	indented    = regexp.MustCompile("(?m)^ {4}.*$")
	// codeForm matches what the pages write as code: an indented line, or words in
	// backquotes, from the name of a tool to the end of the command.
	codeForm = regexp.MustCompile("(?m)(?:^ {4}(?:sudo )?|`)((?:skinbuild|uacheck) [^`;|#>\\n]+)")
)

// TestManual compares the commands on all pages, in text and examples, with the manual
// of the tools: each command exists and takes the flags it is written with.
func TestManual(t *testing.T) {
	flags := manualFlags(t)
	seen := 0
	err := fs.WalkDir(docs.Pages(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" || path.Dir(name) == "commands" {
			return err
		}
		text, err := fs.ReadFile(docs.Pages(), name)
		lines := fenced.ReplaceAllStringFunc(string(text), func(block string) string { return strings.ReplaceAll(block, "\n", "\n    ") })
		lines = indented.ReplaceAllStringFunc(lines, func(line string) string {
			return strings.NewReplacer("; ", "\n    ", "| ", "\n    ", "&& ", "\n    ").Replace(line)
		})
		for _, m := range codeForm.FindAllStringSubmatch(lines, -1) {
			seen++
			checkCommand(t, name, m[1], flags)
		}
		return err
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d commands were found: %v", seen, err)
	}
}

// variants are the flags with more than one definition, and why.
var variants = map[string]string{
	"format": "each command lists its forms",
	"output": "FILE, DIR or PATH, as the command writes a file, a folder, or either",
	"since":  "a date, or the census that another is compared with",
	"webapp": "commands for a server take exactly one; all others take layers",
}

var (
	flagLine     = regexp.MustCompile("^- `(?:-[a-zA-Z], )?(--[a-z-]+)([^`]*)`: (.*)$")
	defaultValue = regexp.MustCompile(` \(default: [^()]*\)$`)
)

// TestManualFlags reads the manual of both tools: a flag says the same in every
// command, but for its default.
func TestManualFlags(t *testing.T) {
	first, several := map[string]string{}, map[string]bool{}
	for _, tool := range []string{"skinbuild", "uacheck"} {
		text, err := fs.ReadFile(docs.Pages(), "commands/"+tool+".md")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			m := flagLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if m == nil {
				continue
			}
			name, meaning := m[1][2:], m[2]+": "+defaultValue.ReplaceAllString(m[3], "")
			switch known := first[name]; {
			case known == "":
				first[name] = meaning
			case known != meaning:
				several[name] = true
				if variants[name] == "" {
					t.Errorf("--%s is %q and %q", name, known, meaning)
				}
			}
		}
	}
	for name := range variants {
		if !several[name] {
			t.Errorf("--%s has one definition: remove it from variants", name)
		}
	}
	if len(first) < 50 {
		t.Errorf("the manual has only %d flags", len(first))
	}
}

// TestManualSchemas compares docs/formats.md with the schemas, in both directions.
func TestManualSchemas(t *testing.T) {
	page, err := fs.ReadFile(docs.Pages(), "formats.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, there []string
	for _, m := range regexp.MustCompile("(?m)^\\| `skinbuild/([a-z-]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		listed = append(listed, "schemas/"+m[1]+".json")
	}
	there, err = fs.Glob(docs.Schemas(), "schemas/*.json")
	slices.Sort(listed)
	slices.Sort(there)
	if err != nil || len(there) == 0 || !slices.Equal(listed, there) {
		t.Errorf("docs/formats.md lists %v, docs/schemas has %v (%v)", listed, there, err)
	}
}

// manualFlags returns the text of the manual by command, with the flags of every
// command of its tool.
func manualFlags(t *testing.T) map[string]string {
	t.Helper()
	sections := map[string]string{}
	for _, tool := range []string{"skinbuild", "uacheck"} {
		text, err := fs.ReadFile(docs.Pages(), "commands/"+tool+".md")
		if err != nil {
			t.Fatal(err)
		}
		heads := commandHead.FindAllStringSubmatchIndex(string(text), -1)
		common := ""
		for i, h := range heads {
			end := len(text)
			if i+1 < len(heads) {
				end = heads[i+1][0]
			}
			if i == 0 {
				common = string(text[:end])
			}
			sections[string(text[h[2]:h[3]])] = common + string(text[h[0]:end])
		}
	}
	return sections
}

// checkCommand reports a command or a flag that the manual does not have.
func checkCommand(t *testing.T, page, line string, manual map[string]string) {
	t.Helper()
	words := strings.Fields(line)
	command := words[0]
	for _, w := range words[1:] {
		if manual[command+" "+w] == "" {
			break
		}
		command += " " + w
	}
	isWord := len(words) > 1 && regexp.MustCompile(`^[a-z]+$`).MatchString(words[1])
	if command == words[0] && isWord && words[1] != "help" && words[1] != "completion" {
		t.Errorf("docs/%s: %q: there is no such command", page, line)
	}
	for _, m := range longFlag.FindAllStringSubmatch(line, -1) {
		if m[1] != "--help" && !strings.Contains(manual[command], m[1]+"`") && !strings.Contains(manual[command], m[1]+" ") {
			t.Errorf("docs/%s: %q: %s has no flag %s", page, line, command, m[1])
		}
	}
}
