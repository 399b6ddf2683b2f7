package main

import (
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	const in = `{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: wrong\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:1: not run: java is not installed\n"}
{"Action":"skip","Package":"p","Test":"TestC"}
{"Action":"output","Package":"p","Test":"TestD","Output":"    c_test.go:1: left out by -short\n"}
{"Action":"skip","Package":"p","Test":"TestD"}
{"Action":"fail","Package":"p","Elapsed":1.5}
{"Action":"build-output","ImportPath":"q","Output":"q.go:1:1: broken\n"}
{"Action":"build-fail","ImportPath":"q"}
go: no JSON
`
	var out strings.Builder
	s := &summary{out: &out, notRun: map[string]int{}, output: map[string]string{}}
	if err := s.read(strings.NewReader(in)); err != nil {
		t.Fatal(err)
	}
	s.close()
	for _, want := range []string{"a_test.go:1: wrong\n", "FAIL  p ", "q.go:1:1: broken\n", "go: no JSON\n", "\n1 tests passed, 3 failed, 1 left out by -short.\n1 conformance tests were not run:\n    1  java is not installed\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
