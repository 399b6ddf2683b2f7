// Package browsertest starts the real browsers of this machine in tests.
package browsertest

import (
	"context"
	"testing"

	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
)

// Find returns the installed browser of that engine. Without one, and under -short, it
// skips the test.
func Find(t testing.TB, engine browser.Engine) browser.Spec {
	t.Helper()
	testenv.Long(t)
	for _, s := range browser.Find(t.Context()) {
		if s.Engine == engine && s.Path != "" {
			return s
		}
	}
	testenv.Skip(t, "%s is not installed; run tools/setup", engine)
	return browser.Spec{}
}

// Open starts the browser that Find returns, and closes it after the test.
func Open(t testing.TB, engine browser.Engine) *browser.Browser {
	t.Helper()
	// The context of the test ends before its cleanup, which needs the browser.
	b, err := browser.Open(context.WithoutCancel(t.Context()), Find(t, engine))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}
