package mailbox

import (
	"encoding/base64"
	"fmt"
	"mime"
	"path"
	"slices"
	"strconv"
	"strings"
)

// addressObject is an address of a message: t is f, t, c or b.
func addressObject(text, t string) object {
	a := address(text)
	name := a.Name
	if name == "" {
		name = a.Address
	}
	first, _, _ := strings.Cut(name, " ")
	return object{"a": a.Address, "d": first, "p": name, "t": t}
}

func (o *message) addresses() []object {
	list := []object{addressObject(o.From, "f")}
	for _, group := range []struct {
		t    string
		list []string
	}{{"t", o.To}, {"c", o.cc}, {"b", o.bcc}} {
		for _, a := range group.list {
			list = append(list, addressObject(a, group.t))
		}
	}
	return list
}

// messageObject is a message; with the body when it is read whole.
func (m *Mailbox) messageObject(o *message, whole, html bool) object {
	out := object{
		"id": o.id, "cid": o.conv, "l": o.folder, "d": millis(o.date), "sd": millis(o.date), "s": 1000 + len(o.Text) + len(o.HTML), "f": o.flags(), "rev": 1,
		"su": o.Subject, "fr": o.fragment(), "e": o.addresses(), "mid": "<" + o.id + "@example.org>", "sf": strconv.FormatInt(millis(o.date), 10),
	}
	m.tagged(out, o)
	if whole {
		out["mp"] = o.parts(html)
	}
	return out
}

func (m *Mailbox) tagged(out object, o *message) {
	for _, t := range m.tags {
		if t.id == o.tag {
			out["t"], out["tn"] = t.id, t.Name
		}
	}
}

// parts are the MIME parts. A message with HTML has both forms; the one that the
// client asked for is the body.
func (o *message) parts(html bool) []object {
	text := object{"part": "1", "ct": "text/plain", "s": len(o.Text), "content": o.Text, "body": true}
	body := text
	if o.HTML != "" {
		body = object{"part": "1", "ct": "multipart/alternative", "mp": []object{
			{"part": "1.1", "ct": "text/plain", "s": len(o.Text), "content": o.Text, "body": !html},
			{"part": "1.2", "ct": "text/html", "s": len(o.HTML), "content": "<html><body>" + o.HTML + "</body></html>", "body": html},
		}}
	}
	if len(o.Attach) == 0 {
		return []object{body}
	}
	all := []object{body}
	for i, name := range o.Attach {
		all = append(all, object{"part": strconv.Itoa(i + 2), "ct": contentType(name), "filename": name, "cd": "attachment", "s": 40000 + 1000*len(name)})
	}
	return []object{{"part": "TEXT", "ct": "multipart/mixed", "mp": all}}
}

// types are the content types of files, fixed so that no table of the machine counts.
var types = map[string]string{
	".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".txt": "text/plain", ".html": "text/html",
	".odt": "application/vnd.oasis.opendocument.text", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".ics": "text/calendar",
}

func contentType(name string) string {
	if t := types[strings.ToLower(path.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}

// conversationObject is a conversation as a list shows it: by its messages in the
// folders that were searched.
func (m *Mailbox) conversationObject(list []*message) object {
	newest := list[0]
	out := object{"id": newest.conv, "d": millis(newest.date), "n": len(m.messagesOf(newest.conv)), "su": strings.TrimPrefix(newest.Subject, "Re: "), "fr": newest.fragment(),
		"sf": strconv.FormatInt(millis(newest.date), 10)}
	flags, people, parts := "", []object{}, []object{}
	for _, o := range list {
		for _, f := range o.flags() {
			if !strings.ContainsRune(flags, f) {
				flags += string(f)
			}
		}
		people = append(people, addressObject(o.From, "f"))
		parts = append(parts, object{"id": o.id, "l": o.folder, "s": 1000, "f": o.flags(), "d": millis(o.date)})
		m.tagged(out, o)
	}
	unread := 0
	for _, o := range list {
		if o.Unread {
			unread++
		}
	}
	out["f"], out["e"], out["m"], out["u"] = flags, people, parts, unread
	return out
}

// query is what a search asks for: folders by in:, inid: and words for the rest.
type query struct {
	folder string // an id; "" is every folder but Junk and Trash
	words  []string
	flags  []string // unread, flagged, attachment
}

func (m *Mailbox) parseQuery(text string) query {
	var q query
	for _, word := range queryWords(text) {
		key, value, ok := strings.Cut(word, ":")
		value = strings.Trim(value, "()")
		switch {
		case !ok:
			q.words = append(q.words, strings.ToLower(strings.Trim(word, "*()")))
		case key == "in":
			q.folder = "none"
			for _, f := range m.folders {
				if strings.EqualFold(f.name, path.Base(value)) {
					q.folder = f.id
				}
			}
		case key == "inid":
			q.folder = value
		case key == "is":
			q.flags = append(q.flags, value)
		case key == "has":
			q.flags = append(q.flags, "attachment")
		case key == "subject" || key == "content" || key == "from" || key == "to":
			q.words = append(q.words, strings.ToLower(strings.Trim(value, "*")))
		}
	}
	return q
}

// queryWords splits a query at blanks outside of double quotes, which it takes out.
func queryWords(text string) []string {
	quoted := false
	words := strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], `"`, "")
	}
	return words
}

func (q query) takes(o *message) bool {
	switch {
	case q.folder != "" && o.folder != q.folder, q.folder == "" && (o.folder == "3" || o.folder == "4"):
		return false
	}
	for _, f := range q.flags {
		if f == "unread" && !o.Unread || f == "read" && o.Unread || f == "flagged" && !o.Flagged || f == "attachment" && len(o.Attach) == 0 {
			return false
		}
	}
	text := strings.ToLower(o.Subject + " " + o.From + " " + o.Text)
	return !slices.ContainsFunc(q.words, func(w string) bool { return !strings.Contains(text, w) })
}

// search answers for every type that the client lists: messages, conversations,
// contacts, appointments, tasks, documents.
func (m *Mailbox) search(args object) (object, *fault) {
	out := object{"more": false, "offset": 0, "sortBy": orDefault(args.str("sortBy"), "dateDesc")}
	text := args.str("query")
	switch kinds := args.str("types"); {
	case strings.Contains(kinds, "appointment"):
		out["appt"] = m.eventsOf(text, false, args)
	case strings.Contains(kinds, "task"):
		out["task"] = m.eventsOf(text, true, args)
	case strings.Contains(kinds, "contact"):
		out["cn"] = m.contactsOf(text)
	case strings.Contains(kinds, "document"):
		out["doc"] = m.documentsOf(text)
	case strings.Contains(kinds, "message"):
		list := []object{}
		for _, o := range m.find(text) {
			list = append(list, m.messageObject(o, false, false))
		}
		out["m"] = list
	default:
		out["c"] = m.conversationsOf(text)
	}
	return out, nil
}

func orDefault(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// find returns the messages of a query, the newest first.
func (m *Mailbox) find(text string) []*message {
	q := m.parseQuery(text)
	var list []*message
	for _, o := range m.messages {
		if q.takes(o) {
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b *message) int { return b.date.Compare(a.date) })
	return list
}

func (m *Mailbox) conversationsOf(text string) []object {
	found := m.find(text)
	out := []object{}
	seen := map[string]bool{}
	for _, o := range found {
		if seen[o.conv] {
			continue
		}
		seen[o.conv] = true
		var mine []*message
		for _, other := range found {
			if other.conv == o.conv {
				mine = append(mine, other)
			}
		}
		out = append(out, m.conversationObject(mine))
	}
	return out
}

func (m *Mailbox) searchConv(args object) (object, *fault) {
	list := m.messagesOf(args.str("cid"))
	if len(list) == 0 {
		return nil, &fault{"mail.NO_SUCH_CONV", "no such conversation: " + args.str("cid")}
	}
	out := []object{}
	for _, o := range list {
		out = append(out, m.messageObject(o, true, args.str("html") == "1" || args.str("html") == "true"))
	}
	return object{"m": out, "more": false, "offset": 0, "sortBy": "dateDesc", "orderBy": "dateDesc"}, nil
}

func (m *Mailbox) getMsg(args object) (object, *fault) {
	spec := args.obj("m")
	o := m.message(spec.str("id"))
	if e := m.event(spec.str("id")); o == nil && e != nil {
		return object{"m": []object{m.inviteObject(e)}}, nil
	}
	if o == nil {
		return nil, &fault{"mail.NO_SUCH_MSG", "no such message: " + spec.str("id")}
	}
	if read := spec.str("read"); read == "1" || read == "true" {
		m.setUnread(o, false)
	}
	html := spec.str("html")
	return object{"m": []object{m.messageObject(o, true, html == "1" || html == "true")}}, nil
}

func (m *Mailbox) getConv(args object) (object, *fault) {
	id := args.obj("c").str("id")
	list := m.messagesOf(id)
	if len(list) == 0 {
		return nil, &fault{"mail.NO_SUCH_CONV", "no such conversation: " + id}
	}
	c := m.conversationObject(list)
	all := []object{}
	for _, o := range list {
		all = append(all, m.messageObject(o, false, false))
	}
	c["m"] = all
	return object{"c": []object{c}}, nil
}

func (m *Mailbox) setUnread(o *message, unread bool) {
	if o.Unread == unread {
		return
	}
	o.Unread = unread
	m.modified("m", object{"id": o.id, "f": o.flags()})
	m.conversationChanged(o.conv)
	m.folderChanged(o.folder)
}

func (m *Mailbox) conversationChanged(conv string) {
	if list := m.messagesOf(conv); len(list) > 0 {
		c := m.conversationObject(list)
		m.modified("c", object{"id": conv, "f": c["f"], "n": c["n"], "u": c["u"]})
	}
}

// itemAction does what a MsgAction, ConvAction, ItemAction or ContactAction asks.
func (m *Mailbox) itemAction(args object) (object, *fault) {
	action := args.obj("action")
	op, ids := action.str("op"), strings.Split(action.str("id"), ",")
	for _, id := range ids {
		found := false
		for _, o := range m.targets(id) {
			m.act(o, op, action)
			found = true
		}
		if !found && !m.actOther(id, op, action) {
			return nil, &fault{"mail.NO_SUCH_ITEM", "no such item: " + id}
		}
	}
	return object{"action": object{"id": action.str("id"), "op": op}}, nil
}

// targets returns the message of an id, or those of a conversation.
func (m *Mailbox) targets(id string) []*message {
	if o := m.message(id); o != nil {
		return []*message{o}
	}
	return m.messagesOf(id)
}

func (m *Mailbox) act(o *message, op string, action object) {
	switch op {
	case "read":
		m.setUnread(o, false)
	case "!read":
		m.setUnread(o, true)
	case "flag", "!flag":
		o.Flagged = op == "flag"
		m.modified("m", object{"id": o.id, "f": o.flags()})
		m.conversationChanged(o.conv)
	case "tag", "!tag":
		o.tag = ""
		for _, t := range m.tags {
			if op == "tag" && (t.Name == action.str("tn") || t.id == action.str("tag")) {
				o.tag = t.id
			}
		}
		m.modified("m", object{"id": o.id, "t": o.tag})
	case "move":
		m.move(o, action.str("l"))
	case "trash":
		m.move(o, "3")
	case "spam":
		m.move(o, "4")
	case "!spam":
		m.move(o, "2")
	case "delete":
		m.messages = slices.DeleteFunc(m.messages, func(other *message) bool { return other == o })
		m.deleted(o.id)
		if len(m.messagesOf(o.conv)) == 0 {
			m.deleted(o.conv)
		}
		m.folderChanged(o.folder)
	}
}

func (m *Mailbox) move(o *message, folder string) {
	from := o.folder
	if o.folder = folder; from == folder {
		return
	}
	m.modified("m", object{"id": o.id, "l": folder})
	var parts []object
	for _, one := range m.messagesOf(o.conv) {
		parts = append(parts, object{"id": one.id, "l": one.folder})
	}
	m.modified("c", object{"id": o.conv, "m": parts})
	m.folderChanged(from)
	m.folderChanged(folder)
}

// actOther acts on contacts, events and documents: they move and go.
func (m *Mailbox) actOther(id, op string, action object) bool {
	to := action.str("l")
	if op == "trash" {
		to = "3"
	}
	if i := slices.IndexFunc(m.contacts, func(c *contact) bool { return c.id == id }); i >= 0 {
		if op == "delete" {
			m.contacts = slices.Delete(m.contacts, i, i+1)
			m.deleted(id)
		} else {
			m.moveItem("cn", id, &m.contacts[i].folder, to)
		}
		return true
	}
	if i := slices.IndexFunc(m.docs, func(d *document) bool { return d.id == id }); i >= 0 {
		if op == "delete" {
			m.docs = slices.Delete(m.docs, i, i+1)
			m.deleted(id)
		} else {
			m.moveItem("doc", id, &m.docs[i].folder, to)
		}
		return true
	}
	if i := slices.IndexFunc(m.events, func(e *event) bool { return e.id == id }); i >= 0 {
		if op == "delete" || op == "trash" {
			m.events = slices.Delete(m.events, i, i+1)
			m.deleted(id)
		} else if to != "" {
			m.events[i].folder = to
		}
		return true
	}
	return false
}

// moveItem puts an item into the folder to, and tells the client; "" leaves it where it is.
func (m *Mailbox) moveItem(kind, id string, folder *string, to string) {
	if to != "" {
		*folder = to
		m.modified(kind, object{"id": id, "l": to})
	}
}

// sendMsg puts the message into Sent, and into Inbox if it goes to the account.
func (m *Mailbox) sendMsg(args object) (object, *fault) {
	spec := args.obj("m")
	o := m.compose(spec)
	if len(o.To)+len(o.cc)+len(o.bcc) == 0 {
		return nil, &fault{"mail.SEND_ABORTED_ADDRESS_FAILURE", "no recipient"}
	}
	if orig := m.message(spec.str("origid")); orig != nil && spec.str("rt") == "r" {
		orig.Replied = true
		m.modified("m", object{"id": orig.id, "f": orig.flags()})
	}
	if draft := m.message(orDefault(spec.str("id"), spec.str("did"))); draft != nil && draft.draft {
		o.conv = draft.conv
		m.act(draft, "delete", object{})
	}
	o.folder = "5"
	m.add(o)
	for _, to := range o.To {
		if address(to).Address == m.data.Account.Email {
			copied := *o
			copied.id, copied.folder, copied.Unread = m.nextID(), "2", true
			m.add(&copied)
		}
	}
	return object{"m": []object{{"id": o.id}}}, nil
}

func (m *Mailbox) saveDraft(args object) (object, *fault) {
	spec := args.obj("m")
	o := m.compose(spec)
	o.folder, o.draft = "6", true
	if old := m.message(spec.str("id")); old != nil && old.draft {
		o.id, o.conv = old.id, old.conv
		*old = *o
		m.modified("m", m.messageObject(old, false, false))
		return object{"m": []object{m.messageObject(old, true, true)}}, nil
	}
	m.add(o)
	return object{"m": []object{m.messageObject(o, true, true)}}, nil
}

// add stores a new message and tells the client.
func (m *Mailbox) add(o *message) {
	if o.conv == "" {
		o.conv = "-" + o.id
	}
	m.messages = append(m.messages, o)
	m.created("m", m.messageObject(o, false, false))
	switch list := m.messagesOf(o.conv); {
	case len(list) == 1 && (o.folder == "5" || o.folder == "6"):
		// The client would add the conversation to whatever list is shown.
	case len(list) == 1:
		m.created("c", m.conversationObject(list))
	default:
		m.conversationChanged(o.conv)
	}
	m.folderChanged(o.folder)
}

// compose reads a message that the client has written.
func (m *Mailbox) compose(spec object) *message {
	o := &message{id: m.nextID(), date: m.now(), Message: Message{From: m.self(), Subject: spec.str("su")}}
	for _, e := range spec.list("e") {
		text := e.str("a")
		if p := e.str("p"); p != "" {
			text = fmt.Sprintf("%q <%s>", p, e.str("a"))
		}
		switch e.str("t") {
		case "t":
			o.To = append(o.To, text)
		case "c":
			o.cc = append(o.cc, text)
		case "b":
			o.bcc = append(o.bcc, text)
		}
	}
	if orig := m.message(spec.str("origid")); orig != nil {
		o.conv = orig.conv
	}
	o.readParts(spec.list("mp"))
	if aid := spec.obj("attach").str("aid"); aid != "" {
		for _, id := range strings.Split(aid, ",") {
			if u, ok := m.uploads[id]; ok {
				o.Attach = append(o.Attach, u.name)
			}
		}
	}
	for _, kept := range spec.obj("attach").list("mp") {
		if old := m.message(kept.str("mid")); old != nil {
			if i, err := strconv.Atoi(kept.str("part")); err == nil && i-2 >= 0 && i-2 < len(old.Attach) {
				o.Attach = append(o.Attach, old.Attach[i-2])
			}
		}
	}
	return o
}

func (o *message) readParts(parts []object) {
	for _, p := range parts {
		switch p.str("ct") {
		case "text/plain":
			o.Text = p.str("content")
		case "text/html":
			o.HTML = p.str("content")
		default:
			o.readParts(p.list("mp"))
		}
	}
}

// pixel is a PNG of one grey pixel, the content of every picture.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAgAAAwABmYh0JwAAAABJRU5ErkJggg=="

// partData is the content of an attachment: small, and of its type where the type is
// one that browsers show.
func partData(name string) []byte {
	if strings.HasPrefix(contentType(name), "image/") {
		data, _ := base64.StdEncoding.DecodeString(pixel) // a constant
		return data
	}
	return []byte("The content of " + name + "\n")
}

// disposition is the header of an attachment.
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
