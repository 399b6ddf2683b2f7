package mailbox

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// object is a JSON object of the API. Only this package's edge has such values.
type object map[string]any

// str returns a member as text: of a string, a number, or {"_content": "text"}.
func (o object) str(key string) string {
	switch v := o[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	case map[string]any:
		return object(v).str("_content")
	case []any: // an element of an XML request
		return o.obj(key).str("_content")
	}
	return ""
}

// obj returns a member that is an object, or the first of a list of them.
func (o object) obj(key string) object {
	if list := o.list(key); len(list) > 0 {
		return list[0]
	}
	return object{}
}

// list returns a member that is a list of objects, or one object.
func (o object) list(key string) []object {
	switch v := o[key].(type) {
	case map[string]any:
		return []object{v}
	case object:
		return []object{v}
	case []any:
		var out []object
		for _, e := range v {
			if one, ok := e.(map[string]any); ok {
				out = append(out, one)
			}
		}
		return out
	}
	return nil
}

// A call is one request: its name without "Request", and its content.
type call struct {
	name string
	args object
	id   string // requestId, which the answer repeats
}

// maxRequest is the largest request in bytes; an upload may be larger.
const maxRequest = 4 << 20

// readCalls reads the requests of an envelope, those of a BatchRequest one by one.
func readCalls(body []byte) (calls []call, batch bool, err error) {
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, "<") {
		return readXML(text)
	}
	var envelope struct {
		Body map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(text), &envelope); err != nil {
		return nil, false, fmt.Errorf("the request is no JSON: %w", err)
	}
	// The order of requests matters, and a map has none: the names are read again.
	for _, name := range keysOf([]byte(text), "Body") {
		raw := envelope.Body[name]
		if name != "BatchRequest" {
			calls = append(calls, newCalls(name, raw)...)
			continue
		}
		batch = true
		var parts map[string]json.RawMessage
		if err := json.Unmarshal(raw, &parts); err != nil {
			return nil, false, fmt.Errorf("the BatchRequest is no object: %w", err)
		}
		for _, part := range keysOf(raw) {
			calls = append(calls, newCalls(part, parts[part])...)
		}
	}
	if len(calls) == 0 && !batch {
		return nil, false, errors.New("the envelope has no request")
	}
	return calls, batch, nil
}

// newCalls reads one member of a body: a request or a list of them.
func newCalls(name string, raw json.RawMessage) []call {
	short, ok := strings.CutSuffix(name, "Request")
	if !ok {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return nil
	}
	var calls []call
	for _, args := range (object{"v": value}).list("v") {
		calls = append(calls, call{short, args, args.str("requestId")})
	}
	return calls
}

// keysOf returns the keys of the object at a path in the text, in their order.
func keysOf(text []byte, path ...string) []string {
	dec := json.NewDecoder(strings.NewReader(string(text)))
	for _, want := range path {
		if !enter(dec, want) {
			return nil
		}
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var keys []string
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		var skipped json.RawMessage
		if err != nil || !ok || dec.Decode(&skipped) != nil {
			return keys
		}
		keys = append(keys, key)
	}
	return keys
}

// enter moves the decoder to the value of a key of the object that comes next.
func enter(dec *json.Decoder, want string) bool {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return false
		}
		if t == want {
			return true
		}
		var skipped json.RawMessage
		if dec.Decode(&skipped) != nil {
			return false
		}
	}
	return false
}

// element is an XML element as the API's JSON would have it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// maxDepth is how deep elements may nest.
const maxDepth = 50

func readXML(text string) (calls []call, batch bool, err error) {
	if err := checkDepth(text); err != nil {
		return nil, false, err
	}
	var envelope struct {
		Body element `xml:"Body"`
	}
	if err := xml.Unmarshal([]byte(text), &envelope); err != nil {
		return nil, false, fmt.Errorf("the request is not well-formed XML: %w", err)
	}
	add := func(e element) {
		if short, ok := strings.CutSuffix(e.XMLName.Local, "Request"); ok {
			args := e.object()
			calls = append(calls, call{short, args, args.str("requestId")})
		}
	}
	for _, e := range envelope.Body.Children {
		if e.XMLName.Local != "BatchRequest" {
			add(e)
			continue
		}
		batch = true
		for _, part := range e.Children {
			add(part)
		}
	}
	if len(calls) == 0 && !batch {
		return nil, false, errors.New("the envelope has no request")
	}
	return calls, batch, nil
}

func checkDepth(text string) error {
	dec := xml.NewDecoder(strings.NewReader(text))
	for depth := 0; ; {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the request is not well-formed XML: %w", err)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("elements of the request nest more than %d deep", maxDepth)
			}
		case xml.EndElement:
			depth--
		}
	}
}

func (e element) object() object {
	o := object{}
	for _, a := range e.Attrs {
		if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
			o[a.Name.Local] = a.Value
		}
	}
	for _, c := range e.Children {
		var value any = map[string]any(c.object())
		list, _ := o[c.XMLName.Local].([]any)
		o[c.XMLName.Local] = append(list, value)
	}
	if text := strings.TrimSpace(e.Text); text != "" {
		o["_content"] = e.Text
	}
	return o
}

// A fault is an error of the server, by its code: "service.AUTH_EXPIRED".
type fault struct{ code, text string }

func (f *fault) Error() string { return f.code + ": " + f.text }

func (f *fault) body() object {
	return object{
		"Code": object{"Value": "soap:Sender"}, "Reason": object{"Text": f.text},
		"Detail": object{"Error": object{"Code": f.code, "Trace": "skinbuild", "_jsns": "urn:zimbra"}},
	}
}

// serveSOAP answers an envelope.
func (m *Mailbox) serveSOAP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the request is larger than this mailbox takes", http.StatusRequestEntityTooLarge)
		return
	}
	calls, batch, err := readCalls(body)
	if err != nil {
		m.writeSOAP(w, http.StatusInternalServerError, object{"Fault": (&fault{"service.PARSE_ERROR", err.Error()}).body()})
		return
	}
	if !batch {
		name, answer, f := m.answer(calls[0])
		if f != nil {
			m.writeSOAP(w, http.StatusInternalServerError, object{"Fault": f.body()})
			return
		}
		m.writeSOAP(w, http.StatusOK, object{name: answer})
		return
	}
	m.writeSOAP(w, http.StatusOK, object{"BatchResponse": m.answerAll(calls)})
}

// answerAll answers the requests of a batch: each name has a list, and faults are a
// list of their own.
func (m *Mailbox) answerAll(calls []call) object {
	out := object{"_jsns": "urn:zimbra"}
	for _, c := range calls {
		name, answer, f := m.answer(c)
		if f != nil {
			name, answer = "Fault", f.body()
			answer["requestId"] = c.id
		}
		list, _ := out[name].([]object)
		out[name] = append(list, answer)
	}
	return out
}

func (m *Mailbox) writeSOAP(w http.ResponseWriter, status int, body object) {
	m.mu.Lock()
	envelope := object{"Header": object{"context": m.header()}, "Body": body, "_jsns": "urn:zimbraSoap"}
	m.mu.Unlock()
	data, err := json.Marshal(envelope)
	if err != nil { // cannot happen: the objects hold what JSON has
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}
