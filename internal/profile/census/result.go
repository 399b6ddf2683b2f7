package census

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"skinbuild/internal/agents/compat"
)

// A Result holds the counts in their JSON form. Results of several hosts can be
// merged. It contains no address.
type Result struct {
	Form      string           `json:"form"` // resultForm
	Lines     int64            `json:"lines"`
	Broken    int64            `json:"broken"`
	BrokenAt  []Broken         `json:"brokenAt"`   // the first of them
	Filtered  map[string]int64 `json:"notCounted"` // requests that are not from users, by reason
	Requests  int64            `json:"requests"`   // requests from users
	Clients   int64            `json:"clients"`    // estimated number of distinct pairs of address and agent
	Agents    []Agent          `json:"agents"`     // the most frequent first
	Others    Others           `json:"others"`
	Hosts     int              `json:"hosts"` // results that were merged
	DataDate  string           `json:"dataDate"`
	DataVer   string           `json:"dataVersion"`
	View      *View            `json:"view"`             // the agents classified by that data
	CapAgents int              `json:"cap"`              // maximum number of distinct agents
	Shifts    []Shift          `json:"since,omitempty"`  // compared with an earlier census
	Capped    string           `json:"capped,omitempty"` // the limit that was reached: agents, memory
}

const resultForm = "uacheck census 1"

// An Agent is one User-Agent of users.
type Agent struct {
	UserAgent string `json:"userAgent"`
	Requests  int64  `json:"requests"`
	Clients   int64  `json:"clients"`
}

// Others are the agents beyond the limit, of which only sums are kept.
type Others struct {
	Requests int64 `json:"requests"`
	Agents   int64 `json:"agents"`  // about
	Clients  int64 `json:"clients"` // estimated number of distinct addresses
	ShortBy  int64 `json:"shortBy"` // maximum number of requests that each listed agent may be missing
}

// Result returns the counts so far. list is the project's browser list.
func (c *Census) Result(list compat.List) *Result {
	r := &Result{Form: resultForm, Lines: c.lines, Broken: c.broken, BrokenAt: append([]Broken{}, c.examples...), Filtered: map[string]int64{},
		Agents: []Agent{}, Hosts: 1, CapAgents: c.limits.Agents, Capped: c.capped}
	for reason, n := range c.filtered {
		r.Filtered[reason] += n
	}
	byText := map[string]*entry{}
	for raw, e := range c.agents {
		text := unescape(raw)
		if reason := notUser(text); reason != "" {
			r.Filtered[reason] += e.requests
			continue
		}
		if same := byText[text]; same != nil {
			same.requests += e.requests
			same.clients.merge(&e.clients)
			continue
		}
		copied := *e
		byText[text] = &copied
	}
	for text, e := range byText {
		r.Agents = append(r.Agents, Agent{text, e.requests, min(e.clients.estimate(), e.requests)})
	}
	o := &c.others
	r.Others = Others{o.requests, min(o.agents.estimate(), o.requests), min(o.clients.estimate(), o.requests), o.shortBy}
	r.conclude(list)
	return r
}

// conclude sorts the agents, computes the sums and builds the view.
func (r *Result) conclude(list compat.List) {
	slices.SortFunc(r.Agents, func(a, b Agent) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.UserAgent, b.UserAgent))
	})
	r.Requests, r.Clients = r.Others.Requests, r.Others.Clients
	for _, a := range r.Agents {
		r.Requests += a.Requests
		r.Clients += a.Clients
	}
	version, published := compat.Source()
	r.DataVer, r.DataDate = version, published.Format("2006-01-02")
	r.View = r.view(list)
}

// ReadResult reads the JSON form. The error says what is wrong with it.
func ReadResult(in io.Reader) (*Result, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxResult+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxResult {
		return nil, fmt.Errorf("not the JSON of a census: larger than %d MB", maxResult>>20)
	}
	var r Result
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("not the JSON of a census: %w", err)
	}
	if r.Form != resultForm {
		return nil, fmt.Errorf("not the JSON of a census: form is %q, want %q", r.Form, resultForm)
	}
	for _, a := range r.Agents {
		if a.Requests < 0 || a.Clients < 0 {
			return nil, fmt.Errorf("a negative count for %.100q", a.UserAgent)
		}
	}
	return &r, nil
}

const maxResult = 256 << 20

// Merge adds up results. A client seen by several hosts counts once for each of
// them.
func Merge(results []*Result, list compat.List) *Result {
	out := &Result{Form: resultForm, BrokenAt: []Broken{}, Filtered: map[string]int64{}, Agents: []Agent{}}
	at := map[string]int{}
	for _, r := range results {
		out.Lines += r.Lines
		out.Broken += r.Broken
		out.Hosts += max(r.Hosts, 1)
		out.Capped = cmp.Or(out.Capped, r.Capped)
		out.CapAgents = max(out.CapAgents, r.CapAgents)
		if room := maxBroken - len(out.BrokenAt); room > 0 {
			out.BrokenAt = append(out.BrokenAt, r.BrokenAt[:min(room, len(r.BrokenAt))]...)
		}
		for reason, n := range r.Filtered {
			out.Filtered[reason] += n
		}
		out.Others.Requests += r.Others.Requests
		out.Others.Agents += r.Others.Agents
		out.Others.Clients += r.Others.Clients
		out.Others.ShortBy += r.Others.ShortBy
		for _, a := range r.Agents {
			i, ok := at[a.UserAgent]
			if !ok {
				i = len(out.Agents)
				at[a.UserAgent] = i
				out.Agents = append(out.Agents, Agent{UserAgent: a.UserAgent})
			}
			out.Agents[i].Requests += a.Requests
			out.Agents[i].Clients += a.Clients
		}
	}
	out.conclude(list)
	return out
}
