// Package lessjs runs the JavaScript that stylesheets carry: inline expressions
// in backticks and plugins that add functions. It is apart from package less so
// that only who allows JavaScript links an engine for it.
//
// The sandbox is the ECMAScript language and nothing else: no network, process, timer
// or clock, and no file but what a plugin requires from the file system of the
// compilation. Date stands still at the epoch and
// Math.random gives the same numbers in every run, so the same stylesheet gives
// the same bytes. Limits on time, call depth and memory end a script with an
// error.
package lessjs

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"runtime/metrics"
	"strings"
	"time"

	_ "embed"

	"github.com/dop251/goja"

	"skinbuild/internal/codes"
	"skinbuild/internal/less"
)

// Limits bound what the scripts of one compilation may use. A zero field means
// its default.
type Limits struct {
	Time   time.Duration // of one expression, function call or plugin; 0 means 10 s
	Memory int64         // bytes by which one run may make the heap grow; 0 means 256 MB
	Depth  int           // nested calls; 0 means 2,000
}

const (
	defaultTime   = 10 * time.Second
	defaultMemory = 256 << 20
	defaultDepth  = 2000
)

// watchEvery is how often a running script's memory is looked at. It bounds by how
// much a script can overshoot.
const watchEvery = 5 * time.Millisecond

// engine is one JavaScript global with its limits. It is used by one goroutine at
// a time.
type engine struct {
	vm     *goja.Runtime
	limits Limits
	dead   error // set once a script could not be stopped: its goroutine still owns vm
	inside bool  // a script is running, so a nested call is under its watch
}

// prelude defines the node types and takes away what would let a single native
// call use unbounded memory.
//
//go:embed prelude.js
var prelude string

func newEngine(limits Limits) (*engine, error) {
	if limits.Time <= 0 {
		limits.Time = defaultTime
	}
	if limits.Memory <= 0 {
		limits.Memory = defaultMemory
	}
	if limits.Depth <= 0 {
		limits.Depth = defaultDepth
	}
	vm := goja.New()
	vm.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	vm.SetRandSource(rand.New(rand.NewPCG(1, 1)).Float64)
	vm.SetMaxCallStackSize(limits.Depth)
	return &engine{vm: vm, limits: limits}, nil
}

// limitError is what a limit interrupts a script with. It ends the compilation.
func limitError(format string, args ...any) error {
	return &less.HostError{Code: codes.LessLimit, Text: fmt.Sprintf(format, args...)}
}

// run runs a script under the limits. A script that ignores the interrupt, since
// it is inside one native call (a regular expression), is left to itself: the
// engine is then dead and says so from there on.
func (e *engine) run(script func() (goja.Value, error)) (goja.Value, error) {
	if e.dead != nil {
		return nil, e.dead
	}
	if e.inside {
		return script()
	}
	type outcome struct {
		value goja.Value
		err   error
	}
	done := make(chan outcome, 1)
	e.inside = true
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- outcome{nil, fmt.Errorf("the script engine failed: %v", p)}
			}
		}()
		v, err := script()
		done <- outcome{v, err}
	}()
	stopped := make(chan struct{})
	go e.watch(stopped)
	defer close(stopped)
	// The grace is for a script that is slow to notice the interrupt.
	grace := time.NewTimer(e.limits.Time + time.Second)
	defer grace.Stop()
	select {
	case o := <-done:
		e.inside = false
		e.vm.ClearInterrupt()
		return o.value, e.explain(o.err)
	case <-grace.C:
		e.dead = e.timeout()
		return nil, e.dead
	}
}

func (e *engine) timeout() error {
	return limitError("the script ran longer than %s (the limit on time)", e.limits.Time)
}

// watch interrupts the script once a limit is passed.
func (e *engine) watch(stopped <-chan struct{}) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	deadline := time.Now().Add(e.limits.Time)
	start := heapBytes()
	for {
		select {
		case <-stopped:
			return
		case now := <-tick.C:
			switch {
			case now.After(deadline):
				e.vm.Interrupt(e.timeout())
				return
			case heapBytes()-start > e.limits.Memory && liveBytes()-start > e.limits.Memory:
				e.vm.Interrupt(limitError("the script used more than %d MB (the limit on memory)", e.limits.Memory>>20))
				return
			}
		}
	}
}

// liveBytes is heapBytes without the garbage.
func liveBytes() int64 {
	runtime.GC()
	return heapBytes()
}

// heapBytes returns what the heap holds, garbage that is not yet collected too.
func heapBytes() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// explain turns what the engine returns into the error a user reads.
func (e *engine) explain(err error) error {
	var interrupted *goja.InterruptedError
	var overflow *goja.StackOverflowError
	var thrown *goja.Exception
	switch {
	case err == nil:
		return nil
	case errors.As(err, &interrupted):
		if limit, ok := interrupted.Value().(error); ok {
			return limit
		}
		return err
	case errors.As(err, &overflow):
		return limitError("the script nests more than %d calls (the limit on depth)", e.limits.Depth)
	case errors.As(err, &thrown):
		return newScriptError(thrown)
	}
	return err
}

// scriptError is an exception that a script threw.
type scriptError struct {
	name, message string
	kind          string // the type that less.js gives errors its functions throw: "Argument", or ""
}

func (e *scriptError) Error() string { return e.name + ": " + e.message }

func newScriptError(thrown *goja.Exception) error {
	if host := thrown.Unwrap(); host != nil { // an error of a Go function that passed through the script
		return host
	}
	obj, ok := thrown.Value().(*goja.Object)
	if !ok {
		return &scriptError{name: "undefined", message: thrown.Value().String()}
	}
	text := func(key string) string {
		if v := obj.Get(key); v != nil && !goja.IsUndefined(v) {
			return v.String()
		}
		return ""
	}
	return &scriptError{name: text("name"), message: likeV8(text("message")), kind: text("type")}
}

// Stylesheets are tested against messages of V8, which words this one differently.
var readOfNothing = regexp.MustCompile(`^Cannot read property '(.*)' of (undefined|null)( or null| or undefined)?$`)

func likeV8(message string) string {
	if m := readOfNothing.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("Cannot read properties of %s (reading '%s')", m[2], m[1])
	}
	return strings.TrimSpace(message)
}
