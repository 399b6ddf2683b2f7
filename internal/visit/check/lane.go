package check

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/report"
	"skinbuild/internal/visit/browser"
)

// patience is the number of consecutive agents that may fail on a page or
// engine before it is given up.
const patience = 2

// lane is the part of a run in one browser. Its sessions take visits from one queue, and
// share what they learn about the engine and the pages.
type lane struct {
	*Plan
	spec  browser.Spec
	count *counter
	shots *pictures

	mu     sync.Mutex
	next   int            // in the queue
	broken string         // why this engine was given up
	inRow  int            // number of consecutive agents for which the engine failed
	failed string         // the last of them
	stuck  map[string]int // number of consecutive visits in which a page did not end, by its name
	why    map[string]string
}

func newLane(p *Plan, spec browser.Spec, n *counter, shots *pictures) *lane {
	return &lane{Plan: p, spec: spec, count: n, shots: shots, stuck: map[string]int{}, why: map[string]string{}}
}

// run makes the visits of the browser, in as many sessions as the plan says. The
// visits are in the order of the plan, whichever session made them.
func (l *lane) run(ctx context.Context) ([]report.Visit, error) {
	if l.spec.Path == "" {
		l.giveUp("not installed; " + l.spec.Install)
	}
	queue := l.queue()
	visits := make([]report.Visit, len(queue))
	errs := make(chan error, max(1, l.Sessions))
	for range cap(errs) {
		go func() { errs <- l.work(ctx, queue, visits) }()
	}
	var first error
	for range cap(errs) {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return visits, first
}

// work makes visits of the queue in one session, until none is left.
func (l *lane) work(ctx context.Context, queue []task, visits []report.Visit) error {
	i := l.take()
	if i >= len(queue) {
		return nil
	}
	s := &session{lane: l, log: &requestLog{}, heard: &observed{}, facts: map[string]*pageFacts{}}
	end, err := s.serve()
	if err != nil {
		return err
	}
	defer end()
	if l.reason() == "" {
		s.open(ctx)
		defer s.close()
	}
	for ; i < len(queue); i = l.take() {
		start := time.Now()
		v := s.repeat(ctx, func() report.Visit {
			v := queue[i](ctx, s)
			s.compare(&v)
			return v
		})
		v.Time = time.Since(start)
		visits[i] = v
		l.count.add()
	}
	return nil
}

// task makes one visit.
type task func(ctx context.Context, s *session) report.Visit

// queue returns the visits of the browser: each agent on each page, then the journeys.
func (l *lane) queue() []task {
	var queue []task
	seen := map[string]bool{}
	for _, agent := range l.Agents {
		for _, page := range l.Pages {
			key := sheetKey(page, agent.UserAgent)
			deep := key != "" && !seen[key]
			seen[key] = true
			queue = append(queue, func(ctx context.Context, s *session) report.Visit { return s.visit(ctx, agent, page, deep) })
		}
	}
	for _, j := range l.Journeys.List {
		queue = append(queue, func(ctx context.Context, s *session) report.Visit { return s.play(ctx, j) })
	}
	return queue
}

// sheetKey names the page and its style sheet as this agent gets it. Browsers with the
// same macros get the same sheet, and only the first of them is looked at in depth. It is
// "" if the skin servlet fails on the agent.
func sheetKey(page Page, userAgent string) string {
	if userAgent == "" {
		return page.Name
	}
	macros, err := ua.ServletMacros(userAgent)
	if err != nil {
		return ""
	}
	return page.Name + "\x00" + fmt.Sprint(emulation(userAgent).Mobile, macros.Names())
}

// take returns the index of the next visit.
func (l *lane) take() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	return l.next - 1
}

// engine returns the browser's name for the report: its family and version.
func (l *lane) engine() string {
	name := map[browser.Engine]string{browser.Chromium: "Chromium", browser.Firefox: "Firefox", browser.WebKit: "WPE WebKit"}[l.spec.Engine]
	return strings.TrimSpace(name + " " + l.spec.Version)
}

// reason returns why the engine was given up, "" if it was not.
func (l *lane) reason() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken
}

func (l *lane) giveUp(reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = reason
}

// obstacle returns why a page cannot be visited now, "" if it can. row names what is given
// up together, and did what fails in a row there.
func (l *lane) obstacle(ctx context.Context, page Page, row, did string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return "the run was interrupted"
	case l.broken != "":
		return l.engine() + ": " + l.broken
	case page.Unavailable != "":
		return page.Unavailable
	case l.stuck[row] >= patience:
		return fmt.Sprintf("%d consecutive %s: %s", patience, did, l.why[row])
	}
	return ""
}

// ended counts the visits in a row that a page did not end; err is nil if it did.
func (l *lane) ended(row string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.inRow, l.failed, l.stuck[row] = 0, "", 0
		return
	}
	l.stuck[row]++
	l.why[row] = reasonOf(err)
}

// engineFailed counts the agents in a row for which the engine failed, and reports whether
// it gets another try.
func (l *lane) engineFailed(agent string, err error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if agent != l.failed {
		l.inRow++
		l.failed = agent
	}
	if l.inRow >= patience {
		l.broken = "given up: " + short(err.Error())
	}
	return l.broken == ""
}
