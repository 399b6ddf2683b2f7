// Package census counts the browsers of a site from its access logs: which
// User-Agents ask how often, for how many clients, what they are, and whom what
// breaks hits. It reads logs of any size in constant memory and keeps no address.
package census

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"skinbuild/internal/ua"
)

// Limits bound what a census keeps; a zero value means its default.
type Limits struct {
	Agents int // distinct User-Agents, 20,000; the rarest become "others" beyond
	Bytes  int // of their texts together, 8 MB
}

const (
	defaultAgents = 20_000
	defaultBytes  = 8 << 20
	maxBroken     = 5 // broken lines that are shown
)

// A Census counts what it reads. It is not for concurrent use.
type Census struct {
	limits Limits
	agents map[string]*entry
	bytes  int // of the keys of agents

	lines    int64
	broken   int64
	examples []Broken
	filtered map[string]int64
	others   others

	// What most lines touch, apart from the map of reasons.
	otherStatus, loopback, admin int64
	origin                       origin
	guesses                      [1 << guessesBits]*entry
}

// entry is one User-Agent.
type entry struct {
	text     string
	requests int64
	clients  sketch
}

// others are the agents that did not fit.
type others struct {
	requests int64
	agents   sketch
	clients  sketch
	shortBy  int64 // requests that a listed agent may lack, since it was dropped before
}

// Broken is a line that could not be read.
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

// line counts one line without its line end. number is its own in the file.
func (c *Census) line(line []byte, file string, number int64) {
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	if len(line) == 0 {
		return
	}
	c.lines++
	var r record
	if why := r.read(line); why != "" {
		c.isBroken(file, number, why)
		return
	}
	switch {
	case r.status != 200:
		c.otherStatus++
		return
	case r.loopback():
		c.loopback++
		return
	case admin(c.origin.pathOf(r.request)):
		c.admin++
		return
	}
	e := c.entry(r.tail)
	if e == nil {
		c.isBroken(file, number, noAgent)
		return
	}
	e.requests++
	e.clients.add(hash(r.address))
}

// entry returns the entry of the User-Agent that a tail begins with, nil if that
// has no end. Few agents make most lines: the last one with the same fingerprint is
// tried, which spares to look for its end.
func (c *Census) entry(tail []byte) *entry {
	slot := &c.guesses[0]
	if len(tail) >= longTail {
		slot = &c.guesses[fingerprint(tail)]
		if e := *slot; e != nil && e.begins(tail) {
			return e
		}
	}
	agent, ok := agentIn(tail)
	if !ok {
		return nil
	}
	e := c.agents[string(agent)]
	if e == nil {
		e = c.add(agent)
	}
	if bytes.IndexByte(agent, '"') < 0 {
		*slot = e
	}
	return e
}

// begins reports whether a tail begins with this agent, of which the text has no
// quote.
func (e *entry) begins(tail []byte) bool {
	n := len(e.text)
	return len(tail) > n && tail[n] == '"' && string(tail[:n]) == e.text && endsLine(tail[n+1:])
}

const (
	longTail    = 120
	guessesBits = 14
)

// fingerprint mixes those parts of a long tail in which agents differ: system,
// model, versions.
func fingerprint(tail []byte) uint64 {
	tail = tail[:longTail]
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(tail[i:]) }
	h := at(16) ^ at(24)*3 ^ at(32)*5 ^ at(40)*7 ^ at(72)*9 ^ at(80)*11 ^ at(88)*13 ^ at(96)*17 ^ at(104)*19 ^ at(112)*23
	return h * 0x9E3779B97F4A7C15 >> (64 - guessesBits)
}

func (c *Census) isBroken(file string, number int64, why string) {
	c.broken++
	if len(c.examples) < maxBroken {
		c.examples = append(c.examples, Broken{file, number, why})
	}
}

func (c *Census) add(agent []byte) *entry {
	if len(c.agents) >= c.limits.Agents || c.bytes+len(agent) > c.limits.Bytes && len(c.agents) > 0 {
		c.drop()
	}
	e := &entry{text: string(agent)}
	c.agents[e.text] = e
	c.bytes += len(agent)
	return e
}

// drop makes room: the rarer half of the agents becomes others. An agent that
// comes again starts from nothing, and is short by no more than it had.
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
		c.bytes -= len(agent)
		if reason := notUser(unescape(agent)); reason != "" {
			c.filtered[reason] += e.requests
			continue
		}
		c.others.requests += e.requests
		c.others.agents.add(hash([]byte(agent)))
		c.others.clients.merge(&e.clients)
	}
	c.others.shortBy += limit
	clear(c.guesses[:])
}

// Why a request is not one of a user.
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

// notUser says why an agent is no user's browser; "" if it is one. The vendor's
// clients are those that its own usage report leaves out.
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
