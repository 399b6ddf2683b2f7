package clitest

import (
	"bytes"
	"encoding/json"
	stdflag "flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"

	"skinbuild/docs"
	"skinbuild/internal/cli"
)

// seenVariable names the folder in which runs of a tool note the documents they printed.
const seenVariable = "CLITEST_SEEN"

// invalid is the exit code of a run whose document does not match its schema.
const invalid = 99

// Run runs a tool as its main function does, for scripts that test it. If the tool
// prints a JSON document of the project, Run compares it with its schema in
// docs/schemas, and ends with a code of its own where they differ.
func Run(root *cobra.Command, args []string) int {
	var out bytes.Buffer
	root.SetOut(io.MultiWriter(os.Stdout, &out))
	code := cli.Run(root, args)
	var head struct{ Schema string }
	if json.Unmarshal(out.Bytes(), &head) != nil || !strings.HasPrefix(head.Schema, "skinbuild/") {
		return code
	}
	name := strings.TrimPrefix(head.Schema, "skinbuild/")
	if err := validate(name, out.Bytes()); err != nil {
		fmt.Fprintf(os.Stderr, "docs/schemas/%s.json: %v\n", name, err)
		return invalid
	}
	if dir := os.Getenv(seenVariable); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return invalid
		}
	}
	return code
}

func validate(name string, document []byte) error {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(loader{})
	schema, err := c.Compile("docs:///schemas/" + name + ".json")
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}

// loader reads the schemas that the tools embed.
type loader struct{}

func (loader) Load(url string) (any, error) {
	f, err := docs.Schemas().Open(strings.TrimPrefix(url, "docs:///"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return jsonschema.UnmarshalJSON(f)
}

// Seen makes a folder for the names of the documents that the scripts print and returns
// the setting of the variable that names it. When all scripts of a full run have ended,
// each of the documents must have been among them.
func Seen(t *testing.T, documents ...string) (name, value string) {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		for _, d := range documents {
			if _, err := os.Stat(filepath.Join(dir, d)); err != nil && !testing.Short() && stdflag.Lookup("test.run").Value.String() == "" {
				t.Errorf("no script prints the document skinbuild/%s", d)
			}
		}
	})
	return seenVariable, dir
}

// Documents returns the names of the documents that the Go files of a folder print with
// PrintJSON; each of them must have a schema.
func Documents(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s: %v", dir, err)
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "PrintJSON(cmd, \"")[1:] {
			name, _, _ := strings.Cut(part, `"`)
			names = append(names, name)
			if _, err := fs.Stat(docs.Schemas(), path.Join("schemas", name+".json")); err != nil {
				t.Errorf("%s: the document skinbuild/%s has no schema: %v", file, name, err)
			}
		}
	}
	return names
}
