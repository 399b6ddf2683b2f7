package check

import (
	"context"
	"errors"
	"strings"

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

// minJourney is the least time that a journey gets, as a multiple of a visit's.
const minJourney = 4

// play plays one journey and judges it.
func (s *session) play(ctx context.Context, j *journey.Journey) report.Visit {
	v := report.Visit{Agent: s.engine() + " itself", Engine: s.engine(), Page: "journey " + j.Name}
	start := s.Journeys.Starts[j.Page]
	reason := s.obstacle(ctx, start)
	if reason == "" && start.Path == "" {
		reason = "the webapp lacks the page \"" + j.Page + "\""
	}
	if reason != "" {
		notRun(&v, reason)
		return v
	}
	if s.Journeys.Fresh != nil {
		s.Journeys.Fresh()
	}
	limit, cancel := context.WithTimeout(ctx, minJourney*s.Limit)
	defer cancel()
	s.log.reset()
	var wrong error
	got, err := s.browser.Visit(limit, s.base+start.Path, &browser.Options{Screenshot: true, Then: func(ctx context.Context, t browser.Tab) error {
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
	if err != nil {
		s.close()
		s.open(ctx)
	}
	return v
}

// judgeJourney fills in the checks of a journey: whether each step could be done, and
// what the page did meanwhile.
func (s *session) judgeJourney(v *report.Visit, played *journey.Journey, got *browser.Page, wrong, err error) {
	start := s.Journeys.Starts[played.Page]
	j := &visitor{session: s, v: v, page: start, got: got}
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
	if err == nil {
		j.console()
		j.screenshot()
	}
}
