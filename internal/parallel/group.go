// Package parallel runs functions at once. A panic of one of them, which would end the
// process with nothing but a stack trace, reaches the goroutine that waits for it.
package parallel

import (
	"runtime/debug"
	"sync"
)

// A Group is goroutines that are waited for together. Its zero value is empty. It must
// not be copied once it was used.
type Group struct {
	wait  sync.WaitGroup
	mu    sync.Mutex
	first *Panic
}

// A Panic is what Wait panics with: what the function panicked with, and the stack of its
// goroutine at that time.
type Panic struct {
	Reason any
	Stack  []byte
}

// Go calls f in a goroutine of its own.
func (g *Group) Go(f func()) {
	g.wait.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				g.failed(r, debug.Stack())
			}
		}()
		f()
	})
}

func (g *Group) failed(reason any, stack []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.first != nil {
		return
	}
	if inner, ok := reason.(*Panic); ok { // of a group that f waited for
		g.first = inner
		return
	}
	g.first = &Panic{reason, stack}
}

// Wait waits until all functions have returned. If any panicked, it panics with a *Panic:
// that of the first.
func (g *Group) Wait() {
	g.wait.Wait()
	if g.first != nil {
		panic(g.first)
	}
}
