package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/browser"
	"skinbuild/internal/visit/journey"
)

// Journeys says which journeys are played: each once in every browser, as the browser
// itself.
type Journeys struct {
	List []*journey.Journey
	// Starts are the pages that journeys begin on, by the names that they use: "client"
	// and "login". A journey whose page is Unavailable is not run.
	Starts map[string]Page
	// Obstacle returns why a journey cannot be played here, "" if it can; nil: all can.
	Obstacle func(j *journey.Journey) string
}

// longestJourney is how long a journey may take, as a multiple of a visit's limit.
const longestJourney = 4

// leastAnswer is the least time that a page has for one answer in a journey: it may be
// loading a package.
const leastAnswer = 6 * time.Second

// play plays one journey and judges it.
func (s *session) play(ctx context.Context, j *journey.Journey) report.Visit {
	v := report.Visit{Agent: s.engine() + " itself", Engine: s.engine(), Page: "journey " + j.Name}
	start := s.Journeys.Starts[j.Page]
	row := "journeys on the page " + j.Page
	reason := s.obstacle(ctx, start, row, "journeys on this page did not end")
	if reason == "" && start.Path == "" {
		reason = "the webapp lacks the page \"" + j.Page + "\""
	}
	if reason == "" {
		reason = s.liveObstacle(j)
	}
	if reason == "" && s.Journeys.Obstacle != nil {
		reason = s.Journeys.Obstacle(j)
	}
	if reason == "" && s.site.Fresh != nil {
		if err := s.site.Fresh(j); err != nil {
			reason = err.Error()
		}
	}
	if reason != "" {
		notRun(&v, reason)
		return v
	}
	limit, cancel := context.WithTimeout(ctx, longestJourney*s.Limit)
	defer cancel()
	s.log.reset()
	s.heard.reset()
	var wrong error
	first := start.Path
	if s.Live != nil {
		first = s.Journeys.Starts["login"].Path
	}
	got, err := s.browser.Visit(limit, s.base+first, &browser.Options{
		Screenshot: true, Answer: max(s.Limit/2, leastAnswer),
		Then: func(ctx context.Context, t browser.Tab) error {
			wrong = s.runSteps(ctx, t, j, start)
			var step *journey.StepError
			if errors.As(wrong, &step) || unable(wrong) {
				return nil // the page is alive, and its picture shows what was wrong
			}
			return wrong
		}})
	if err != nil && ctx.Err() != nil {
		notRun(&v, "the run was interrupted")
		return v
	}
	s.judgeJourney(&v, j, got, wrong, err)
	s.rememberJourney(ctx, row, err)
	return v
}

// runSteps does the steps; on a live server it signs in first.
func (s *session) runSteps(ctx context.Context, t browser.Tab, j *journey.Journey, start Page) error {
	if s.Live != nil {
		if err := s.Live.signIn(ctx, t, start); err != nil {
			return err
		}
	}
	return j.Run(ctx, t, journey.Server{Live: s.Live != nil, Base: s.base, Expire: s.site.Expire, Receive: s.site.Receive})
}

// rememberJourney counts the journeys in a row after which the page was dead, and restarts
// an engine that failed.
func (s *session) rememberJourney(ctx context.Context, row string, err error) {
	if err == nil {
		s.ended(row, nil)
		return
	}
	s.ended(row, errors.New(strings.ReplaceAll(reasonOf(err), s.base, "")))
	if !isStuck(err) {
		s.close()
		s.open(ctx)
	}
}

// unable reports whether a journey ended at what this browser cannot do.
func unable(err error) bool {
	return errors.Is(err, journey.ErrSmall) || errors.Is(err, browser.ErrUnable)
}

// judgeJourney fills in the checks of a journey: whether each step could be done, and
// what the page did meanwhile.
func (s *session) judgeJourney(v *report.Visit, played *journey.Journey, got *browser.Page, wrong, err error) {
	start := s.Journeys.Starts[played.Page]
	j := &visitor{session: s, v: v, page: start, got: got, heard: s.heard.read(), allowed: played.Allowed}
	v.Screenshot = s.shots.one(got.Screenshot)
	if unable(wrong) {
		j.notRun("journey", s.engine()+": "+wrong.Error())
		return
	}
	j.fact("journey", played.Title)
	if wrong == nil {
		wrong = err
	}
	if n := played.SafeSteps(); s.Live != nil && n < len(played.Steps) {
		j.notRun("journey-rest", fmt.Sprintf("%d of %d steps change the account and were not done", len(played.Steps)-n, len(played.Steps)))
	}
	j.set("journey", wrong == nil, strings.ReplaceAll(reasonOf(wrong), s.base, ""))
	j.dialogs()
	j.missing()
	j.console()
	j.screenshot()
}

// notAllowed returns the errors that the journey does not allow; the others become facts.
func (j *visitor) notAllowed(list []string) []string {
	return slices.DeleteFunc(list, func(text string) bool {
		i := slices.IndexFunc(j.allowed, func(a journey.Allowed) bool { return strings.Contains(text, a.Text) })
		if i >= 0 {
			j.v.Facts = append(j.v.Facts, report.Fact{Group: "allowed", Name: short(text), Value: j.allowed[i].Reason})
		}
		return i >= 0
	})
}
