package mailbox

import (
	"strconv"
	"time"
)

func (m *Mailbox) documentObject(d *document) object {
	return object{
		"id": d.id, "l": d.folder, "name": d.Name, "ct": contentType(d.Name), "d": millis(m.now()), "cd": millis(m.now().Add(-24 * time.Hour)), "s": d.Size,
		"leb": m.data.Account.Email, "cr": m.data.Account.Email, "ver": 1, "rev": 1, "f": "", "sf": d.Name,
	}
}

func (m *Mailbox) documentsOf(text string) []object {
	list := []object{}
	for _, d := range m.docs {
		if m.inFolders(text, d.folder) {
			list = append(list, m.documentObject(d))
		}
	}
	return list
}

// saveDocument stores a file that was uploaded before.
func (m *Mailbox) saveDocument(args object) (object, *fault) {
	spec := args.obj("doc")
	u, ok := m.uploads[spec.obj("upload").str("id")]
	if !ok {
		return nil, &fault{"mail.NO_SUCH_UPLOAD", "no such upload: " + spec.obj("upload").str("id")}
	}
	d := &document{id: m.nextID(), folder: orDefault(spec.str("l"), "16"), Document: Document{Name: orDefault(spec.str("name"), u.name), Size: len(u.data)}, data: u.data}
	m.docs = append(m.docs, d)
	m.created("doc", m.documentObject(d))
	m.folderChanged(d.folder)
	return object{"doc": []object{{"id": d.id, "ver": 1, "name": d.Name}}}, nil
}

func (m *Mailbox) getItem(args object) (object, *fault) {
	id := args.obj("item").str("id")
	for _, d := range m.docs {
		if d.id == id {
			return object{"doc": []object{m.documentObject(d)}}, nil
		}
	}
	return nil, &fault{"mail.NO_SUCH_ITEM", "no such item: " + id}
}

// file returns the name and content of a document, or of an attachment of a message.
func (m *Mailbox) file(id, part string) (name string, data []byte, ok bool) {
	for _, d := range m.docs {
		if d.id != id {
			continue
		}
		if d.data != nil {
			return d.Name, d.data, true
		}
		return d.Name, partData(d.Name), true
	}
	o := m.message(id)
	if o == nil {
		return "", nil, false
	}
	if n, err := strconv.Atoi(part); err == nil && n >= 2 && n-2 < len(o.Attach) {
		return o.Attach[n-2], partData(o.Attach[n-2]), true
	}
	return "message.txt", []byte("Subject: " + o.Subject + "\r\n\r\n" + o.Text), part == ""
}
