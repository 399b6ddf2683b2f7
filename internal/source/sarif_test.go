package source

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"skinbuild/internal/codes"
	"skinbuild/internal/testenv"
)

func sarifOf(t *testing.T, ds Diags) []byte {
	t.Helper()
	help := func(c codes.Code) (string, string) { return "https://host.example/" + c.Page(), "# " + c.String() }
	var out bytes.Buffer
	if err := Write(&out, ds, &WriteOptions{Format: SARIF, SARIF: SARIFTool{Name: "uacheck", Version: "1.2.3", Help: help}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// odd returns diagnostics of all kinds: a span over three lines that begins after
// characters outside of ASCII, an empty span, and one without a code.
func odd() Diags {
	f, g := NewFile(":reference/a b.css", "/* Größe 𝄞 */ a\n{x: y;\n}"), NewFile("ü.less", "x")
	start := strings.Index(f.Text(), "a\n")
	return Diags{
		f.Errorf(Span{start, len(f.Text())}, codes.LessWarning, "odd").WithHint("do this").WithRelated(g, Span{0, 1}, "defined here"),
		f.Warnf(At(start), codes.LessParse, "empty span"),
		g.Errorf(At(1), codes.None, "no code"),
	}
}

func TestSARIF(t *testing.T) {
	text := sarifOf(t, odd())
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if run.ColumnKind != "utf16CodeUnits" || run.Tool.Driver.Name != "uacheck" || run.Tool.Driver.Version != "1.2.3" {
		t.Errorf("the run: %s", text)
	}
	want := []sarifRule{
		{"less/parse", sarifText{"The text is not valid LESS."}, sarifLevel{"error"}, "https://host.example/codes/less-parse.md", &sarifHelp{"# less/parse", "# less/parse"}},
		{"less/warning", sarifText{"Less.js warns of this."}, sarifLevel{"warning"}, "https://host.example/codes/less-warning.md", &sarifHelp{"# less/warning", "# less/warning"}},
	}
	if !reflect.DeepEqual(run.Tool.Driver.Rules, want) {
		t.Errorf("the rules: %s", text)
	}
	at := slices.IndexFunc(run.Results, func(r sarifResult) bool { return r.RuleID == "less/warning" })
	result := run.Results[at]
	if result.RuleIndex != 1 || result.Level != "error" || result.Message.Text != "odd\nhint: do this" || result.Related[0].Message.Text != "defined here" {
		t.Errorf("the result: %s", text)
	}
	// 𝄞 is two UTF-16 units and ö is one. The end is the place after the brace of line 3.
	place := result.Locations[0].Physical
	if place.Region != (sarifRegion{1, 16, 3, 2}) || place.Artifact.URI != "%3Areference/a%20b.css" {
		t.Errorf("the place: %s", text)
	}
	if uri := result.Related[0].Physical.Artifact.URI; uri != "%C3%BC.less" {
		t.Errorf("the related file: %s", uri)
	}
	if empty := sarifOf(t, nil); !bytes.Contains(empty, []byte(`"results": []`)) || !bytes.Contains(empty, []byte(`"rules": []`)) {
		t.Errorf("an empty log lacks its empty lists: %s", empty)
	}
}

// The schema of the standard is the judge; a log with a column 0 shows that it judges.
func TestSARIFSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(testenv.SchemaData(t, "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text []byte) error {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(doc)
	}
	for _, ds := range []Diags{odd(), nil} {
		if text := sarifOf(t, ds); validate(text) != nil {
			t.Errorf("%v\n%s", validate(text), text)
		}
	}
	if err := validate(bytes.Replace(sarifOf(t, odd()), []byte(`"startColumn": 16`), []byte(`"startColumn": 0`), 1)); err == nil {
		t.Error("a column 0 is valid")
	}
}
