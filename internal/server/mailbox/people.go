package mailbox

import (
	"maps"
	"slices"
	"strings"
)

func (c *contact) name() string {
	name := strings.TrimSpace(c.attrs["firstName"] + " " + c.attrs["lastName"])
	return orDefault(name, c.attrs["email"])
}

// fileAs is how the list sorts and shows a contact: "Hart, Amelia".
func (c *contact) fileAs() string {
	if c.attrs["lastName"] == "" || c.attrs["firstName"] == "" {
		return c.name()
	}
	return c.attrs["lastName"] + ", " + c.attrs["firstName"]
}

func (m *Mailbox) contactObject(c *contact) object {
	return object{"id": c.id, "l": c.folder, "rev": 1, "d": millis(m.now()), "sf": c.name(), "fileAsStr": c.fileAs(), "_attrs": c.attrs}
}

func (m *Mailbox) contactsOf(text string) []object {
	q := m.parseQuery(text)
	list := []object{}
	for _, c := range m.contacts {
		all := strings.ToLower(c.name() + " " + c.attrs["email"] + " " + c.attrs["company"])
		inFolder := q.folder == "" || q.folder == c.folder
		if inFolder && !slices.ContainsFunc(q.words, func(w string) bool { return !strings.Contains(all, w) }) {
			list = append(list, m.contactObject(c))
		}
	}
	return list
}

func (m *Mailbox) getContacts(args object) (object, *fault) {
	list := []object{}
	wanted := args.list("cn")
	for _, c := range m.contacts {
		if len(wanted) == 0 || slices.ContainsFunc(wanted, func(o object) bool { return o.str("id") == c.id }) {
			list = append(list, m.contactObject(c))
		}
	}
	if len(wanted) > 0 && len(list) == 0 {
		return nil, &fault{"mail.NO_SUCH_CONTACT", "no such contact: " + wanted[0].str("id")}
	}
	return object{"cn": list}, nil
}

// contactAttributes reads the attributes that the client has sent: a list of
// {"n": name, "_content": value}.
func contactAttributes(spec object) map[string]string {
	attrs := map[string]string{}
	for _, a := range spec.list("a") {
		attrs[a.str("n")] = a.str("_content")
	}
	return attrs
}

func (m *Mailbox) createContact(args object) (object, *fault) {
	spec := args.obj("cn")
	c := &contact{id: m.nextID(), folder: orDefault(spec.str("l"), "7"), attrs: contactAttributes(spec)}
	m.contacts = append(m.contacts, c)
	o := m.contactObject(c)
	m.created("cn", o)
	m.folderChanged(c.folder)
	return object{"cn": []object{o}}, nil
}

func (m *Mailbox) modifyContact(args object) (object, *fault) {
	spec := args.obj("cn")
	for _, c := range m.contacts {
		if c.id != spec.str("id") {
			continue
		}
		maps.Copy(c.attrs, contactAttributes(spec))
		maps.DeleteFunc(c.attrs, func(_, value string) bool { return value == "" })
		o := m.contactObject(c)
		m.modified("cn", o)
		return object{"cn": []object{o}}, nil
	}
	return nil, &fault{"mail.NO_SUCH_CONTACT", "no such contact: " + spec.str("id")}
}

// matches are contacts whose name or address begins with the text.
func (m *Mailbox) matches(text string) []*contact {
	text = strings.ToLower(strings.TrimRight(text, "*"))
	var list []*contact
	for _, c := range m.contacts {
		words := append(strings.Fields(strings.ToLower(c.name())), strings.ToLower(c.attrs["email"]))
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, text) }) {
			list = append(list, c)
		}
	}
	return list
}

func (m *Mailbox) autoComplete(args object) (object, *fault) {
	name := args.str("name")
	list := []object{}
	for i, c := range m.matches(orDefault(name, args.obj("name").str("_content"))) {
		list = append(list, object{
			"type": "contact", "id": c.id, "l": c.folder, "email": `"` + c.name() + `" <` + c.attrs["email"] + ">", "first": c.attrs["firstName"], "last": c.attrs["lastName"],
			"full": c.name(), "display": c.name(), "ranking": 100 - i,
		})
	}
	return object{"match": list, "canBeCached": true}, nil
}

func (m *Mailbox) autoCompleteGal(object) (object, *fault) {
	return object{"cn": []object{}, "more": false}, nil
}

func (m *Mailbox) searchGal(args object) (object, *fault) {
	list := []object{}
	for _, c := range m.matches(args.str("name")) {
		list = append(list, m.contactObject(c))
	}
	return object{"cn": list, "more": false, "offset": 0, "sortBy": "nameAsc"}, nil
}

// contactTable is all contacts as the client loads them at once: fields apart by
// U+001D, contacts by U+001E.
func (m *Mailbox) contactTable() string {
	var rows []string
	for _, c := range m.contacts {
		fields := []string{"id", c.id, "l", c.folder, "d", "0", "rev", "1", "fileAsStr", c.fileAs()}
		for _, k := range slices.Sorted(maps.Keys(c.attrs)) {
			fields = append(fields, k, c.attrs[k])
		}
		rows = append(rows, strings.Join(fields, "\x1d"))
	}
	return strings.Join(rows, "\x1e")
}
