package testenv

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"
)

// Node runs a script of testdata in Node, with the input as JSON on its standard
// input, and decodes the JSON that it prints. The scripts import less.js.
func Node(t testing.TB, script string, in, out any) {
	t.Helper()
	Module(t, "less")
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(Command(t, "node"), "testdata/"+script)
	cmd.Stdin = bytes.NewReader(data)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	got, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", script, err, stderr.String())
	}
	if err := json.Unmarshal(got, out); err != nil {
		t.Fatal(err)
	}
}
