package mdn

import (
	"os"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// TestEmbeddedDataIsGenerated compares the committed file with the installed
// data.
func TestEmbeddedDataIsGenerated(t *testing.T) {
	text := testenv.Data(t, testenv.Module(t, "@mdn/browser-compat-data/data.json"))
	want, err := Reduce(text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../data.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("internal/agents/compat/data.txt does not match the installed data: run make data")
	}
}

const small = `{"__meta":{"version":"1.2.3","timestamp":"2026-11-12T14:10:29.391Z"},"browsers":{BROWSERS},
"css":{"properties":{"gap":{"__compat":{"support":{
  "chrome":[{"version_added":"54"},{"prefix":"-webkit-","version_added":"1","version_removed":"60","flags":[{}]}],
  "ie":{"version_added":false},"safari":{"version_added":"preview"},"firefox":{"version_added":"≤37","partial_implementation":true,"notes":"x"},
  "edge":{"alternative_name":"-ms-gap","version_added":"12"},"nodejs":{"version_added":"1"}}}}}},
"javascript":{},"html":{},"api":{"A":{"b":{"__compat":{"support":{"chrome":{"version_added":"54"}}},
  "option":{"__compat":{"support":{}}}}}}}`

func TestReduce(t *testing.T) {
	var releases string
	for i, id := range browsers {
		if i > 0 {
			releases += ","
		}
		releases += `"` + id + `":{"name":"N","type":"mobile","upstream":"u","releases":{"10":{"index":1,"status":"current","release_date":"2026-01-02","engine":"E","engine_version":"5"},"9":{"index":0,"status":"retired"}}}`
	}
	got, err := Reduce([]byte(strings.Replace(small, "BROWSERS", releases, 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := "@mdn/browser-compat-data\t1.2.3\t2026-11-12\n\n"
	for _, id := range browsers {
		want += id + "\tN\tmobile\tu\t9,,retired,,|10,2026-01-02,current,E,5\n"
	}
	want += "\n54\t\t\t\t\t\t\t\t\t\t\t\t\n" +
		"54,1-60!^-webkit-\t\t12=-ms-gap\t≤37*\t\tp\t\t\t\t\t\t\t0\n" +
		"\napi.A.b\t0\ncss.properties.gap\t1\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReduceRefuses(t *testing.T) {
	for _, bad := range []string{
		`x`,
		`{"__meta":[]}`,
		`{"__meta":{},"browsers":{},"css":{},"javascript":{},"html":{},"api":{}}`,
		`{"__meta":{},"browsers":{},"css":{"a.b":{}},"javascript":{},"html":{},"api":{}}`,
		`{"__meta":{},"browsers":{},"css":{"a":{"__compat":{"support":{"ie":{"version_added":true}}}}},"javascript":{},"html":{},"api":{}}`,
		`{"__meta":{},"browsers":{},"css":{"a":{"__compat":{"support":{"ie":{"version_added":"1","prefix":"a,b"}}}}},"javascript":{},"html":{},"api":{}}`,
	} {
		if _, err := Reduce([]byte(bad)); err == nil {
			t.Errorf("no error for %s", bad)
		}
	}
}
