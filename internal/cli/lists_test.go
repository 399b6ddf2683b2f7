package cli

import (
	"encoding/json"
	"testing"
)

type inner struct {
	List []string
	Skip []string `json:",omitempty"`
	own  []int
}

func TestDocumentsHaveListsNotNull(t *testing.T) {
	in := struct {
		A *inner
		B []inner
		C map[string][]int
		D *inner
		E any
		F json.RawMessage
		inner
	}{A: &inner{own: []int{1}}, B: []inner{{List: []string{"x"}}}, C: map[string][]int{"k": nil}, E: []*inner{{}}, F: json.RawMessage(`null`)}
	text, err := Document("x", in)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		A, D *struct{ List []string }
		C    map[string][]int
		E    []struct{ List []string }
		F    json.RawMessage
		List []string
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.A.List == nil || got.List == nil || got.C["k"] == nil || got.E[0].List == nil || got.D != nil || string(got.F) != "null" {
		t.Errorf("%s", text)
	}
	if in.A.List != nil || in.C["k"] != nil {
		t.Error("the value of the caller has changed")
	}
}
