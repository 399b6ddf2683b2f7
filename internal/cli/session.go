package cli

import (
	"context"
	"sync/atomic"

	"github.com/spf13/cobra"

	"skinbuild/internal/source"
)

// session is what one run of a tool has reported.
type session struct {
	diags   source.Diags
	written bool // the command has written its result itself

	finishes atomic.Bool // a signal waits for the end of the command
}

type sessionKey struct{}

func withSession(ctx context.Context, s *session) context.Context {
	return context.WithValue(ctx, sessionKey{}, s)
}

// FinishAfterSignal makes SIGINT and SIGTERM wait until the command returns, because it
// has to undo what it began: a transaction, processes that it started. The command must
// end soon after its context does.
func FinishAfterSignal(cmd *cobra.Command) {
	if s := sessionOf(cmd); s != nil {
		s.finishes.Store(true)
	}
}

// sessionOf returns the session of the run; nil for a command that Run does not run.
func sessionOf(cmd *cobra.Command) *session {
	if cmd.Context() == nil {
		return nil
	}
	s, _ := cmd.Context().Value(sessionKey{}).(*session)
	return s
}

// Reported returns what the run has reported so far, sorted and each diagnostic
// once, for documents that hold it.
func Reported(cmd *cobra.Command) source.Diags {
	all := source.Diags{}
	if s := sessionOf(cmd); s != nil {
		all = append(all, s.diags.Sorted()...)
	}
	return all
}
