package mailbox

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tomlfile"
)

// Data is what a mailbox holds at first. It is read from a TOML file; default.toml
// shows every key.
type Data struct {
	Account      Account
	Folders      []Folder      `toml:"folder"`
	Tags         []Tag         `toml:"tag"`
	Messages     []Message     `toml:"message"`
	Contacts     []Contact     `toml:"contact"`
	Appointments []Appointment `toml:"appointment"`
	Tasks        []Task        `toml:"task"`
	Documents    []Document    `toml:"document"`
	// Domain are attributes of the mail domain, which the sign-in page asks for, such as
	// zimbraFeatureResetPasswordStatus.
	Domain map[string]string `toml:"domain"`
	// Faults answers requests with an error of the server: "SendMsgRequest" to
	// "mail.QUOTA_EXCEEDED". The key "*" answers all but the first of a session, as an
	// expired session does with "service.AUTH_EXPIRED".
	Faults map[string]string
}

// Account is whose mailbox it is.
type Account struct {
	Email       string            `toml:"email"`
	Name        string            `toml:"name"`     // as shown: "Kim Doyle"
	Password    string            `toml:"password"` // what the sign-in page takes
	Code        string            `toml:"code"`     // the second factor; "" asks for none
	Preferences map[string]string `toml:"preferences"`
	Attributes  map[string]string `toml:"attributes"`
	Signature   string            `toml:"signature"`
}

// Folder is a folder beside those that every mailbox has.
type Folder struct {
	Name   string `toml:"name"`
	Parent string `toml:"parent"` // a folder's name; "" is the top
	View   string `toml:"view"`   // message, contact, appointment, task or document; "" is message
	Color  int    `toml:"color"`  // 0 to 9, as the client numbers them
}

// Tag is a tag that items may have.
type Tag struct {
	Name  string `toml:"name"`
	Color int    `toml:"color"`
}

// Message is a mail. Messages with the same Thread are one conversation.
type Message struct {
	From    string   `toml:"from"` // "Amelia Hart <amelia@example.org>"
	To      []string `toml:"to"`   // nil: the account
	Subject string   `toml:"subject"`
	Text    string   `toml:"text"`
	HTML    string   `toml:"html"`   // "" for a message in plain text
	Folder  string   `toml:"folder"` // "" is Inbox
	Thread  string   `toml:"thread"` // "": a conversation of its own
	Age     string   `toml:"age"`    // before now: "90m", "26h"
	Unread  bool     `toml:"unread"`
	Flagged bool     `toml:"flagged"`
	Replied bool     `toml:"replied"`
	Tag     string   `toml:"tag"`
	Attach  []string `toml:"attach"` // file names
}

// Contact is an entry of the address book. Attributes are those of the server, such
// as jobTitle and workPhone.
type Contact struct {
	First      string            `toml:"first"`
	Last       string            `toml:"last"`
	Email      string            `toml:"email"`
	Attributes map[string]string `toml:"attributes"`
}

// Appointment is an appointment in the week of now.
type Appointment struct {
	Name     string `toml:"name"`
	Day      int    `toml:"day"`   // 0 is Monday
	Start    string `toml:"start"` // "09:30"; "" is the whole day
	Length   string `toml:"length"`
	Calendar string `toml:"calendar"` // "" is Calendar
	Place    string `toml:"place"`
	Repeat   string `toml:"repeat"` // "daily", "weekly" or ""
}

// Task is an entry of the task list.
type Task struct {
	Name     string `toml:"name"`
	Percent  int    `toml:"percent"`
	Priority int    `toml:"priority"` // 1 high, 5 normal, 9 low
	Due      int    `toml:"due"`      // days from now
}

// Document is a file of the briefcase.
type Document struct {
	Name string `toml:"name"`
	Size int    `toml:"size"` // bytes
}

// maxData is the largest data file in bytes.
const maxData = 4 << 20

//go:embed default.toml
var defaultData string

// DefaultText is the data file of Default, with comments.
func DefaultText() string { return defaultData }

// Default returns the mailbox that the tools have without a file of the user's.
func Default() *Data {
	d, ds := Parse(source.NewFile("default.toml", defaultData))
	if ds.Err() != nil { // the package's own file, which its tests read
		panic(ds.Err())
	}
	return d
}

// Parse reads a data file. The diagnostics name unknown keys and bad values with
// their places; with an error among them the data is nil.
func Parse(f *source.File) (*Data, source.Diags) {
	if n := len(f.Text()); n > maxData {
		return nil, source.Diags{f.Errorf(source.At(0), codes.MailboxSize, "the file has %d bytes; a mailbox may have %d", n, maxData)}
	}
	var d Data
	dec := toml.NewDecoder(bytes.NewReader([]byte(f.Text())))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, decodeErrors(f, err)
	}
	if ds := d.check(f); ds.Err() != nil {
		return nil, ds
	}
	return &d, nil
}

// With returns the data with the keys of a text in TOML, such as `account.code =
// "123456"`, in place of its own. Lists of the text come after those of the data.
func (d *Data) With(text string) (*Data, error) {
	c := *d
	c.Account.Preferences, c.Account.Attributes, c.Faults, c.Domain = maps.Clone(d.Account.Preferences), maps.Clone(d.Account.Attributes), maps.Clone(d.Faults), maps.Clone(d.Domain)
	c.Messages, c.Contacts, c.Folders = slices.Clip(d.Messages), slices.Clip(d.Contacts), slices.Clip(d.Folders)
	c.Tags, c.Appointments, c.Tasks, c.Documents = slices.Clip(d.Tags), slices.Clip(d.Appointments), slices.Clip(d.Tasks), slices.Clip(d.Documents)
	dec := toml.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, err
	}
	return &c, c.check(source.NewFile("mailbox", text)).Err()
}

func decodeErrors(f *source.File, err error) source.Diags {
	var strict *toml.StrictMissingError
	var one *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		var ds source.Diags
		for _, e := range strict.Errors {
			ds = append(ds, decodeError(f, &e, fmt.Sprintf("unknown key %q", lastOf(e.Key()))))
		}
		return ds
	case errors.As(err, &one):
		return source.Diags{decodeError(f, one, tomlfile.Message(one))}
	}
	return source.Diags{f.Errorf(source.At(0), codes.MailboxSyntax, "%v", err)}
}

func lastOf(key toml.Key) string {
	if len(key) == 0 {
		return ""
	}
	return key[len(key)-1]
}

func decodeError(f *source.File, e *toml.DecodeError, text string) *source.Diag {
	line, col := e.Position()
	offset, _ := f.Offset(line, col) // a place outside of the file is its end
	return f.Errorf(source.At(offset), codes.MailboxSyntax, "%s", text)
}

// check finds values that no client can show.
func (d *Data) check(f *source.File) source.Diags {
	var ds source.Diags
	wrong := func(format string, args ...any) {
		ds = append(ds, f.Errorf(source.At(0), codes.MailboxValue, format, args...))
	}
	if _, err := parseAddress(d.Account.Email); err != nil {
		wrong("account.email: %v", err)
	}
	for i, m := range d.Messages {
		if _, err := time.ParseDuration(orZero(m.Age)); err != nil {
			wrong("message %d: age %q is no duration such as 90m or 26h", i+1, m.Age)
		}
		if _, err := parseAddress(m.From); err != nil {
			wrong("message %d: from: %v", i+1, err)
		}
		if m.Folder != "" && !d.hasFolder(m.Folder) {
			wrong("message %d: there is no folder %q", i+1, m.Folder)
		}
		if m.Tag != "" && !slices.ContainsFunc(d.Tags, func(t Tag) bool { return t.Name == m.Tag }) {
			wrong("message %d: there is no tag %q", i+1, m.Tag)
		}
	}
	for i, a := range d.Appointments {
		if _, _, err := a.times(time.Time{}); err != nil {
			wrong("appointment %d: %v", i+1, err)
		}
	}
	return ds
}

func (d *Data) hasFolder(name string) bool {
	known := func(s systemFolder) bool { return s.name == name }
	return slices.ContainsFunc(systemFolders, known) || slices.ContainsFunc(d.Folders, func(f Folder) bool { return f.Name == name })
}

func orZero(duration string) string {
	if duration == "" {
		return "0s"
	}
	return duration
}

// times returns when an appointment of the week that begins at monday starts, and how
// long it lasts.
func (a Appointment) times(monday time.Time) (start time.Time, length time.Duration, err error) {
	day := monday.AddDate(0, 0, a.Day)
	if a.Start == "" {
		return day, 24 * time.Hour, nil
	}
	clock, err := time.Parse("15:04", a.Start)
	if err != nil {
		return day, 0, fmt.Errorf("start %q is no time such as 09:30", a.Start)
	}
	length = time.Hour
	if a.Length != "" {
		if length, err = time.ParseDuration(a.Length); err != nil {
			return day, 0, fmt.Errorf("length %q is no duration such as 1h30m", a.Length)
		}
	}
	return day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute), length, nil
}
