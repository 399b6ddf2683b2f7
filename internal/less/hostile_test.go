package less_test

import (
	"strings"
	"testing"

	"skinbuild/bench/synth"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// Each family that asks for more than there is ends with the error of a limit, at a
// place; and what is only long compiles. Limits are an eighth of the defaults, so that
// the test takes no longer than it must; go run ./bench/limits has the defaults.
func TestHostile(t *testing.T) {
	for _, h := range synth.Hostiles() {
		t.Run(h.Name, func(t *testing.T) {
			t.Parallel()
			text := h.Text()
			if len(text) > 1_000_000 {
				return // says something of its time only
			}
			opt := &less.Options{}
			if h.Limit != "" {
				opt.Limits = less.Limits{Memory: 64 << 20, Steps: 6_000_000}
			}
			result, ds := less.Compile(oneFile{"in.less": text}, "in.less", opt)
			err := firstError(ds)
			switch {
			case h.Limit == "":
				if result == nil || err != nil {
					t.Errorf("got %v, want CSS", err)
				}
			case err == nil:
				t.Errorf("got CSS, want %s", h.Limit)
			case h.Limit != "error" && (err.Code != codes.LessLimit || !strings.Contains(err.Text, h.Limit) || err.File.Name() != "in.less"):
				t.Errorf("got %v\nwant %s", err, h.Limit)
			}
		})
	}
}

// firstError is the first diagnostic that is an error, nil for none.
func firstError(ds source.Diags) *source.Diag {
	for _, d := range ds {
		if d.Severity == source.Error {
			return d
		}
	}
	return nil
}

// A limit is the last error of a compilation: nothing is evaluated behind it.
func TestLimitEnds(t *testing.T) {
	in := ".a { b: @missing }\n.c { d: length(range(100000)) }\n.e { f: @missing }"
	_, ds := less.Compile(oneFile{"in.less": in}, "in.less", &less.Options{Limits: less.Limits{Memory: 1 << 20}})
	if len(ds) != 2 || ds[1].Code != codes.LessLimit {
		t.Fatalf("%d diagnostics: %v", len(ds), ds)
	}
	if want := "in.less:2:16: error: more than 1 MB of memory (the limit on memory) [less/limit]"; !strings.HasPrefix(ds[1].Error(), want) {
		t.Errorf("got  %v\nwant %s", ds[1], want)
	}
}
