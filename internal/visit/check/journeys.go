package check

import (
	"context"
	"errors"
	"fmt"
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
	// Fresh is called before each journey, to forget what the one before has changed; nil
	// does nothing.
	Fresh func()
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
	reason := s.obstacle(ctx, start)
	row := "journeys on the page " + j.Page
	switch {
	case reason != "":
	case start.Path == "":
		reason = "the webapp lacks the page \"" + j.Page + "\""
	case s.stuck[row] >= patience:
		reason = fmt.Sprintf("%d consecutive journeys on this page did not end: %s", patience, s.why[row])
	}
	if reason != "" {
		notRun(&v, reason)
		return v
	}
	if s.Journeys.Fresh != nil {
		s.Journeys.Fresh()
	}
	limit, cancel := context.WithTimeout(ctx, longestJourney*s.Limit)
	defer cancel()
	s.log.reset()
	s.heard.reset()
	var wrong error
	got, err := s.browser.Visit(limit, s.base+start.Path, &browser.Options{
		Screenshot: true, Answer: max(s.Limit/2, leastAnswer),
		Then: func(ctx context.Context, t browser.Tab) error {
			wrong = j.Run(ctx, t, s.base)
			var step *journey.StepError
			if errors.As(wrong, &step) || errors.Is(wrong, journey.ErrSmall) {
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

// rememberJourney counts the journeys in a row after which the page was dead, and restarts
// an engine that failed.
func (s *session) rememberJourney(ctx context.Context, row string, err error) {
	if err == nil {
		s.stuck[row] = 0
		return
	}
	s.stuck[row]++
	s.why[row] = strings.ReplaceAll(reasonOf(err), s.base, "")
	if !isStuck(err) {
		s.close()
		s.open(ctx)
	}
}

// judgeJourney fills in the checks of a journey: whether each step could be done, and
// what the page did meanwhile.
func (s *session) judgeJourney(v *report.Visit, played *journey.Journey, got *browser.Page, wrong, err error) {
	start := s.Journeys.Starts[played.Page]
	j := &visitor{session: s, v: v, page: start, got: got, heard: s.heard.read()}
	v.Screenshot = s.shots.one(got.Screenshot)
	if errors.Is(wrong, journey.ErrSmall) {
		j.notRun("journey", s.engine()+": "+wrong.Error())
		return
	}
	j.fact("journey", played.Title)
	if wrong == nil {
		wrong = err
	}
	j.set("journey", wrong == nil, strings.ReplaceAll(reasonOf(wrong), s.base, ""))
	j.dialogs()
	j.missing()
	j.console()
	j.screenshot()
}
