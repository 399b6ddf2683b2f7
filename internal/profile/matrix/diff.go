package matrix

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A Difference is a cell that differs between two matrices. Old or New is ""
// for no or nothing.
type Difference struct {
	Column  string `json:"column"`
	Section string `json:"section"`
	Row     string `json:"row"`
	Old     string `json:"old"`
	New     string `json:"new"`
}

// A Comparison is the change from one matrix to another. Browsers that only one
// of them has are listed but not compared.
type Comparison struct {
	OldData Data         `json:"oldData"`
	NewData Data         `json:"newData"`
	Gone    []string     `json:"gone"`
	Come    []string     `json:"come"`
	Changed []Difference `json:"changed"`
}

// Read reads the JSON form of a matrix. The error says what is wrong with it.
func Read(r io.Reader) (*Matrix, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxJSON {
		return nil, fmt.Errorf("not the JSON of a matrix: larger than %d MB", maxJSON>>20)
	}
	m := Matrix{}
	document := struct {
		Schema  string `json:"schema"`
		Version int    `json:"version"`
		*Matrix
	}{Matrix: &m}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&document); err != nil {
		return nil, fmt.Errorf("not the JSON of a matrix: %w", err)
	}
	if len(m.Columns) == 0 || len(m.Sections) == 0 {
		return nil, fmt.Errorf("not the JSON of a matrix: it has no browsers or no rows")
	}
	for _, s := range m.Sections {
		for _, row := range s.Rows {
			if len(row.Cells) != len(m.Columns) {
				return nil, fmt.Errorf("%s %s has %d cells for %d browsers", s.Name, row.Name, len(row.Cells), len(m.Columns))
			}
		}
	}
	return &m, nil
}

const maxJSON = 64 << 20

// Compare returns the changes from old to m. A question that only one matrix
// has counts as empty in the other, except for features, because the list of
// features changes.
func (m *Matrix) Compare(old *Matrix) *Comparison {
	c := &Comparison{OldData: old.Data, NewData: m.Data, Gone: []string{}, Come: []string{}, Changed: []Difference{}}
	for _, o := range old.Columns {
		if indexOf(m.Columns, o.ID) < 0 {
			c.Gone = append(c.Gone, o.ID)
		}
	}
	for i, n := range m.Columns {
		at := indexOf(old.Columns, n.ID)
		if at < 0 {
			c.Come = append(c.Come, n.ID)
			continue
		}
		c.release(old.Columns[at], n)
		for _, q := range questions(old, m) {
			before, had := old.cell(q.section, q.row, at)
			now, has := m.cell(q.section, q.row, i)
			if before != now && (had && has || q.section != sectionFeatures) {
				c.Changed = append(c.Changed, Difference{n.ID, q.section, q.row, before, now})
			}
		}
	}
	return c
}

// Empty reports whether nothing changed.
func (c *Comparison) Empty() bool { return len(c.Gone)+len(c.Come)+len(c.Changed) == 0 }

func (c *Comparison) release(old, now Column) {
	if old.Version != now.Version {
		c.Changed = append(c.Changed, Difference{now.ID, "release", "version", old.Version, now.Version})
	}
	if old.UserAgent != now.UserAgent {
		c.Changed = append(c.Changed, Difference{now.ID, "release", "userAgent", old.UserAgent, now.UserAgent})
	}
}

func indexOf(columns []Column, id string) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.ID == id })
}

type question struct{ section, row string }

// questions returns the questions of both, in the order of the second.
func questions(old, now *Matrix) []question {
	var list []question
	seen := map[question]bool{}
	for _, m := range []*Matrix{now, old} {
		for _, s := range m.Sections {
			for _, r := range s.Rows {
				if q := (question{s.Name, r.Name}); !seen[q] {
					seen[q] = true
					list = append(list, q)
				}
			}
		}
	}
	return list
}

// Text prints the comparison for people.
func (c *Comparison) Text() string {
	var b bytes.Buffer
	if c.OldData != c.NewData {
		fmt.Fprintf(&b, "data: %s %s of %s, before %s of %s\n", c.NewData.Source, c.NewData.Version, c.NewData.Date, c.OldData.Version, c.OldData.Date)
	}
	for _, id := range c.Gone {
		fmt.Fprintf(&b, "- %s\n", id)
	}
	for _, id := range c.Come {
		fmt.Fprintf(&b, "+ %s\n", id)
	}
	last := ""
	for _, d := range c.Changed {
		if d.Column != last {
			fmt.Fprintf(&b, "%s\n", d.Column)
			last = d.Column
		}
		fmt.Fprintf(&b, "  %s %s: %s → %s\n", d.Section, d.Row, orDash(d.Old), orDash(d.New))
	}
	if c.Empty() {
		b.WriteString("no difference\n")
	}
	return b.String()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
