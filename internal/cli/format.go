package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/spf13/cobra"

	"skinbuild/internal/source"
)

// The forms of results that --format takes. No command has all of them.
const (
	Text   = "text"   // for people
	JSON   = "json"   // one document, see PrintJSON
	NDJSON = "ndjson" // a JSON object on each line
	GitHub = "github" // workflow commands, which a code host shows beside the line
	SARIF  = "sarif"  // SARIF 2.1.0, one document
	JUnit  = "junit"  // JUnit XML, one document
	TAP    = "tap"    // TAP 14
	HTML   = "html"   // one page
	CSV    = "csv"
)

const (
	flagFormat = "format"
	flagJSON   = "json"

	// findings marks a command whose result is its diagnostics.
	findings = "skinbuild_findings"
)

// AddFormat adds --format with the forms that the command has, the first of which is
// the default; --json, if json is one of them; and -o FILE for the result, unless the
// command has an -o of its own already.
//
// Of the forms that list diagnostics (ndjson, github, sarif), the command only calls
// Report: the document is written when it ends.
func AddFormat(cmd *cobra.Command, forms ...string) {
	flags := cmd.Flags()
	form := Choice(cmd, flags, flagFormat, "", forms[0], forms, "the form of the result")
	if slices.Contains(forms, JSON) {
		f := flags.VarPF(&jsonAlias{form}, flagJSON, "", "the same as --format json")
		f.NoOptDefVal = "true"
		cmd.MarkFlagsMutuallyExclusive(flagFormat, flagJSON)
	}
	if flags.Lookup(flagOutput) == nil {
		AddOutput(cmd, "FILE", "")
	}
}

// AddFindings adds the flags of a command whose result is what it finds in files: it
// calls Report with everything, and the list is written to standard output, or to
// the file of -o, when it ends.
func AddFindings(cmd *cobra.Command) {
	AddFormat(cmd, Text, JSON, NDJSON, GitHub, SARIF)
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[findings] = "true"
}

// Format returns the form of the result that the user asks for; Text where the
// command has no choice.
func Format(cmd *cobra.Command) string {
	if f := cmd.Flags().Lookup(flagFormat); f != nil {
		return f.Value.String()
	}
	return Text
}

// jsonAlias is the value of --json: it sets the form.
type jsonAlias struct{ form *string }

func (j *jsonAlias) String() string   { return fmt.Sprint(j.form != nil && *j.form == JSON) }
func (j *jsonAlias) Type() string     { return "bool" }
func (j *jsonAlias) IsBoolFlag() bool { return true }

func (j *jsonAlias) Set(s string) error {
	switch s {
	case "true", "1":
		*j.form = JSON
	case "false", "0":
	default:
		return errors.New("want true or false")
	}
	return nil
}

// lists maps the forms that are lists of diagnostics to the writers of source.
func lists(form string) (source.Format, bool) {
	switch form {
	case NDJSON:
		return source.JSON, true
	case GitHub:
		return source.GitHub, true
	case SARIF:
		return source.SARIF, true
	}
	return source.Text, false
}

// collects reports whether diagnostics wait for the end of the command, to be
// written as one document.
func collects(cmd *cobra.Command) bool {
	_, list := lists(Format(cmd))
	return list || cmd.Annotations[findings] != ""
}

// finish writes the document of diagnostics, if the command makes one. It returns
// err, or what went wrong with the writing.
func finish(cmd *cobra.Command, err error) error {
	var f *failure
	if !collects(cmd) || errors.As(err, &f) && f.code == Usage {
		return err
	}
	s := sessionOf(cmd)
	if s == nil || s.written {
		return err
	}
	if werr := writeFindings(cmd, s.diags); werr != nil {
		return werr
	}
	return err
}

// writeFindings writes diagnostics as the result of the command.
func writeFindings(cmd *cobra.Command, ds source.Diags) error {
	if quiet(cmd) {
		ds = slices.DeleteFunc(slices.Clone(ds), func(d *source.Diag) bool { return d.Severity != source.Error })
	}
	form := Format(cmd)
	if form == JSON {
		return PrintJSON(cmd, "diagnostics", struct {
			Diagnostics source.Diags `json:"diagnostics"`
		}{append(source.Diags{}, ds.Sorted()...)})
	}
	format, _ := lists(form)
	toFile := output(cmd) != ""
	opt := &source.WriteOptions{Format: format, Color: !toFile && Colored(cmd, cmd.OutOrStdout()),
		SARIF: source.SARIFTool{Name: cmd.Root().Name(), Version: Version, Help: codePage}}
	var b bytes.Buffer
	if err := source.Write(&b, ds, opt); err != nil {
		return err
	}
	if b.Len() == 0 && !toFile {
		return nil
	}
	return WriteResult(cmd, b.Bytes())
}

// schemaVersion is the version of every document's schema. A document that changes
// in a way that breaks its readers gets another name.
const schemaVersion = 1

// PrintJSON writes a command's result as a JSON document, indented, with a line end,
// to standard output or the file of -o. Its first keys are "schema", which is
// "skinbuild/" and the name, and "version", the version of that schema: 1. v must be
// an object without these keys; docs/schemas describes each document. Nil lists and maps
// of v are written as empty ones.
func PrintJSON(cmd *cobra.Command, name string, v any) error {
	text, err := Document(name, v)
	if err != nil {
		return err
	}
	return WriteResult(cmd, text)
}

// Document returns the JSON document that PrintJSON writes.
func Document(name string, v any) ([]byte, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(withLists(reflect.ValueOf(v)).Interface()); err != nil {
		return nil, err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(body.Bytes(), &keys); err != nil {
		return nil, fmt.Errorf("skinbuild/%s: want an object: %w", name, err)
	}
	for _, key := range []string{"schema", "version"} {
		if _, taken := keys[key]; taken {
			return nil, fmt.Errorf("skinbuild/%s: the key %q is taken", name, key)
		}
	}
	head := fmt.Sprintf(`{"schema":"skinbuild/%s","version":%d`, name, schemaVersion)
	if len(keys) > 0 {
		head += ","
	}
	var out bytes.Buffer
	if err := json.Indent(&out, append([]byte(head), body.Bytes()[1:]...), "", "  "); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
