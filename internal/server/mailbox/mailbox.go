// Package mailbox is a mail server with one account, for pages that are looked at
// without a real one: it answers the requests of the vendor's web client.
//
// Requests are SOAP, as JSON or as XML (older releases send some as XML), one or many
// in a BatchRequest; answers are JSON. What changes the mailbox really changes it, and
// the next answer notifies the client, so a moved message leaves its list. Nothing is
// stored: a new Mailbox is as its Data says.
//
// The truth is what the client of 8.8.15 to 10.1.3 asks for and reads, and the
// documentation of Zimbra's SOAP API. A request that is not known is answered with
// the fault service.UNKNOWN_DOCUMENT, as the server does.
package mailbox

import (
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say how a mailbox answers. The zero Options are usable.
type Options struct {
	// Now is the time of all answers; nil means a fixed Wednesday in November 2026,
	// so that pictures of the client do not change from day to day.
	Now func() time.Time
	// Skins are those that the user may choose.
	Skins []string
	// Unknown is called with the name of each request that is not known; nil
	// ignores them. It may be called by several goroutines at once.
	Unknown func(request string)
}

// Day is the time of a mailbox whose Options do not say another.
var day = time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)

// A Mailbox is the account and what is in it. It is safe for concurrent use.
type Mailbox struct {
	opt   Options
	start *Data

	mu       sync.Mutex
	data     *Data
	prefs    map[string]string
	folders  []*folder
	tags     []tag
	messages []*message
	contacts []*contact
	events   []*event // appointments and tasks
	docs     []*document
	uploads  map[string]upload
	lastID   int
	requests int // answered, for Faults["*"]
	expired  bool
	sequence int
	news     notification
}

// New returns a mailbox with that content.
func New(d *Data, opt *Options) *Mailbox {
	m := &Mailbox{start: d}
	if opt != nil {
		m.opt = *opt
	}
	if m.opt.Now == nil {
		m.opt.Now = func() time.Time { return day }
	}
	m.Reset()
	return m
}

// Reset forgets every change: the mailbox is as its data says again.
func (m *Mailbox) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reset()
}

// Load forgets everything, and holds that content.
func (m *Mailbox) Load(d *Data) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.start = d
	m.reset()
}

// Expire ends the session: each request is answered with service.AUTH_EXPIRED until the
// user signs in again.
func (m *Mailbox) Expire() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expired = true
}

// Expired reports whether Expire has ended the session.
func (m *Mailbox) Expired() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.expired
}

// Receive puts a new message of a contact's into Inbox. The next answer tells the client.
func (m *Mailbox) Receive(subject string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(&message{Message: Message{From: "Amelia Hart <amelia@example.org>", To: []string{m.self()}, Subject: subject, Text: "It has just arrived.", Unread: true}, id: m.nextID(), folder: "2", date: m.now()})
}

func (m *Mailbox) reset() {
	m.data, m.prefs, m.uploads, m.lastID = m.start, preferences(m.start), map[string]upload{}, 300
	m.folders, m.tags, m.messages, m.contacts, m.events, m.docs = nil, nil, nil, nil, nil, nil
	m.requests, m.sequence, m.news, m.expired = 0, 0, notification{}, false
	m.fill()
}

// SignIn reports whether the sign-in page takes the name and password. The name may
// be without the domain.
func (m *Mailbox) SignIn(name, password string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.signIn(name, password)
}

func (m *Mailbox) signIn(name, password string) bool {
	local, _, _ := strings.Cut(m.data.Account.Email, "@")
	right := (name == m.data.Account.Email || name == local) && password == m.data.Account.Password
	if right {
		m.expired = false
	}
	return right
}

// NeedsCode reports whether a second factor is asked for, and whether code is right.
func (m *Mailbox) NeedsCode(code string) (needed, right bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	want := m.data.Account.Code
	return want != "", want != "" && code == want
}

// Domain returns the attributes of the mail domain.
func (m *Mailbox) Domain() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.data.Domain
}

// Email returns the address of the account.
func (m *Mailbox) Email() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.data.Account.Email
}

// nextID returns a new id for an item.
func (m *Mailbox) nextID() string {
	m.lastID++
	return strconv.Itoa(m.lastID)
}

func (m *Mailbox) now() time.Time { return m.opt.Now() }

// millis is a time as the API has it.
func millis(t time.Time) int64 { return t.UnixMilli() }

// parseAddress reads "Name <a@b>" or "a@b".
func parseAddress(text string) (*mail.Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no mail address", text)
	}
	return a, nil
}

// address returns a parsed address; what is no address becomes one without a name.
func address(text string) *mail.Address {
	a, err := parseAddress(text)
	if err != nil {
		return &mail.Address{Address: text}
	}
	return a
}
