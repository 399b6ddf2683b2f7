package census

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// fields are the names of the members of a JSON log that a census reads, the
// preferred first. A name of an inner object follows a dot: "request.headers.Host".
type fields struct{ address, agent, status, request []string }

// usual are the names that servers and log shippers write.
var usual = fields{
	address: []string{"http_x_forwarded_for", "x_forwarded_for", "xff", "client_ip", "clientip", "clientIp", "client_addr", "remote_ip", "remote_addr", "remoteAddr",
		"remote_address", "remoteip", "ip", "client", "ClientHost", "client.ip", "client.address", "source.ip", "source.address", "request.client_ip", "request.remote_ip"},
	agent: []string{"http_user_agent", "user_agent", "userAgent", "useragent", "agent", "ua", "User-Agent", "request_User-Agent", "user_agent.original",
		"request.headers.User-Agent", "http.user_agent", "httpRequest.userAgent"},
	status: []string{"status", "status_code", "statusCode", "response", "response_status", "code", "DownstreamStatus", "http.response.status_code", "http.status_code",
		"httpRequest.status"},
	request: []string{"request", "request_uri", "uri", "url", "path", "RequestPath", "request.uri", "url.original", "url.path", "httpRequest.requestUrl"},
}

func jsonLayout(text string) (*Layout, error) {
	f := usual
	if _, names, ok := strings.Cut(text, ":"); ok {
		for pair := range strings.SplitSeq(names, ",") {
			key, name, _ := strings.Cut(pair, "=")
			to := map[string]*[]string{"address": &f.address, "agent": &f.agent, "status": &f.status, "request": &f.request}[key]
			if to == nil || name == "" {
				return nil, fmt.Errorf("%q in the log format: want address=NAME, agent=NAME, status=NAME or request=NAME", pair)
			}
			*to = []string{name}
		}
	}
	return &Layout{Name: "JSON", fields: &f}, nil
}

// read reads a line that has one object; text before it, as of syslog, is skipped.
func (f *fields) read(r *record, line []byte) (why string) {
	start := bytes.IndexByte(line, '{')
	if start < 0 {
		return noObject
	}
	s := scanner{text: line[start:]}
	found := values{f: f, ranks: [4]int{99, 99, 99, 99}}
	if !s.object(nil, &found) {
		return noObject
	}
	switch {
	case found.text[1] == nil:
		return noAgentField
	case found.text[2] == nil:
		return noStatus
	}
	status, ok := number(found.text[2])
	if !ok {
		return noStatus
	}
	r.status, r.address, r.agent, r.exact = status, found.text[0], found.text[1], true
	r.request = found.text[3]
	if len(r.request) > 0 && r.request[0] == '/' {
		r.path = r.request
	}
	return ""
}

// values are what a line says about each field, by the best name.
type values struct {
	f     *fields
	ranks [4]int
	text  [4][]byte
}

func (v *values) add(path, value []byte) {
	for i, names := range [...][]string{v.f.address, v.f.agent, v.f.status, v.f.request} {
		rank := slices.IndexFunc(names, func(n string) bool { return n == string(path) })
		if rank < 0 || rank >= v.ranks[i] || i == 0 && clientOf(value) == nil {
			continue
		}
		v.ranks[i], v.text[i] = rank, value
	}
}

// A scanner walks over JSON without allocating for what is not asked.
type scanner struct {
	text  []byte
	depth int
}

// maxDepth bounds the nesting of a line.
const maxDepth = 20

func (s *scanner) blanks() {
	for len(s.text) > 0 && (s.text[0] == ' ' || s.text[0] == '\t') {
		s.text = s.text[1:]
	}
}

func (s *scanner) take(c byte) bool {
	s.blanks()
	if len(s.text) == 0 || s.text[0] != c {
		return false
	}
	s.text = s.text[1:]
	return true
}

// object reads an object whose name is path. It returns false at a syntax error.
func (s *scanner) object(path []byte, v *values) bool {
	if s.depth++; s.depth > maxDepth || !s.take('{') {
		return false
	}
	defer func() { s.depth-- }()
	if s.take('}') {
		return true
	}
	for {
		s.blanks()
		key, ok := s.quoted()
		if !ok || !s.take(':') {
			return false
		}
		full := key
		if len(path) > 0 {
			full = append(append(append(make([]byte, 0, len(path)+len(key)+1), path...), '.'), key...)
		}
		if !s.value(full, v) {
			return false
		}
		if !s.take(',') {
			return s.take('}')
		}
	}
}

// value reads any value. A list counts as its first element, as Caddy writes
// headers.
func (s *scanner) value(path []byte, v *values) bool {
	s.blanks()
	if len(s.text) == 0 {
		return false
	}
	switch s.text[0] {
	case '"':
		text, ok := s.quoted()
		if ok && path != nil {
			v.add(path, text)
		}
		return ok
	case '{':
		return s.object(path, v)
	case '[':
		return s.list(path, v)
	}
	end := bytes.IndexAny(s.text, ",}] ")
	if end <= 0 {
		return false
	}
	if path != nil {
		v.add(path, s.text[:end])
	}
	s.text = s.text[end:]
	return true
}

func (s *scanner) list(path []byte, v *values) bool {
	if s.depth++; s.depth > maxDepth {
		return false
	}
	defer func() { s.depth-- }()
	s.take('[')
	if s.take(']') {
		return true
	}
	for {
		if !s.value(path, v) {
			return false
		}
		path = nil
		if !s.take(',') {
			return s.take(']')
		}
	}
}

// quoted reads a string, and decodes its escapes.
func (s *scanner) quoted() ([]byte, bool) {
	if len(s.text) == 0 || s.text[0] != '"' {
		return nil, false
	}
	escaped := false
	for i := 1; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			raw := s.text[:i+1]
			s.text = s.text[i+1:]
			if !escaped {
				return raw[1 : len(raw)-1], true
			}
			var text string
			if json.Unmarshal(raw, &text) != nil {
				return nil, false
			}
			return []byte(text), true
		}
	}
	return nil, false
}
