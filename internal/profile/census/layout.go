package census

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Layout says where a line of a log has what a census counts. The zero Layout is
// that of nginx's combined form and of Zimbra's own logs.
type Layout struct {
	Name      string // as it is printed: "combined, after 1 word"
	skip      int    // words before the address: a host name, what syslog writes
	forwarded bool   // the last field has the client's address, "client, proxy, …"
	parts     []part // of a named form
	fields    *fields
}

// sampleSize is how much of a log its layout is told from.
const sampleSize = 128 << 10

// ParseLayout returns the layout that a text describes:
//
//   - "combined", "vhost_combined": the forms of nginx and Apache with these names
//   - a log_format of nginx: any text with $remote_addr or $http_x_forwarded_for,
//     $http_user_agent and $status
//   - "json", or "json:address=NAME,agent=NAME,status=NAME,request=NAME": one object
//     in each line; names of inner objects are joined with a dot
//
// The error says what is missing.
func ParseLayout(text string) (*Layout, error) {
	switch {
	case text == "combined":
		return &Layout{Name: text}, nil
	case text == "vhost_combined":
		return &Layout{Name: text, skip: 1}, nil
	case text == "json" || strings.HasPrefix(text, "json:"):
		return jsonLayout(text)
	case strings.Contains(text, "$"):
		return formatLayout(text)
	}
	return nil, fmt.Errorf("%q is not combined, vhost_combined, json or a log_format of nginx", text)
}

// detect tells the layout of a log from its first lines: the one by which most of
// them have a client's address, and of those the one with most different addresses,
// as a proxy has one.
func detect(sample []byte) *Layout {
	lines := bytes.Split(sample, []byte{'\n'})
	if len(lines) > 1 {
		lines = lines[:len(lines)-1] // the last may be cut
	}
	lines = lines[:min(len(lines), 400)]
	layouts := []*Layout{{Name: "combined"}}
	for skip := 1; skip <= 8; skip++ {
		layouts = append(layouts, &Layout{Name: fmt.Sprintf("combined, after %d words", skip), skip: skip})
	}
	for _, l := range slices.Clone(layouts) {
		layouts = append(layouts, &Layout{Name: l.Name + ", the client's address last", skip: l.skip, forwarded: true})
	}
	if l, err := jsonLayout("json"); err == nil {
		layouts = append(layouts, l)
	}
	best, bestLines, bestAddresses := layouts[0], 0, 0
	for _, l := range layouts {
		n, addresses := l.fits(lines)
		// A layout that fits a few lines less may still be the right one: some lines
		// of any log are broken.
		if n > bestLines+len(lines)/5 || 5*n > 4*bestLines && addresses > bestAddresses {
			best, bestLines, bestAddresses = l, max(n, bestLines), addresses
		}
	}
	return best
}

// fits returns how many of the lines have an address where the layout expects the
// client's, and how many different ones.
func (l *Layout) fits(lines [][]byte) (n, addresses int) {
	seen := map[string]bool{}
	for _, line := range lines {
		var r record
		line = bytes.TrimSuffix(line, []byte{'\r'})
		if r.readAs(l, line) != "" {
			continue
		}
		if l.forwarded && !r.forwarded {
			continue // some requests have no proxy: not a sign for this layout
		}
		n++
		seen[string(r.address)] = true
	}
	return n, len(seen)
}

// readAs reads a line by a layout. It returns why the line is broken, "" if it is
// not. The address is one.
func (r *record) readAs(l *Layout, line []byte) (why string) {
	switch {
	case l.fields != nil:
		why = l.fields.read(r, line)
	case l.parts != nil:
		why = readParts(r, l.parts, line)
	default:
		if line = afterWords(line, l.skip); line == nil {
			return noRequest
		}
		why = r.read(line)
	}
	if why != "" {
		return why
	}
	if l.forwarded {
		field := lastField(line)
		// A server behind has a port, too; the client's has not.
		if a := clientOf(field); a != nil && (len(a) == len(field) || field[len(a)] == ',') {
			r.address, r.forwarded = a, true
			return ""
		}
	}
	if r.address = clientOf(r.address); r.address == nil {
		return noAddress
	}
	return ""
}

// afterWords cuts words off a line, nil if it has fewer. Syslog writes two blanks
// before a day below 10.
func afterWords(line []byte, n int) []byte {
	for range n {
		i := bytes.IndexByte(line, ' ')
		if i < 0 {
			return nil
		}
		for i < len(line) && line[i] == ' ' {
			i++
		}
		line = line[i:]
	}
	return line
}

// lastField returns the last field of a line, without its quotes.
func lastField(line []byte) []byte {
	if n := len(line); n > 1 && line[n-1] == '"' {
		return line[bytes.LastIndexByte(line[:n-1], '"')+1 : n-1]
	}
	return line[bytes.LastIndexByte(line, ' ')+1:]
}

// inAddress are the bytes of IPv4 and IPv6 addresses.
var inAddress = func() (is [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF.:") {
		is[c] = true
	}
	return is
}()

// clientOf returns the address in a field that has it alone, with a port, in
// brackets, or first in a list "client, proxy, …"; nil if there is none.
func clientOf(field []byte) []byte {
	dots, colons, last := 0, 0, -1
	i := 0
	if len(field) > 0 && field[0] == '[' {
		end := bytes.IndexByte(field, ']')
		if end < 0 {
			return nil
		}
		field = field[1:end]
	}
	for ; i < len(field) && inAddress[field[i]]; i++ {
		switch field[i] {
		case '.':
			dots++
		case ':':
			colons, last = colons+1, i
		}
	}
	if i < len(field) && field[i] != ',' && field[i] != '%' {
		return nil
	}
	switch {
	case dots == 3 && colons <= 1:
		if colons == 1 {
			i = last
		}
		if i > 15 {
			return nil
		}
	case colons < 2:
		return nil
	}
	return field[:i]
}

var errNoAgent = errors.New("the log format has no $http_user_agent")

// A part of a log_format is a variable, and the text that follows it.
type part struct {
	name string // "" for the text before the first
	then []byte
}

// formatLayout reads a log_format of nginx.
func formatLayout(text string) (*Layout, error) {
	l := &Layout{Name: "log_format"}
	rest := text
	for rest != "" {
		at := strings.IndexByte(rest, '$')
		name := ""
		if at == 0 {
			end := 1
			for end < len(rest) && (rest[end] == '_' || rest[end] >= 'a' && rest[end] <= 'z' || isDigit(rest[end])) {
				end++
			}
			name, rest = rest[1:end], rest[end:]
			if at = strings.IndexByte(rest, '$'); at == 0 {
				return nil, fmt.Errorf("the log format has nothing between $%s and the next variable", name)
			}
		}
		if at < 0 {
			at = len(rest)
		}
		l.parts = append(l.parts, part{name, []byte(rest[:at])})
		rest = rest[at:]
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(l.parts, func(p part) bool { return slices.Contains(names, p.name) })
	}
	switch {
	case !has("http_user_agent"):
		return nil, errNoAgent
	case !has(addressVariables...):
		return nil, errors.New("the log format has no $remote_addr and no $http_x_forwarded_for")
	case !has("status"):
		return nil, errors.New("the log format has no $status: without it requests that failed would count")
	}
	return l, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// addressVariables are in the order in which they are preferred.
var addressVariables = []string{"http_x_forwarded_for", "http_x_real_ip", "remote_addr", "realip_remote_addr"}

// readParts reads a line by the parts of a log_format: the value of a variable ends
// where the text after it begins.
func readParts(r *record, parts []part, line []byte) (why string) {
	rank := len(addressVariables)
	for _, p := range parts {
		end := len(line)
		if len(p.then) > 0 {
			end = bytes.Index(line, p.then)
			if string(p.then) == ":" && end >= 0 && clientOf(line[:end]) == nil {
				end = beforePort(line)
			}
		}
		if end < 0 || p.name == "" && end > 0 {
			return noFormat
		}
		value := line[:end]
		line = line[min(end+len(p.then), len(line)):]
		switch p.name {
		case "request":
			r.request = value
		case "request_uri", "uri":
			r.path = value
		case "status":
			status, ok := number(value)
			if !ok {
				return noStatus
			}
			r.status = status
		case "http_user_agent":
			r.agent, r.exact = value, true
		default:
			if i := slices.Index(addressVariables, p.name); i >= 0 && i < rank && clientOf(value) != nil {
				rank, r.address = i, value
			}
		}
	}
	return ""
}

// beforePort returns where the last colon of the first word is: before a port, in an
// address of IPv6 there are others.
func beforePort(line []byte) int {
	word, _, _ := bytes.Cut(line, []byte{' '})
	return bytes.LastIndexByte(word, ':')
}

func number(text []byte) (n int, ok bool) {
	if len(text) != 3 {
		return 0, false
	}
	for _, c := range text {
		if !isDigit(c) {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
}
