package mailbox

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
)

// maxUpload is the largest file that an upload takes, in bytes.
const maxUpload = 20 << 20

// ServeHTTP answers what lies below /service/ and /home/ of a mail server: SOAP
// requests, uploads, attachments, the address book.
func (m *Mailbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Clean("/" + r.URL.Path)
	switch {
	case strings.HasPrefix(name, "/service/soap"):
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "a SOAP request is a POST", http.StatusMethodNotAllowed)
			return
		}
		m.serveSOAP(w, r)
	case name == "/service/upload":
		m.serveUpload(w, r)
	case strings.HasPrefix(name, "/home/"), strings.HasPrefix(name, "/service/home/"):
		m.serveHome(w, r, name)
	default:
		http.NotFound(w, r)
	}
}

// serveHome answers for files and lists: ?id=…&part=…, or the address book.
func (m *Mailbox) serveHome(w http.ResponseWriter, r *http.Request, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := r.URL.Query()
	if id := q.Get("id"); id != "" {
		file, data, ok := m.file(id, q.Get("part"))
		if !ok {
			http.NotFound(w, r)
			return
		}
		kind := contentType(file)
		if q.Get("disp") == "a" || !strings.HasPrefix(kind, "image/") {
			w.Header().Set("Content-Disposition", disposition(file))
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(data)
		return
	}
	if base := path.Base(name); strings.HasPrefix(base, "Contacts") || q.Get("fmt") == "cf" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, m.contactTable())
		return
	}
	http.NotFound(w, r)
}

// serveUpload keeps files until a message or a document takes them. The answer is
// three values as a script has them: status, the client's id, the uploads.
func (m *Mailbox) serveUpload(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "an upload is a POST", http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	files, client, err := readUpload(r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err != nil {
		fmt.Fprintf(w, "413,%s", quoted(client))
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []object{}
	for _, u := range files {
		id := "upload-" + m.nextID()
		m.uploads[id] = u
		list = append(list, object{"aid": id, "filename": u.name, "ct": contentType(u.name), "s": len(u.data)})
	}
	data, err := json.Marshal(list)
	if err != nil { // cannot happen: the objects hold what JSON has
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "200,%s,%s", quoted(client), data)
}

// quoted is a string of a script in single quotes; anything but letters, digits and
// "-" is left out.
func quoted(s string) string {
	keep := func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}
	return "'" + strings.Map(keep, s) + "'"
}

// readUpload reads a form with files, or one file as the whole body with its name in
// Content-Disposition.
func readUpload(r *http.Request) (files []upload, client string, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // wrong: a plain body
	if kind != "multipart/form-data" {
		data, err := io.ReadAll(r.Body)
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Disposition")) // wrong: no name
		return []upload{{orDefault(params["filename"], "file"), data}}, "null", err
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, "", err
	}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return files, client, nil
		}
		if err != nil {
			return nil, client, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, client, err
		}
		switch {
		case part.FileName() != "":
			files = append(files, upload{part.FileName(), data})
		case part.FormName() == "requestId":
			client = string(data)
		case strings.HasPrefix(part.FormName(), "filename"):
			if name := strings.TrimSpace(string(data)); name != "" && len(files) > 0 {
				files[len(files)-1].name = name
			}
		}
	}
}
