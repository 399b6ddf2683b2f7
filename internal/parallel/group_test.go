package parallel_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"skinbuild/internal/parallel"
)

func TestGroup(t *testing.T) {
	var sum atomic.Int32
	var g parallel.Group
	for i := range 10 {
		g.Go(func() { sum.Add(int32(i)) })
	}
	if g.Wait(); sum.Load() != 45 {
		t.Errorf("the sum is %d", sum.Load())
	}
}

func TestPanic(t *testing.T) {
	var sum atomic.Int32
	defer func() {
		p, ok := recover().(*parallel.Panic)
		if !ok || p.Reason != "broken" || !strings.Contains(string(p.Stack), "breaks") {
			t.Errorf("recovered %+v", p)
		}
		if sum.Load() != 9 {
			t.Errorf("%d others have run to their end", sum.Load())
		}
	}()
	var g parallel.Group
	for i := range 10 {
		g.Go(func() {
			if i == 3 {
				inner(breaks)
			}
			sum.Add(1)
		})
	}
	g.Wait()
}

func inner(f func()) {
	var g parallel.Group
	g.Go(f)
	g.Wait()
}

func breaks() { panic("broken") }
