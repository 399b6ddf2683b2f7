package check

import (
	"context"

	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/journey"
)

// Live is a running server, and a test account on it.
type Live struct {
	URL            string // "https://mail.example.org", without a path
	User, Password string
	Context        string // the path of the webapp, "/zimbra"
}

// signIn signs the test account in, as a person does, and goes to the page on which the
// journey begins. The login page needs neither.
func (l *Live) signIn(ctx context.Context, t browser.Tab, start Page) error {
	if start.Name == "login" {
		return nil
	}
	field := func(id string) journey.Target { return journey.Target{Selector: "#" + id} }
	// The texts of these steps are what a report shows: without the password.
	return (&journey.Journey{Name: "sign in", Steps: []journey.Step{
		{Line: 1, Verb: "fill", Text: "the user", Target: field("username"), Value: l.User},
		{Line: 2, Verb: "fill", Text: "the password", Target: field("password"), Value: l.Password},
		{Line: 3, Verb: "press", Text: "Enter", Value: "Enter"},
		{Line: 4, Verb: "gone", Text: "the field of the password", Target: field("password")},
		{Line: 5, Verb: "go", Text: "the page of the journey", Value: start.Path},
	}}).Run(ctx, t, journey.Server{Base: l.URL})
}

// liveObstacle returns why a journey is not played on a live server.
func (s *session) liveObstacle(j *journey.Journey) string {
	switch {
	case s.Live == nil:
		return ""
	case j.Mailbox != "":
		return "it needs a mailbox of its own; a live account has another"
	case j.SafeSteps() == 0:
		return "no step is marked safe; it would change the account"
	}
	return ""
}
