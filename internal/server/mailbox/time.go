package mailbox

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxInstances is how many times a repeated appointment is listed at most.
const maxInstances = 200

// eventsOf lists appointments, or tasks, of the folders that the query names, within
// the time that the client asks for.
func (m *Mailbox) eventsOf(text string, tasks bool, args object) []object {
	from, to := timeOf(args.str("calExpandInstStart")), timeOf(args.str("calExpandInstEnd"))
	list := []object{}
	for _, e := range m.events {
		if e.task != tasks || !m.inFolders(text, e.folder) {
			continue
		}
		if e.task {
			list = append(list, m.taskObject(e))
			continue
		}
		if inst := e.instances(from, to); len(inst) > 0 {
			o := m.eventObject(e)
			o["inst"] = inst
			list = append(list, o)
		}
	}
	return list
}

// inFolders reports whether a query of the form "inid:10 or inid:310" names the folder.
// A query without folders names all of them.
func (m *Mailbox) inFolders(text, folder string) bool {
	named := false
	for _, word := range queryWords(text) {
		key, value, ok := strings.Cut(strings.Trim(word, "()"), ":")
		if !ok || key != "inid" && key != "in" {
			continue
		}
		named = true
		for _, f := range m.folders {
			if f.id == folder && (key == "inid" && f.id == value || key == "in" && strings.EqualFold(f.name, path.Base(value))) {
				return true
			}
		}
	}
	return !named
}

// timeOf reads milliseconds since 1970; the zero time for "".
func timeOf(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// instances are the times of an event between two days; all of one that does not
// repeat if no days are given.
func (e *event) instances(from, to time.Time) []object {
	step := map[string]int{"daily": 1, "weekly": 7}[e.repeat]
	list := []object{}
	for at, n := e.start, 0; n < maxInstances; n++ {
		inside := from.IsZero() || to.IsZero() || at.Before(to) && at.Add(e.length).After(from)
		if inside {
			o := object{"s": millis(at), "ridZ": at.Format("20060102T150405Z")}
			if e.allDay {
				o = object{"s": millis(at), "tzo": 0, "ridZ": at.Format("20060102")}
			}
			list = append(list, o)
		}
		if step == 0 || !to.IsZero() && at.After(to) || to.IsZero() && n >= 10 {
			break
		}
		at = at.AddDate(0, 0, step)
	}
	return list
}

func (e *event) inviteID() string { return e.id + "-" + e.id + "1" }

func (m *Mailbox) eventObject(e *event) object {
	o := object{
		"id": e.id, "uid": "uid" + e.id, "l": e.folder, "invId": e.inviteID(), "compNum": 0, "name": e.name, "loc": e.place, "fr": "", "status": "CONF", "fb": "B", "fba": "B",
		"transp": "O", "class": "PUB", "ptst": "AC", "dur": e.length.Milliseconds(), "tzo": 0, "d": millis(m.now()), "isOrg": true, "alarm": false, "recur": e.repeat != "",
		"otherAtt": false, "or": object{"a": m.data.Account.Email, "d": m.data.Account.Name}, "sf": strconv.FormatInt(millis(e.start), 10), "rev": 1,
	}
	if e.allDay {
		o["allDay"] = true
	}
	return o
}

func (m *Mailbox) taskObject(e *event) object {
	status := "INPR"
	switch e.percent {
	case 0:
		status = "NEED"
	case 100:
		status = "COMP"
	}
	return object{
		"id": e.id, "uid": "uid" + e.id, "l": e.folder, "invId": e.inviteID(), "compNum": 0, "name": e.name, "status": status, "percentComplete": strconv.Itoa(e.percent),
		"priority": e.priority, "d": millis(m.now()), "isOrg": true, "dueDate": millis(e.start), "tzoDue": 0, "f": "", "rev": 1,
		"inst": []object{{"s": millis(e.start)}},
	}
}

// miniCal lists the days that have appointments.
func (m *Mailbox) miniCal(args object) (object, *fault) {
	from, to := timeOf(args.str("s")), timeOf(args.str("e"))
	var days []string
	for _, e := range m.events {
		if e.task {
			continue
		}
		for _, inst := range e.instances(from, to) {
			if s, ok := inst["s"].(int64); ok {
				days = append(days, time.UnixMilli(s).UTC().Format("20060102"))
			}
		}
	}
	slices.Sort(days)
	list := []object{}
	for _, d := range slices.Compact(days) {
		list = append(list, object{"_content": d})
	}
	return object{"date": list}, nil
}

func (m *Mailbox) event(id string) *event {
	id, _, _ = strings.Cut(id, "-")
	for _, e := range m.events {
		if e.id == id {
			return e
		}
	}
	return nil
}

// readEvent takes what the client has sent: the component of an invitation.
func (m *Mailbox) readEvent(e *event, args object) {
	spec := args.obj("m")
	comp := spec.obj("inv").obj("comp")
	e.invite = comp
	e.folder = orDefault(spec.str("l"), e.folder)
	e.name, e.place = orDefault(comp.str("name"), spec.str("su")), comp.str("loc")
	e.allDay = comp.str("allDay") == "1" || comp.str("allDay") == "true"
	if start, ok := parseStamp(comp.obj("s").str("d")); ok {
		e.start = start
	}
	e.length = time.Hour
	if end, ok := parseStamp(comp.obj("e").str("d")); ok && end.After(e.start) {
		e.length = end.Sub(e.start)
	}
	if e.allDay {
		e.length += 24 * time.Hour
	}
	switch comp.obj("recur").obj("add").obj("rule").str("freq") {
	case "DAI":
		e.repeat = "daily"
	case "WEE":
		e.repeat = "weekly"
	}
	if n, err := strconv.Atoi(comp.str("percentComplete")); err == nil {
		e.percent = n
	}
	e.priority = orDefault(comp.str("priority"), orDefault(e.priority, "5"))
}

// parseStamp reads "20261125T093000" with or without Z, or "20261125".
func parseStamp(text string) (time.Time, bool) {
	for _, form := range []string{"20060102T150405", "20060102"} {
		if t, err := time.Parse(form, strings.TrimSuffix(text, "Z")); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func (m *Mailbox) createEvent(args object) (object, *fault) {
	e := &event{id: m.nextID(), folder: "10"}
	m.readEvent(e, args)
	m.events = append(m.events, e)
	m.created("appt", m.eventObject(e))
	return object{"calItemId": e.id, "invId": e.inviteID(), "apptId": e.id, "ms": 1, "rev": 1}, nil
}

func (m *Mailbox) createTask(args object) (object, *fault) {
	e := &event{id: m.nextID(), folder: "15", task: true, start: m.now()}
	m.readEvent(e, args)
	m.events = append(m.events, e)
	m.created("task", m.taskObject(e))
	return object{"calItemId": e.id, "invId": e.inviteID(), "ms": 1, "rev": 1}, nil
}

func (m *Mailbox) modifyEvent(args object) (object, *fault) {
	e := m.event(args.str("id"))
	if e == nil {
		return nil, &fault{"mail.NO_SUCH_APPT", "no such appointment: " + args.str("id")}
	}
	m.readEvent(e, args)
	if e.task {
		m.modified("task", m.taskObject(e))
	} else {
		m.modified("appt", m.eventObject(e))
	}
	return object{"calItemId": e.id, "invId": e.inviteID(), "ms": 1, "rev": 1}, nil
}

func (m *Mailbox) cancelEvent(args object) (object, *fault) {
	e := m.event(args.str("id"))
	if e == nil {
		return nil, &fault{"mail.NO_SUCH_APPT", "no such appointment: " + args.str("id")}
	}
	m.events = slices.DeleteFunc(m.events, func(o *event) bool { return o == e })
	m.deleted(e.id)
	return object{}, nil
}

func (m *Mailbox) getEvent(args object) (object, *fault) {
	e := m.event(args.str("id"))
	if e == nil {
		return nil, &fault{"mail.NO_SUCH_APPT", "no such appointment: " + args.str("id")}
	}
	kind := "appt"
	comp := m.component(e)
	if e.task {
		kind = "task"
	}
	return object{kind: []object{{"id": e.id, "uid": "uid" + e.id, "l": e.folder, "inv": []object{{"id": 1, "type": kind, "comp": []object{comp}}}}}}, nil
}

// component is what an invitation says of an event.
func (m *Mailbox) component(e *event) object {
	const stamp = "20060102T150405Z"
	o := object{
		"name": e.name, "loc": e.place, "compNum": 0, "method": "PUBLISH", "s": []object{{"d": e.start.Format(stamp), "u": millis(e.start)}}, "e": []object{{"d": e.start.Add(e.length).Format(stamp), "u": millis(e.start.Add(e.length))}},
		"or": object{"a": m.data.Account.Email, "d": m.data.Account.Name}, "status": "CONF", "fb": "B", "fba": "B", "transp": "O", "class": "PUB", "isOrg": true, "priority": e.priority,
		"uid": "uid" + e.id, "fr": "", "noBlob": true, "desc": []object{{"_content": ""}}, "calItemId": e.id, "apptId": e.id,
	}
	if e.allDay {
		o["allDay"] = true
		o["s"], o["e"] = []object{{"d": e.start.Format("20060102")}}, []object{{"d": e.start.Format("20060102")}}
	}
	if e.task {
		task := m.taskObject(e)
		o["status"], o["percentComplete"], o["due"] = task["status"], task["percentComplete"], task["dueDate"]
	}
	return o
}

// inviteObject is the message of an invitation: what the client reads to show an event.
func (m *Mailbox) inviteObject(e *event) object {
	kind := "appt"
	if e.task {
		kind = "task"
	}
	return object{
		"id": e.inviteID(), "l": e.folder, "d": millis(m.now()), "s": 100, "f": "", "rev": 1, "su": e.name, "fr": "", "e": []object{addressObject(m.self(), "f")},
		"mp":  []object{{"part": "1", "ct": "text/plain", "s": 0, "body": true, "content": ""}},
		"inv": []object{{"type": kind, "comp": []object{m.component(e)}, "tz": []object{{"id": "UTC", "stdoff": 0, "dayoff": 0}}}},
	}
}

// freeBusy says of the account when it is busy, and of others that nothing is known.
func (m *Mailbox) freeBusy(args object) (object, *fault) {
	from, to := timeOf(args.str("s")), timeOf(args.str("e"))
	list := []object{}
	for _, name := range strings.Split(args.str("uid")+","+args.str("name"), ",") {
		if name == "" {
			continue
		}
		one := object{"id": name}
		if name != m.data.Account.Email && name != accountID {
			one["n"] = []object{{"s": millis(from), "e": millis(to)}}
			list = append(list, one)
			continue
		}
		one["f"] = []object{{"s": millis(from), "e": millis(to)}}
		busy := []object{}
		for _, e := range m.events {
			for _, inst := range e.instances(from, to) {
				if start, ok := inst["s"].(int64); ok && !e.task {
					busy = append(busy, object{"s": start, "e": start + e.length.Milliseconds()})
				}
			}
		}
		one["b"], one["t"] = busy, []object{}
		list = append(list, one)
	}
	return object{"usr": list}, nil
}
