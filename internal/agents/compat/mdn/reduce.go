// Package mdn reads the npm package @mdn/browser-compat-data and reduces it to what
// package compat uses: the browsers that people read mail with, and CSS, JavaScript,
// HTML and the interfaces of the web platform down to their members. compat/data.go
// describes the result.
package mdn

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// browsers are the browsers kept, in the order of the cells in a row.
var browsers = []string{
	"chrome", "chrome_android", "edge", "firefox", "firefox_android", "safari", "safari_ios",
	"samsunginternet_android", "opera", "opera_android", "webview_android", "webview_ios", "ie",
}

// depths maps each branch kept to the number of names that a feature may have
// below it; 0 means any. Below a member of an interface the data describes
// arguments and options, which no check of source text can see.
var depths = map[string]int{"css": 0, "javascript": 0, "html": 0, "api": 2}

type (
	release struct {
		Index         int    `json:"index"`
		Date          string `json:"release_date"`
		Status        string `json:"status"`
		Engine        string `json:"engine"`
		EngineVersion string `json:"engine_version"`
	}
	browser struct {
		Name     string             `json:"name"`
		Type     string             `json:"type"`
		Upstream string             `json:"upstream"`
		Releases map[string]release `json:"releases"`
	}
	statement struct {
		Added   version           `json:"version_added"`
		Removed version           `json:"version_removed"`
		Prefix  string            `json:"prefix"`
		Name    string            `json:"alternative_name"`
		Partial bool              `json:"partial_implementation"`
		Flags   []json.RawMessage `json:"flags"`
	}
	feature struct {
		Support map[string]statements `json:"support"`
	}
	statements []statement
	version    string
)

// UnmarshalJSON reads a version, or false, which becomes "0".
func (v *version) UnmarshalJSON(text []byte) error {
	if string(text) == "false" {
		*v = "0"
		return nil
	}
	return json.Unmarshal(text, (*string)(v))
}

// UnmarshalJSON reads one statement or a list of them.
func (s *statements) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '[' {
		if err := json.Unmarshal(text, (*[]statement)(s)); err != nil {
			return err
		}
	} else {
		*s = make(statements, 1)
		if err := json.Unmarshal(text, &(*s)[0]); err != nil {
			return err
		}
	}
	for _, one := range *s {
		if strings.ContainsAny(one.Prefix+one.Name, ",=^\t\n") {
			return fmt.Errorf("the spelling %q would be ambiguous", one.Prefix+one.Name)
		}
	}
	return nil
}

// Reduce converts the text of data.json to what package compat reads. The same text
// gives the same result. The error says what is missing or would be ambiguous.
func Reduce(text []byte) (string, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return "", err
	}
	var meta struct{ Version, Timestamp string }
	if err := json.Unmarshal(all["__meta"], &meta); err != nil {
		return "", err
	}
	day, _, _ := strings.Cut(meta.Timestamp, "T")
	var known map[string]browser
	if err := json.Unmarshal(all["browsers"], &known); err != nil {
		return "", err
	}
	features := map[string]feature{}
	for branch, depth := range depths {
		if err := collect(all[branch], branch, depth, features); err != nil {
			return "", err
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@mdn/browser-compat-data\t%s\t%s\n\n", meta.Version, day)
	for _, id := range browsers {
		if err := writeBrowser(&b, id, known[id]); err != nil {
			return "", err
		}
	}
	b.WriteByte('\n')
	return b.String() + rowsAndNames(features), nil
}

// collect adds the statements of node and of the nodes below it to features,
// under their dotted names.
func collect(node json.RawMessage, name string, depth int, features map[string]feature) error {
	var children map[string]json.RawMessage
	if err := json.Unmarshal(node, &children); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for key, child := range children {
		if key == "__compat" {
			var f feature
			if err := json.Unmarshal(child, &f); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			features[name] = f
			continue
		}
		if strings.ContainsAny(key, ".\t\n") {
			return fmt.Errorf("%s: the name %q would be ambiguous", name, key)
		}
		if depth > 0 && strings.Count(name, ".") >= depth {
			continue
		}
		if err := collect(child, name+"."+key, depth, features); err != nil {
			return err
		}
	}
	return nil
}

func writeBrowser(b *strings.Builder, id string, known browser) error {
	if len(known.Releases) == 0 {
		return fmt.Errorf("the data has no releases of %s", id)
	}
	fmt.Fprintf(b, "%s\t%s\t%s\t%s\t", id, known.Name, known.Type, known.Upstream)
	versions := slices.SortedFunc(maps.Keys(known.Releases), func(a, b string) int {
		return cmp.Compare(known.Releases[a].Index, known.Releases[b].Index)
	})
	for i, v := range versions {
		r := known.Releases[v]
		if i > 0 {
			b.WriteByte('|')
		}
		b.WriteString(strings.Join([]string{v, r.Date, r.Status, r.Engine, r.EngineVersion}, ","))
	}
	b.WriteByte('\n')
	return nil
}

// rowsAndNames returns the last two sections: the distinct rows in the order of
// their first use, and the features by name, each with the number of its row.
func rowsAndNames(features map[string]feature) string {
	var rows, names strings.Builder
	numbers := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(features)) {
		f := features[name]
		row := f.row()
		n, ok := numbers[row]
		if !ok {
			n = len(numbers)
			numbers[row] = n
			rows.WriteString(row + "\n")
		}
		names.WriteString(name + "\t" + strconv.Itoa(n) + "\n")
	}
	return rows.String() + "\n" + names.String()
}

func (f feature) row() string {
	cells := make([]string, len(browsers))
	for i, id := range browsers {
		var texts []string
		for _, s := range f.Support[id] {
			texts = append(texts, s.String())
		}
		cells[i] = strings.Join(texts, ",")
	}
	return strings.Join(cells, "\t")
}

// String returns a statement as compat reads it: ADDED[-REMOVED][*][!][^PREFIX][=NAME].
func (s statement) String() string {
	text := strings.Replace(string(s.Added), "preview", "p", 1)
	if s.Removed != "" {
		text += "-" + strings.Replace(string(s.Removed), "preview", "p", 1)
	}
	if s.Partial {
		text += "*"
	}
	if len(s.Flags) > 0 {
		text += "!"
	}
	if s.Prefix != "" {
		text += "^" + s.Prefix
	}
	if s.Name != "" {
		text += "=" + s.Name
	}
	return text
}
