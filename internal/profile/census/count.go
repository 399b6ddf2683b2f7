// Package census counts the browsers of a site from its access logs: how many
// requests and clients each User-Agent has, which browser it is, and which
// breakages affect it. It reads logs of any size in constant memory and does
// not keep addresses.
package census

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"skinbuild/internal/agents/ua"
)

// Limits restrict what a census keeps; a zero value means the default.
type Limits struct {
	Agents int     // distinct User-Agents, by default 20,000; beyond that the rarest become "others"
	Bytes  int     // memory for their texts and the sketches of their clients, by default 24 MB
	Layout *Layout // of the logs; nil to tell it from each log's first lines
}

const (
	defaultAgents = 20_000
	defaultBytes  = 24 << 20
	maxBroken     = 5 // number of broken lines shown
)

// A Census counts the lines that it reads. It is not safe for concurrent use.
type Census struct {
	limits Limits
	agents map[string]*entry
	bytes  int // of the keys of agents

	lines    int64
	broken   int64
	examples []Broken
	filtered map[string]int64
	others   others

	capped               string // which limit was reached first
	sample, brokenSample string
	client               uint64 // of the first request
	several              bool   // there is another one
}

// entry is one User-Agent, as written in the log.
type entry struct {
	requests int64
	clients  sketch
	dropped  bool // it has become one of the others
}

// others are the agents beyond the limits.
type others struct {
	requests int64
	agents   sketch
	clients  sketch
	shortBy  int64 // requests that a listed agent may be missing because it was dropped earlier
}

// Broken is a line that cannot be parsed.
type Broken struct {
	File string `json:"file"`
	Line int64  `json:"line"` // from 1
	Why  string `json:"why"`
}

// New returns an empty census.
func New(limits Limits) *Census {
	if limits.Agents <= 0 {
		limits.Agents = defaultAgents
	}
	if limits.Bytes <= 0 {
		limits.Bytes = defaultBytes
	}
	return &Census{limits: limits, agents: map[string]*entry{}, filtered: map[string]int64{}}
}

// A place is the position up to which a log has been counted.
type place struct {
	file string
	line int64
}

// add counts the tally of a block of the log at p, and moves p past the block.
func (c *Census) add(t *tally, p *place) {
	c.lines += t.lines
	c.broken += t.broken
	for reason, n := range t.filtered() {
		if n > 0 {
			c.filtered[reason] += n
		}
	}
	for _, b := range t.examples {
		c.example(p.file, p.line+b.line, b.why)
	}
	c.sample, c.brokenSample = cmp.Or(c.sample, t.sample), cmp.Or(c.brokenSample, t.brokenSample)
	if len(t.hits) > 0 && c.client == 0 {
		c.client = t.hits[0].client
	}
	for _, h := range t.hits {
		c.several = c.several || h.client != c.client
		e := h.agent.entry
		if e == nil || e.dropped {
			e = c.entry(h.agent.text)
			h.agent.entry = e
		}
		e.requests++
		if grown := e.clients.add(h.client); grown > 0 {
			c.bytes += grown
			c.room(0)
		}
	}
	p.line += t.ends
	if t.tooLong {
		p.line++
		c.lines++
		c.broken++
		c.example(p.file, p.line, tooLong)
	}
}

func (c *Census) example(file string, line int64, why string) {
	if len(c.examples) < maxBroken {
		c.examples = append(c.examples, Broken{file, line, why})
	}
}

// entry returns the entry of an agent, creating it if necessary.
func (c *Census) entry(agent string) *entry {
	if e := c.agents[agent]; e != nil {
		return e
	}
	c.room(len(agent))
	e := &entry{}
	c.agents[agent] = e
	c.bytes += len(agent)
	return e
}

// room drops agents if there are too many, or with so many more bytes would be.
func (c *Census) room(bytes int) {
	switch {
	case bytes > 0 && len(c.agents) >= c.limits.Agents:
		c.capped = cmp.Or(c.capped, cappedAgents)
	case c.bytes+bytes > c.limits.Bytes && len(c.agents) > 0:
		c.capped = cmp.Or(c.capped, cappedMemory)
	default:
		return
	}
	c.drop()
}

// Limits that a census can reach.
const (
	cappedAgents = "agents"
	cappedMemory = "memory"
)

// Doubt returns why the counts cannot be right, with a line that shows it, nil if
// nothing is wrong: most lines are broken, or all clients have one address.
func (c *Census) Doubt() error {
	const enough = 20
	requests := int64(0)
	for _, e := range c.agents {
		requests += e.requests
	}
	switch {
	case c.lines > 0 && 2*c.broken > c.lines:
		why := "broken"
		if len(c.examples) > 0 {
			why = c.examples[0].Why
		}
		return fmt.Errorf("%d of %d lines cannot be read (%s), as:\n  %s", c.broken, c.lines, why, c.brokenSample)
	case requests >= enough && len(c.agents) > 2 && !c.several:
		return fmt.Errorf("all %d requests have one address, as behind a proxy that does not tell the client's:\n  %s", requests, c.sample)
	case requests == 0 && c.filtered[reasonLoopback] >= enough && 2*c.filtered[reasonLoopback] > c.lines:
		return fmt.Errorf("%d requests have the address of the server itself, as behind a proxy that does not tell the client's:\n  %s", c.filtered[reasonLoopback], c.sample)
	}
	return nil
}

// drop makes room: the rarer half of the agents becomes others. An agent that
// returns starts again at zero; it is short by at most the count that it had.
func (c *Census) drop() {
	counts := make([]int64, 0, len(c.agents))
	for _, e := range c.agents {
		counts = append(counts, e.requests)
	}
	slices.Sort(counts)
	limit := counts[len(counts)/2]
	for agent, e := range c.agents {
		if e.requests > limit {
			continue
		}
		delete(c.agents, agent)
		e.dropped = true
		c.bytes -= len(agent) + e.clients.size()
		if reason := notUser(unescape(agent)); reason != "" {
			c.filtered[reason] += e.requests
			continue
		}
		c.others.requests += e.requests
		c.others.agents.add(hash([]byte(agent)))
		c.others.clients.merge(&e.clients)
	}
	c.others.shortBy += limit
}

// Reasons why a request does not come from a user.
const (
	reasonStatus   = "status other than 200"
	reasonLoopback = "from the server itself"
	reasonAdmin    = "administration console"
	reasonNone     = "no User-Agent"
	reasonVendor   = "vendor's clients"
	reasonBot      = "bots"
	reasonTool     = "tools"
	reasonSync     = "mail and calendar programs"
)

// notUser returns why an agent is not a user's browser, or "" if it is one. The
// vendor's clients are those that its own usage report leaves out.
func notUser(agent string) string {
	if agent == "" || agent == "-" {
		return reasonNone
	}
	if vendorClient(agent) {
		return reasonVendor
	}
	switch ua.Identify(agent).Form.String() {
	case "bot":
		return reasonBot
	case "tool":
		return reasonTool
	case "sync":
		return reasonSync
	}
	return ""
}

// vendorClient reports whether an agent is one that client_usage_report of
// zm-core-utils ignores: zm*, ZCS*, zclient*, *ZCB*, Jakarta*, curl*.
func vendorClient(agent string) bool {
	for _, start := range []string{"zm", "ZCS", "zclient", "Jakarta", "curl"} {
		if strings.HasPrefix(agent, start) {
			return true
		}
	}
	return strings.Contains(agent, "ZCB")
}
