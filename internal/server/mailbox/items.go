package mailbox

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// systemFolder is a folder that every mailbox has, with the server's id.
type systemFolder struct{ id, name, view string }

var systemFolders = []systemFolder{
	{"2", "Inbox", "message"}, {"5", "Sent", "message"}, {"6", "Drafts", "message"}, {"4", "Junk", "message"}, {"3", "Trash", ""},
	{"7", "Contacts", "contact"}, {"13", "Emailed Contacts", "contact"}, {"10", "Calendar", "appointment"}, {"15", "Tasks", "task"},
	{"16", "Briefcase", "document"}, {"14", "Chats", "message"},
}

type folder struct {
	id, name, view, parent string // parent is an id; "1" is the root
	color                  int
	system                 bool
}

type tag struct {
	id string
	Tag
}

type message struct {
	Message
	id, conv, folder, tag string // ids
	date                  time.Time
	cc, bcc               []string
	draft                 bool
}

type contact struct {
	id, folder string
	attrs      map[string]string
}

// event is an appointment, or a task.
type event struct {
	id, folder  string
	name, place string
	task        bool
	start       time.Time
	length      time.Duration
	allDay      bool
	repeat      string
	percent     int
	priority    string
	invite      object // what the client sent, for an event that it made
}

type document struct {
	id, folder string
	Document
	data []byte // nil for one of the data file
}

type upload struct {
	name string
	data []byte
}

// fill makes the items of the data.
func (m *Mailbox) fill() {
	for _, s := range systemFolders {
		m.folders = append(m.folders, &folder{id: s.id, name: s.name, view: s.view, parent: "1", system: true})
	}
	for i := range m.folders {
		if m.folders[i].name == "Calendar" {
			m.folders[i].color = 1
		}
	}
	for _, f := range m.data.Folders {
		m.addFolder(f)
	}
	for i, t := range m.data.Tags {
		m.tags = append(m.tags, tag{[]string{"65", "66", "67", "68", "69"}[min(i, 4)], t})
	}
	threads := map[string]string{}
	for _, d := range m.data.Messages {
		m.addMessage(d, threads)
	}
	for _, c := range m.data.Contacts {
		attrs := map[string]string{"firstName": c.First, "lastName": c.Last, "email": c.Email}
		maps.Copy(attrs, c.Attributes)
		m.contacts = append(m.contacts, &contact{id: m.nextID(), folder: "7", attrs: attrs})
	}
	m.fillEvents()
	for _, d := range m.data.Documents {
		m.docs = append(m.docs, &document{id: m.nextID(), folder: "16", Document: d})
	}
}

func (m *Mailbox) addFolder(f Folder) {
	parent := "1"
	if p := m.folderByName(f.Parent); p != nil {
		parent = p.id
	}
	view := f.View
	if view == "" {
		view = "message"
	}
	m.folders = append(m.folders, &folder{id: m.nextID(), name: f.Name, view: view, parent: parent, color: f.Color})
}

func (m *Mailbox) addMessage(d Message, threads map[string]string) {
	age, _ := time.ParseDuration(orZero(d.Age)) // checked when the data was read
	one := &message{Message: d, id: m.nextID(), folder: "2", date: m.now().Add(-age), draft: d.Folder == "Drafts"}
	if f := m.folderByName(d.Folder); f != nil {
		one.folder = f.id
	}
	if len(one.To) == 0 {
		one.To = []string{m.self()}
	}
	if i := slices.IndexFunc(m.tags, func(t tag) bool { return t.Name == d.Tag }); i >= 0 {
		one.tag = m.tags[i].id
	}
	one.conv = "-" + one.id // a conversation of one message has the negative id of it
	if d.Thread != "" {
		if threads[d.Thread] == "" {
			threads[d.Thread] = m.nextID()
		}
		one.conv = threads[d.Thread]
	}
	m.messages = append(m.messages, one)
}

func (m *Mailbox) fillEvents() {
	today := m.now().Truncate(24 * time.Hour)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	for _, a := range m.data.Appointments {
		start, length, _ := a.times(monday) // checked when the data was read
		calendar := "10"
		if f := m.folderByName(a.Calendar); f != nil {
			calendar = f.id
		}
		m.events = append(m.events, &event{id: m.nextID(), folder: calendar, name: a.Name, place: a.Place, start: start, length: length, allDay: a.Start == "", repeat: a.Repeat})
	}
	for _, t := range m.data.Tasks {
		one := &event{id: m.nextID(), folder: "15", name: t.Name, task: true, percent: t.Percent, priority: "5", start: today.AddDate(0, 0, t.Due)}
		if t.Priority > 0 {
			one.priority = string(rune('0' + t.Priority%10))
		}
		m.events = append(m.events, one)
	}
}

// self is the account as an address: "Kim Doyle <kim@example.org>".
func (m *Mailbox) self() string {
	return m.data.Account.Name + " <" + m.data.Account.Email + ">"
}

func (m *Mailbox) folderByName(name string) *folder {
	for _, f := range m.folders {
		if f.name == name && name != "" {
			return f
		}
	}
	return nil
}

func (m *Mailbox) folderByID(id string) *folder {
	for _, f := range m.folders {
		if f.id == id {
			return f
		}
	}
	return nil
}

// messagesOf returns the messages of a conversation, the newest first.
func (m *Mailbox) messagesOf(conv string) []*message {
	var list []*message
	for _, one := range m.messages {
		if one.conv == conv {
			list = append(list, one)
		}
	}
	slices.SortStableFunc(list, func(a, b *message) int { return b.date.Compare(a.date) })
	return list
}

func (m *Mailbox) message(id string) *message {
	for _, one := range m.messages {
		if one.id == id {
			return one
		}
	}
	return nil
}

// flags are the letters of the API: unread, flagged, attachment, replied, draft, sent.
func (o *message) flags() string {
	var b strings.Builder
	for _, f := range []struct {
		on     bool
		letter byte
	}{{o.Unread, 'u'}, {o.Flagged, 'f'}, {len(o.Attach) > 0, 'a'}, {o.Replied, 'r'}, {o.draft, 'd'}, {o.folder == "5", 's'}} {
		if f.on {
			b.WriteByte(f.letter)
		}
	}
	return b.String()
}

// fragment is the beginning of the text that lists show.
func (o *message) fragment() string {
	text := strings.Join(strings.Fields(o.Text), " ")
	if r := []rune(text); len(r) > 150 {
		return string(r[:150])
	}
	return text
}
