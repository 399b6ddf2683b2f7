package check

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"skinbuild/internal/report"
	"skinbuild/internal/visit/baseline"
	"skinbuild/internal/visit/browser"
)

// acceptedPicture is the check that compares a picture with the accepted one.
const acceptedPicture = "accepted-picture"

var notInName = regexp.MustCompile(`[^0-9a-z]+`)

// pictureName is the name of a visit's picture among the accepted ones.
func (l *lane) pictureName(v *report.Visit) string {
	return string(l.spec.Engine) + "/" + strings.Trim(notInName.ReplaceAllString(strings.ToLower(v.Page), "-"), "-")
}

// compare compares the picture of a real engine's visit with the accepted one.
func (s *session) compare(v *report.Visit) {
	if s.Accepted == nil || v.Emulated {
		return
	}
	set := func(o report.Outcome, reason string) {
		v.Checks = append(v.Checks, report.Check{Name: acceptedPicture, Outcome: o, Reason: reason})
	}
	switch {
	case len(v.Screenshot) == 0:
		set(report.NotRun, "there is no picture of this visit")
		return
	case v.Outcome() == report.Failed && strings.HasPrefix(v.Page, "journey "):
		set(report.NotRun, "the journey failed, so its end is another page")
		return
	}
	r, err := s.Accepted.Compare(s.pictureName(v), v.Screenshot)
	switch {
	case err != nil:
		set(report.Failed, err.Error())
	case r.State == baseline.New:
		set(report.NotRun, "no picture was accepted yet; uacheck accept accepts this one")
	case r.State == baseline.Same:
		set(report.Passed, "")
	case r.Resized != "":
		v.Accepted = r.Accepted
		set(report.Failed, "the picture has another size: "+r.Resized)
	default:
		v.Accepted, v.Difference = r.Accepted, r.Difference
		set(report.Failed, fmt.Sprintf("%d pixels differ from the accepted picture", r.Pixels))
	}
}

// repeat makes a visit of a real engine again if it failed. Where a later try passes, the
// check "flaky" says so: not run, because the page is not known to work.
func (s *session) repeat(ctx context.Context, visit func() report.Visit) report.Visit {
	first := visit()
	if first.Emulated || first.Outcome() != report.Failed {
		return first
	}
	for i := range s.Retries {
		if ctx.Err() != nil {
			break
		}
		v := visit()
		if v.Outcome() == report.Failed {
			continue
		}
		reason := fmt.Sprintf("failed at first and passed at try %d: %s", i+2, failedChecks(&first))
		v.Checks = append(v.Checks, report.Check{Name: "flaky", Outcome: report.NotRun, Reason: reason})
		return v
	}
	if s.Retries > 0 && ctx.Err() == nil {
		first.Facts = append(first.Facts, report.Fact{Name: "tries", Value: fmt.Sprintf("failed %d times", s.Retries+1)})
	}
	return first
}

func failedChecks(v *report.Visit) string {
	var list []string
	for _, c := range v.Checks {
		if c.Outcome == report.Failed {
			list = append(list, c.Name+": "+c.Reason)
		}
	}
	return strings.Join(list, "; ")
}

// noteGone notes the accepted pictures of these engines that no visit has made.
func (p *Plan) noteGone(r *report.Report) error {
	if p.Accepted == nil {
		return nil
	}
	names, err := p.Accepted.Accepted()
	if err != nil {
		return err
	}
	made := map[string]bool{}
	for _, spec := range p.Browsers {
		s := lane{spec: spec}
		for i := range r.Visits {
			made[s.pictureName(&r.Visits[i])] = true
		}
	}
	gone := slices.DeleteFunc(names, func(name string) bool {
		engine, _, _ := strings.Cut(name, "/")
		mine := slices.ContainsFunc(p.Browsers, func(b browser.Spec) bool { return string(b.Engine) == engine })
		return made[name] || !mine
	})
	if len(gone) > 0 {
		r.Notes = append(r.Notes, "Accepted pictures without a visit in this run: "+strings.Join(gone, ", ")+". uacheck accept --drop removes them.")
	}
	return nil
}
