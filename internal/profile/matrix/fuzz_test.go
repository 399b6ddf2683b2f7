package matrix

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzRead reads the JSON of a matrix, and compares what is one with itself.
func FuzzRead(f *testing.F) {
	m, err := Build(Supported()[:2])
	if err != nil {
		f.Fatal(err)
	}
	m.Sections = m.Sections[:1]
	text, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"columns":[{}],"sections":[{"rows":[{"cells":[{}]}]}]}`))
	f.Add([]byte(`{"columns":[null],"sections":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		c := m.Compare(m)
		_ = c.Text()
		for _, d := range c.Changed {
			t.Errorf("a matrix differs from itself: %+v", d)
		}
	})
}
