package inject

import (
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// run applies the operations for a bundle; it skips pages that they do not fit.
func run(t *rapid.T, s *Series, live fstest.MapFS, opt Options) {
	p, err := s.Apply(live, opt)
	if err != nil || p.Diags.Err() != nil {
		t.Skip("does not fit")
	}
	apply(t, live, p.Changes)
}

// Bundles that share a template do not touch each other's blocks: the order in which
// they are applied does not matter, and removing one leaves the other as it is alone.
func TestTwoBundles(t *testing.T) {
	all := everywhere(t)
	both := 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := &Series{}, &Series{}
		for i, op := range all.ops {
			if _, patch := op.(*Patch); patch {
				continue
			}
			switch rapid.IntRange(0, 4).Draw(t, "owner") {
			case 0:
				a.ops = append(a.ops, all.ops[i])
			case 1:
				b.ops = append(b.ops, all.ops[i])
			}
		}
		text := page(t)
		live := func() fstest.MapFS { return fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}} }
		optA, optB := Options{Bundle: "acme", Generation: 1}, Options{Bundle: "zeta", Generation: 1}
		ab, ba, alone := live(), live(), live()
		run(t, a, ab, optA)
		run(t, b, ab, optB)
		run(t, b, ba, optB)
		run(t, a, ba, optA)
		run(t, b, alone, optB)
		if got, want := string(ba["public/a.jsp"].Data), string(ab["public/a.jsp"].Data); got != want {
			t.Fatalf("the order matters:\n%q\n%q", got, want)
		}
		if len(ab) > 1 {
			both++
		}
		for _, opt := range []Options{optA, optB} {
			p, err := Revert(ab, opt)
			if err != nil || p.Diags.Err() != nil {
				t.Fatalf("revert: %v, %v", err, p.Diags.Err())
			}
			apply(t, ab, p.Changes)
			want := text
			if opt.Bundle == "acme" {
				want = string(alone["public/a.jsp"].Data)
			}
			if got := string(ab["public/a.jsp"].Data); got != want {
				t.Fatalf("%s removed:\n%q, want\n%q", opt.Bundle, got, want)
			}
		}
	})
	if both == 0 {
		t.Error("no page took operations of both")
	}
}

// A patch of one bundle and an insertion of another live in one file; a second patch
// is refused.
func TestPatchOfAnotherBundle(t *testing.T) {
	text := "one\ntwo\nthree\n<head>\n</head>\n"
	live := fstest.MapFS{"public/a.jsp": {Data: []byte(text), Mode: 0o644}}
	do := func(p *Plan, err error) {
		t.Helper()
		if err != nil || p.Diags.Err() != nil {
			t.Fatalf("%v, %v", err, p.Diags.Err())
		}
		apply(t, live, p.Changes)
	}
	patch := Config{Patch: "a.diff"}
	do(series(t, patch).Apply(live, Options{Bundle: "fixes", Generation: 1}))
	do(series(t, Config{Anchor: "head-end", Script: "js/a.js", NoIntegrity: bare}).Apply(live, Options{Bundle: "brand", Generation: 2}))
	if got, want := short(string(live["public/a.jsp"].Data)), "one\nzwei\nthree\n<head>\n{\n"+script+"\n}\n</head>\n|"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	p, err := series(t, patch).Apply(live, Options{Bundle: "brand", Generation: 3})
	if err != nil || p.Diags.Err() == nil || p.Diags[0].Code.String() != "inject/two-patches" {
		t.Errorf("a second patch: %v, %v", err, p.Diags)
	}
	do(Revert(live, Options{Bundle: "fixes"}))
	if got, want := short(string(live["public/a.jsp"].Data)), "one\ntwo\nthree\n<head>\n{\n"+script+"\n}\n</head>\n"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	do(Revert(live, Options{Bundle: "brand"}))
	if got := string(live["public/a.jsp"].Data); got != text {
		t.Errorf("got %q", got)
	}
}

// A back-port that the vendor's file has already is reported and not applied.
func TestPatchAlreadyUpstream(t *testing.T) {
	live := fstest.MapFS{"public/a.jsp": {Data: []byte("one\nzwei\nthree\n"), Mode: 0o644}}
	p, err := series(t, Config{Patch: "a.diff"}).Apply(live, Options{})
	if err != nil || p.Diags.Err() != nil || len(p.Changes) != 0 || p.Files[0].Ops[0].Action != "already" {
		t.Errorf("%v, %v, %+v", err, p.Diags, p.Files)
	}
}
