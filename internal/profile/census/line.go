package census

import "bytes"

// A record is one line of an access log, as parts of that line.
type record struct {
	address []byte // of the client, without a port
	request []byte // "METHOD URL PROTO"
	status  int
	tail    []byte // from the first byte of the User-Agent to the end of the line

	// What a named form has instead of request and tail.
	path      []byte
	agent     []byte
	exact     bool // agent is the User-Agent
	forwarded bool // address is the one that a proxy was told
}

// Reasons why a line is broken.
const (
	noRequest = "no quoted request"
	noStatus  = "no status after the request"
	noReferer = "no quoted referer"
	noAgent   = "no quoted User-Agent"
	tooLong   = "longer than any valid line of a log"
	noAddress = "no address where the client's is expected"
	noFormat  = "not in the named log format"
	noObject  = "no JSON object"

	noAgentField = "no field with the User-Agent"
)

// read reads a line without its line end, in the form of nginx or of jetty:
//
//	ADDR:PORT - USER [DATE]  "METHOD URL PROTO" STATUS BYTES "REFERER" "UA" "UPSTREAM" "SERVER"
//	ADDR -  USER [DATE] "METHOD PATH PROTO" STATUS BYTES "REFERER" "UA" MILLISECONDS
//
// nginx escapes quotes, jetty may not: there the User-Agent goes on to the last
// quote of the line. It returns why the line is broken, "" if it is not.
func (r *record) read(line []byte) (why string) {
	quote := r.readHead(line)
	if quote < 0 {
		return noRequest
	}
	rest := line[quote+1:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return noRequest
	}
	r.request = rest[:end]
	rest = rest[end+1:]
	status, ok := statusOf(rest)
	if !ok {
		// The request contains quotes: it ends at a quote that a status follows.
		if end, status, ok = requestEnd(line[quote+1:]); !ok {
			return noStatus
		}
		r.request, rest = line[quote+1:quote+1+end], line[quote+end+2:]
	}
	r.status = status
	// " 200 1234 " and the referer's quote.
	quote = len(" 200 ")
	for quote < len(rest) && rest[quote] != '"' {
		quote++
	}
	if quote == len(rest) {
		return noReferer
	}
	return r.readReferer(rest[quote+1:])
}

// readReferer reads from inside the referer up to the User-Agent.
func (r *record) readReferer(rest []byte) (why string) {
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return noReferer
	}
	if !opens(rest[end+1:]) {
		// A referer that contains quotes ends where another field begins.
		if end = bytes.Index(rest, []byte(`" "`)); end < 0 {
			return noAgent
		}
	}
	r.tail = rest[end+len(`" "`):]
	return ""
}

// agentIn returns the User-Agent at the start of a tail, with the escapes of
// the log. ok is false if its end is missing.
func agentIn(tail []byte) (agent []byte, ok bool) {
	end := bytes.IndexByte(tail, '"')
	if end < 0 {
		return nil, false
	}
	if !endsLine(tail[end+1:]) {
		end = bytes.LastIndexByte(tail, '"')
	}
	return tail[:end], true
}

func opens(rest []byte) bool { return len(rest) >= 2 && rest[0] == ' ' && rest[1] == '"' }

// endsLine reports whether rest is the remainder of a line of nginx (more
// quoted fields), of jetty (a number, or "-"), or empty.
func endsLine(rest []byte) bool {
	if len(rest) == 0 {
		return true
	}
	if rest[0] != ' ' {
		return false
	}
	if len(rest) > 2 && rest[1] == '"' && rest[len(rest)-1] == '"' {
		return true
	}
	for _, c := range rest[1:] {
		if (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// statusOf reads " 200 " at the start.
func statusOf(rest []byte) (status int, ok bool) {
	if len(rest) < 5 || rest[0] != ' ' || rest[4] != ' ' {
		return 0, false
	}
	for _, c := range rest[1:4] {
		if c < '0' || c > '9' {
			return 0, false
		}
		status = 10*status + int(c-'0')
	}
	return status, true
}

// requestEnd finds the quote that is followed by a status.
func requestEnd(rest []byte) (end, status int, ok bool) {
	for at := 0; ; {
		i := bytes.IndexByte(rest[at:], '"')
		if i < 0 {
			return 0, 0, false
		}
		at += i
		if status, ok = statusOf(rest[at+1:]); ok {
			return at, status, true
		}
		at++
	}
}

// readHead reads the address and returns the offset of the request's quote, or
// -1. nginx writes "ADDR:PORT", also for IPv6, and only nginx has two blanks
// before the request.
func (r *record) readHead(line []byte) (quote int) {
	blank := bytes.IndexByte(line, ' ')
	// Where the user is "-", both put the quote in the same place.
	quote = blank + 35
	if blank < 0 || quote >= len(line) || line[quote] != '"' || line[quote-3] != ']' && line[quote-2] != ']' {
		quote = bytes.IndexByte(line, '"')
	}
	if quote < 0 {
		return quote
	}
	if blank < 0 || blank > quote {
		blank = quote
	}
	r.address = line[:blank]
	if quote > 2 && line[quote-1] == ' ' && line[quote-2] == ' ' {
		if i := bytes.LastIndexByte(r.address, ':'); i >= 0 {
			r.address = r.address[:i]
		}
	}
	return quote
}

// loopback reports whether the client is the server itself.
func (r *record) loopback() bool {
	a := r.address
	if len(a) < 3 {
		return false
	}
	switch a[0] {
	case '1':
		return a[1] == '2' && bytes.HasPrefix(a, []byte("127."))
	case ':', '[', '0':
		a = bytes.Trim(a, "[]")
		return string(a) == "::1" || string(a) == "0:0:0:0:0:0:0:1" || string(a) == "::ffff:127.0.0.1"
	}
	return false
}

// An origin is the part of an absolute URL before the path, "https://host".
// Most lines of a log share it, so the last one is tried first.
type origin []byte

// pathOf returns the path in "METHOD URL PROTO" from its first "/" on, or nil.
// The URL may be absolute.
func (o *origin) pathOf(request []byte) []byte {
	at := 0
	for at < len(request) && request[at] != ' ' {
		at++
	}
	if at+1 >= len(request) {
		return nil
	}
	url := request[at+1:]
	if url[0] == '/' {
		return url
	}
	n := len(*o)
	if n > 0 && len(url) > n && url[n] == '/' && string(url[:n]) == string(*o) {
		return url[n:]
	}
	// Past "https://".
	i := bytes.IndexByte(url, '/')
	if i < 0 || i+2 > len(url) || url[i+1] != '/' {
		return nil
	}
	end := bytes.IndexByte(url[i+2:], '/')
	if end < 0 {
		return nil
	}
	end += i + 2
	*o = append((*o)[:0], url[:end]...)
	return url[end:]
}

// admin reports whether a path belongs to the administration console.
func admin(path []byte) bool {
	return len(path) > 9 && (path[7] == 'A' && bytes.HasPrefix(path, []byte("/zimbraAdmin")) ||
		path[9] == 'a' && bytes.HasPrefix(path, []byte("/service/admin")))
}

// unescape decodes the \xHH of nginx, which escapes quotes, backslashes and
// characters that are not printable.
func unescape(agent string) string {
	i := bytes.IndexByte([]byte(agent), '\\')
	if i < 0 {
		return agent
	}
	out := []byte(agent[:i])
	for ; i < len(agent); i++ {
		if agent[i] == '\\' && i+3 < len(agent) && agent[i+1] == 'x' {
			high, low := hexDigit(agent[i+2]), hexDigit(agent[i+3])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 3
				continue
			}
		}
		out = append(out, agent[i])
	}
	return string(out)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
