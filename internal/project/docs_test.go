package project

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"skinbuild/internal/inject"
)

const (
	configPage = "../../docs/config.md"
	schemaFile = "../../docs/skinbuild.schema.json"
	mark       = "<!-- The rest is made from the comments of internal/project/config.go: make golden -->\n"
)

// TestDocs compares the reference of the project file and its schema with the
// types that they are made from.
func TestDocs(t *testing.T) {
	comments := map[string]string{}
	for _, file := range []string{"config.go", "../inject/config.go"} {
		readComments(t, file, comments)
	}
	page, err := os.ReadFile(configPage)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(page), mark)
	if !ok {
		t.Fatalf("%s has not the line\n%s", configPage, mark)
	}
	same(t, configPage, head+mark+keyTables(comments))
	schema, err := json.MarshalIndent(schemaOf(reflect.TypeFor[Config](), comments), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	same(t, schemaFile, string(schema)+"\n")
}

func same(t *testing.T, name, want string) {
	t.Helper()
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s does not match the comments (%v): run make golden", name, err)
	}
}

// readComments reads the doc comments of fields, as "project.Config.Name".
func readComments(t *testing.T, file string, comments map[string]string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		about := ""
		for _, field := range fields.Fields.List {
			if field.Doc != nil {
				about = strings.Join(strings.Fields(field.Doc.Text()), " ")
			}
			for _, name := range field.Names {
				comments[parsed.Name.Name+"."+spec.Name.Name+"."+name.Name] = about
			}
		}
		return false
	})
}

// keyTables is the table of the keys of each table.
func keyTables(comments map[string]string) string {
	var b strings.Builder
	table := func(title string, t reflect.Type) {
		fmt.Fprintf(&b, "\n## %s\n\n| key | type | |\n|---|---|---|\n", title)
		for field := range t.Fields() {
			if key := field.Tag.Get("toml"); key != "-" && structOf([]string{key}) == nil {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", key, typeName(field.Type), strings.ReplaceAll(comment(comments, t, field), "|", `\|`))
			}
		}
	}
	table("The top of the file", reflect.TypeFor[Config]())
	table("[skins]", reflect.TypeFor[Skins]())
	table("[scripts]", reflect.TypeFor[Scripts]())
	table("[zimlets]", reflect.TypeFor[Zimlets]())
	table("[sign]", reflect.TypeFor[Sign]())
	table("[[inject]]", reflect.TypeFor[inject.Config]())
	return b.String()
}

// comment is a field's comment with the keys of the file in place of Go's names.
func comment(comments map[string]string, t reflect.Type, field reflect.StructField) string {
	keys := map[string]string{}
	for other := range t.Fields() {
		keys[other.Name] = other.Tag.Get("toml")
	}
	return regexp.MustCompile(`\b[A-Z]\w+`).ReplaceAllStringFunc(comments[t.String()+"."+field.Name], func(word string) string {
		if key, ok := keys[word]; ok {
			return "`" + key + "`"
		}
		return word
	})
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		return "list of " + typeName(t.Elem()) + "s"
	case reflect.Map:
		return "table"
	case reflect.Uint64, reflect.Int:
		return "number"
	case reflect.Bool:
		return "true or false"
	}
	return t.Kind().String()
}

// A schema is a JSON schema, as far as the project file needs it.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"`
}

func schemaOf(t reflect.Type, comments map[string]string) *schema {
	s := &schema{}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), comments)
	case reflect.Struct:
		s.Type, s.Properties, s.Additional = "object", map[string]*schema{}, false
		if t == reflect.TypeFor[Config]() {
			s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", "skinbuild.toml"
		}
		for field := range t.Fields() {
			if key := field.Tag.Get("toml"); key != "-" {
				s.Properties[key] = schemaOf(field.Type, comments)
				s.Properties[key].Description = comment(comments, t, field)
			}
		}
	case reflect.Slice:
		s.Type, s.Items = "array", schemaOf(t.Elem(), comments)
	case reflect.Map:
		s.Type = "object"
		if t.Elem().Kind() != reflect.Interface {
			s.Additional = schemaOf(t.Elem(), comments)
		}
	case reflect.Uint64, reflect.Int:
		zero := 0
		s.Type, s.Minimum = "integer", &zero
	case reflect.Bool:
		s.Type = "boolean"
	default:
		s.Type = t.Kind().String()
	}
	return s
}
