package census

import (
	"bytes"
	"encoding/binary"
)

// A tally holds the counts of one block of a log.
type tally struct {
	read    int   // bytes of the log
	err     error // that ended it after this block
	tooLong bool  // a line that is too long begins behind these lines

	ends                         int64 // lines, empty ones too
	lines, broken                int64
	otherStatus, loopback, admin int64
	examples                     []example
	sample, brokenSample         string // the first such line of a parser
	hits                         []hit
}

// An example is a broken line; line counts from 1 within the block.
type example struct {
	line int64
	why  string
}

// A hit is a request that counts.
type hit struct {
	agent  *agent
	client uint64 // hash of the address
}

// An agent is a User-Agent that one parser knows. entry is where a census counts
// it; parsers, which run beside it, leave that alone.
type agent struct {
	text  string
	entry *entry
}

func (t *tally) reset() {
	*t = tally{examples: t.examples[:0], hits: t.hits[:0]}
}

// filtered returns the requests that a line alone shows not to be from a user.
func (t *tally) filtered() map[string]int64 {
	return map[string]int64{reasonStatus: t.otherStatus, reasonLoopback: t.loopback, reasonAdmin: t.admin}
}

// A parser finds what lines say. It is for one census and one goroutine.
type parser struct {
	layout                 *Layout
	sampled, sampledBroken bool
	origin                 origin
	guesses                [1 << guessesBits]*agent
}

// parse parses lines, of which the last may lack its end.
func (p *parser) parse(lines []byte, t *tally) {
	if p.layout == nil && len(lines) > 0 {
		p.layout = detect(lines[:min(len(lines), sampleSize)])
	}
	for len(lines) > 0 {
		line := lines
		if end := bytes.IndexByte(lines, '\n'); end >= 0 {
			line, lines = lines[:end], lines[end+1:]
		} else {
			lines = nil
		}
		t.ends++
		p.line(line, t)
	}
}

// line parses one line without its line end.
func (p *parser) line(line []byte, t *tally) {
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	if len(line) == 0 {
		return
	}
	t.lines++
	if len(line) >= maxLine {
		t.isBroken(tooLong)
		return
	}
	var r record
	if why := r.readAs(p.layout, line); why != "" {
		if !p.sampledBroken {
			p.sampledBroken, t.brokenSample = true, sampleOf(line)
		}
		t.isBroken(why)
		return
	}
	if !p.sampled && r.status == 200 {
		p.sampled, t.sample = true, sampleOf(line)
	}
	if r.path == nil {
		r.path = p.origin.pathOf(r.request)
	}
	switch {
	case r.status != 200:
		t.otherStatus++
	case r.loopback():
		t.loopback++
	case admin(r.path):
		t.admin++
	default:
		a := p.agentOf(&r)
		if a == nil {
			t.isBroken(noAgent)
			return
		}
		t.hits = append(t.hits, hit{a, hash(r.address)})
	}
}

// sampleOf returns a line as a message shows it.
func sampleOf(line []byte) string { return printable(string(line)) }

func (t *tally) isBroken(why string) {
	t.broken++
	if len(t.examples) < maxBroken {
		t.examples = append(t.examples, example{t.ends, why})
	}
}

// agentOf returns the User-Agent of a record, nil if it has no end.
func (p *parser) agentOf(r *record) *agent {
	if !r.exact {
		return p.agent(r.tail)
	}
	slot := &p.guesses[hash(r.agent)>>(64-guessesBits)]
	if a := *slot; a == nil || a.text != string(r.agent) {
		*slot = &agent{text: string(r.agent)}
	}
	return *slot
}

// agent returns the User-Agent that a tail begins with, nil if that has no end. Few
// agents make most lines: the last one with the same fingerprint is tried, which
// spares to look for its end.
func (p *parser) agent(tail []byte) *agent {
	var slot **agent
	if len(tail) >= longTail {
		slot = &p.guesses[fingerprint(tail)]
		if a := *slot; a != nil && a.begins(tail) {
			return a
		}
	}
	text, ok := agentIn(tail)
	if !ok {
		return nil
	}
	if slot == nil {
		slot = &p.guesses[hash(text)>>(64-guessesBits)]
		if a := *slot; a != nil && a.text == string(text) {
			return a
		}
	}
	a := &agent{text: string(text)}
	if bytes.IndexByte(text, '"') < 0 {
		*slot = a
	}
	return a
}

// begins reports whether a tail begins with this agent, of which the text has no
// quote.
func (a *agent) begins(tail []byte) bool {
	n := len(a.text)
	return len(tail) > n && tail[n] == '"' && string(tail[:n]) == a.text && endsLine(tail[n+1:])
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
