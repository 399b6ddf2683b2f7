package mailbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"skinbuild/internal/source"
)

// post sends a body and returns the status and the answer.
func post(t testing.TB, m *Mailbox, body string) (int, object) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/service/soap/XRequest", strings.NewReader(body))
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	var out object
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return w.Code, out
}

// ask sends one request and returns its answer and the notification with it.
func ask(t testing.TB, m *Mailbox, name, args string) (answer, notify object) {
	t.Helper()
	status, out := post(t, m, fmt.Sprintf(`{"Header": {}, "Body": {%q: %s}}`, name+"Request", args))
	body := out.obj("Body")
	if status != http.StatusOK {
		t.Fatalf("%s: status %d, %v", name, status, body)
	}
	answer = body.obj(name + "Response")
	if answer.str("_jsns") == "" {
		t.Fatalf("%s: no answer in %v", name, body)
	}
	return answer, out.obj("Header").obj("context").obj("notify")
}

func newMailbox() *Mailbox { return New(Default(), &Options{Skins: []string{"acme"}}) }

func ids(list []object) string {
	var out []string
	for _, o := range list {
		out = append(out, o.str("su")+o.str("name"))
	}
	return strings.Join(out, "|")
}

func TestSearch(t *testing.T) {
	m := newMailbox()
	for _, tt := range []struct {
		args, key, first string
		n                int
	}{
		{`{"query": "in:inbox", "types": "conversation"}`, "c", "Quarterly review: agenda and slides", 10},
		{`{"query": "in:\"inbox\"", "types": "message"}`, "m", "Re: Quarterly review: agenda and slides", 12},
		{`{"query": "is:unread in:inbox", "types": "message"}`, "m", "Re: Quarterly review: agenda and slides", 4},
		{`{"query": "invoice", "types": "message"}`, "m", "Invoice 2041 is ready", 1},
		{`{"query": "in:projects", "types": "message"}`, "m", "Project plan", 1},
		{`{"query": "in:nowhere", "types": "message"}`, "m", "", 0},
		{`{"query": "prize", "types": "message"}`, "m", "", 0},
		{`{"query": "inid:7", "types": "contact"}`, "cn", "", 6},
		{`{"query": "in:tasks", "types": "task"}`, "task", "Write the report", 3},
		{`{"query": "inid:16", "types": "document"}`, "doc", "Road map.pdf", 3},
		{`{"query": "inid:10", "types": "appointment"}`, "appt", "Stand-up", 4},
		{`{"query": "inid:10 OR (inid:302)", "types": "appointment", "calExpandInstStart": 1795996800000, "calExpandInstEnd": 1796083200000}`, "appt", "", 0},
	} {
		got, _ := ask(t, m, "Search", tt.args)
		list := got.list(tt.key)
		if len(list) != tt.n || tt.n > 0 && tt.first != "" && !strings.HasPrefix(ids(list), tt.first) {
			t.Errorf("%s: %d, %s", tt.args, len(list), ids(list))
		}
	}
}

// A change shows in the answers after it, and the next answer notifies the client.
func TestMoveReadDelete(t *testing.T) {
	m := newMailbox()
	conv := m.find("in:inbox")[0].conv
	list, _ := ask(t, m, "SearchConv", fmt.Sprintf(`{"cid": %q, "html": 1}`, conv))
	if n := len(list.list("m")); n != 3 {
		t.Fatalf("%d messages in the conversation", n)
	}
	if html := list.list("m")[2].obj("mp").obj("mp").list("mp")[1]; html.str("ct") != "text/html" || html["body"] != true {
		t.Errorf("HTML was asked for: %v", html)
	}
	_, notify := ask(t, m, "ConvAction", fmt.Sprintf(`{"action": {"id": %q, "op": "read"}}`, conv))
	if got := notify.obj("modified").list("m"); len(got) != 2 {
		t.Errorf("read: %v", notify)
	}
	_, notify = ask(t, m, "ConvAction", fmt.Sprintf(`{"action": {"id": %q, "op": "move", "l": "3"}}`, conv))
	if folders := notify.obj("modified").list("folder"); len(folders) == 0 {
		t.Errorf("move: %v", notify)
	}
	if got, _ := ask(t, m, "Search", `{"query": "in:inbox", "types": "conversation"}`); len(got.list("c")) != 9 {
		t.Errorf("%d conversations after the move", len(got.list("c")))
	}
	_, notify = ask(t, m, "ConvAction", fmt.Sprintf(`{"action": {"id": %q, "op": "delete"}}`, conv))
	if deleted := notify.obj("deleted").str("id"); !strings.Contains(deleted, conv) {
		t.Errorf("delete: %v", notify)
	}
	if status, out := post(t, m, fmt.Sprintf(`{"Body": {"SearchConvRequest": {"cid": %q}}}`, conv)); status != 500 || out.obj("Body").obj("Fault").obj("Detail").obj("Error").str("Code") != "mail.NO_SUCH_CONV" {
		t.Errorf("a conversation that is gone: %d %v", status, out)
	}
	m.Reset()
	if got, _ := ask(t, m, "Search", `{"query": "in:inbox", "types": "conversation"}`); len(got.list("c")) != 10 {
		t.Errorf("%d conversations after the reset", len(got.list("c")))
	}
	if _, notify := ask(t, m, "NoOp", `{}`); len(notify) != 0 {
		t.Errorf("nothing has changed, and the client is told %v", notify)
	}
}

func TestWrite(t *testing.T) {
	m := newMailbox()
	const draft = `{"m": {"su": %q, "e": [{"t": "t", "a": "kim@example.org"}], "mp": [{"ct": "text/plain", "content": "body"}]%s}}`
	saved, _ := ask(t, m, "SaveDraft", fmt.Sprintf(draft, "one", ""))
	id := saved.obj("m").str("id")
	again, notify := ask(t, m, "SaveDraft", fmt.Sprintf(draft, "two", fmt.Sprintf(`, "id": %q`, id)))
	if again.obj("m").str("id") != id || again.obj("m").str("su") != "two" || len(notify.obj("modified").list("m")) != 1 {
		t.Errorf("saved again: %v, %v", again, notify)
	}
	_, notify = ask(t, m, "SendMsg", fmt.Sprintf(draft, "two", fmt.Sprintf(`, "did": %q`, id)))
	if got := notify.obj("created").list("m"); len(got) != 2 || notify.obj("deleted").str("id") == "" {
		t.Errorf("sent to oneself: one in Sent, one in Inbox, no draft; got %v", notify)
	}
	if status, _ := post(t, m, `{"Body": {"SendMsgRequest": {"m": {"su": "x"}}}}`); status != 500 {
		t.Errorf("no recipient: status %d", status)
	}
	orig := m.find("invoice")[0]
	ask(t, m, "SendMsg", fmt.Sprintf(`{"m": {"origid": %q, "rt": "r", "su": "Re", "e": [{"t": "t", "a": "billing@example.com", "p": "Billing"}], "mp": {"ct": "text/plain", "content": {"_content": "ok"}}}}`, orig.id))
	if !orig.Replied || len(m.messagesOf(orig.conv)) != 2 {
		t.Errorf("a reply belongs to its conversation: %+v", orig)
	}
}

func TestAppointment(t *testing.T) {
	m := newMailbox()
	made, notify := ask(t, m, "CreateAppointment", `{"m": {"l": "10", "su": "Walk", "inv": {"comp": [{"name": "Walk", "s": {"d": "20261126T120000", "tz": "UTC"}, "e": {"d": "20261126T130000"},
		"recur": {"add": {"rule": {"freq": "DAI"}}}}]}}}`)
	if len(notify.obj("created").list("appt")) != 1 {
		t.Errorf("%v", notify)
	}
	const week = `{"query": "inid:10", "types": "appointment", "calExpandInstStart": 1795564800000, "calExpandInstEnd": 1796169600000}`
	count := func() (n int) {
		got, _ := ask(t, m, "Search", week)
		for _, a := range got.list("appt") {
			if a.str("name") == "Walk" || a.str("name") == "Run" {
				n += len(a.list("inst"))
			}
		}
		return n
	}
	if n := count(); n != 6 {
		t.Errorf("%d instances of a daily appointment from Thursday to Tuesday", n)
	}
	id := made.str("calItemId")
	ask(t, m, "ModifyAppointment", fmt.Sprintf(`{"id": "%s-%s1", "m": {"inv": {"comp": {"name": "Run", "s": {"d": "20261126T120000"}, "e": {"d": "20261126T130000"}}}}}`, id, id))
	if n := count(); n != 6 {
		t.Errorf("%d instances after the change", n)
	}
	_, notify = ask(t, m, "CancelAppointment", fmt.Sprintf(`{"id": %q}`, id))
	if notify.obj("deleted").str("id") != id || count() != 0 {
		t.Errorf("cancelled: %v", notify)
	}
}

func TestBatch(t *testing.T) {
	m := newMailbox()
	_, out := post(t, m, `{"Body": {"BatchRequest": {"_jsns": "urn:zimbra", "onerror": "continue",
		"CreateFolderRequest": {"requestId": "0", "folder": {"name": "New", "l": "1"}},
		"GetFolderRequest": [{"requestId": "1"}], "NonsenseRequest": {"requestId": "2"}}}}`)
	batch := out.obj("Body").obj("BatchResponse")
	if batch.obj("CreateFolderResponse").str("requestId") != "0" || batch.obj("Fault").str("requestId") != "2" {
		t.Errorf("%v", batch)
	}
	tree, _ := json.Marshal(batch.obj("GetFolderResponse"))
	if !bytes.Contains(tree, []byte(`"absFolderPath":"/New"`)) {
		t.Errorf("the requests are not answered in their order: %s", tree)
	}
}

func TestXML(t *testing.T) {
	m := newMailbox()
	status, out := post(t, m, `<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header/><soap:Body>
		<BatchRequest xmlns="urn:zimbra"><SearchRequest xmlns="urn:zimbraMail" types="message" requestId="7"><query>in:inbox is:flagged</query></SearchRequest>
		<GetTagRequest xmlns="urn:zimbraMail"/></BatchRequest></soap:Body></soap:Envelope>`)
	got := out.obj("Body").obj("BatchResponse")
	if found := got.obj("SearchResponse"); status != 200 || found.str("requestId") != "7" || len(found.list("m")) != 2 || len(got.obj("GetTagResponse").list("tag")) != 2 {
		t.Errorf("%d %v", status, out)
	}
}

func TestSignInAndFaults(t *testing.T) {
	m := newMailbox()
	if !m.SignIn("kim", "secret") || !m.SignIn("kim@example.org", "secret") || m.SignIn("kim", "wrong") || m.SignIn("", "") {
		t.Error("sign-in")
	}
	d := Default()
	d.Faults = map[string]string{"SendMsgRequest": "mail.QUOTA_EXCEEDED", "*": "service.AUTH_EXPIRED"}
	expired := New(d, nil)
	ask(t, expired, "NoOp", `{}`)
	for request, code := range map[string]string{"NoOpRequest": "service.AUTH_EXPIRED", "SendMsgRequest": "mail.QUOTA_EXCEEDED"} {
		_, out := post(t, expired, fmt.Sprintf(`{"Body": {%q: {}}}`, request))
		if got := out.obj("Body").obj("Fault").obj("Detail").obj("Error").str("Code"); got != code {
			t.Errorf("%s: %s", request, got)
		}
	}
}

// Every request that is known answers without arguments, or with a fault: no panic.
func TestEmptyRequests(t *testing.T) {
	for name := range handlers {
		for _, args := range []string{`{}`, `{"m": [], "action": "x", "cn": null, "folder": {"name": 7}, "query": {}, "id": [1]}`} {
			status, out := post(t, newMailbox(), fmt.Sprintf(`{"Body": {%q: %s}}`, name+"Request", args))
			if status != 200 && len(out.obj("Body").obj("Fault")) == 0 {
				t.Errorf("%s: %d %v", name, status, out)
			}
		}
	}
}

func TestUploadAndDownload(t *testing.T) {
	m := newMailbox()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	w.WriteField("requestId", "r<1>")
	part, _ := w.CreateFormFile("file", "a.png")
	part.Write([]byte("picture"))
	w.Close()
	r := httptest.NewRequest(http.MethodPost, "/service/upload?fmt=extended,raw", &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, r)
	if got := rec.Body.String(); !strings.HasPrefix(got, `200,'r1',[{"aid":"upload-`) {
		t.Fatalf("%s", got)
	}
	var files []struct{ AID string }
	_ = json.Unmarshal([]byte(rec.Body.String()[len("200,'r1',"):]), &files)
	saved, _ := ask(t, m, "SaveDocument", fmt.Sprintf(`{"doc": {"l": "16", "upload": {"id": %q}}}`, files[0].AID))
	get := func(url string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		m.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, url, nil))
		return rec
	}
	if rec := get("/service/home/~/?auth=co&id=" + saved.obj("doc").str("id")); rec.Body.String() != "picture" || rec.Header().Get("Content-Type") != "image/png" {
		t.Errorf("the document: %s", rec.Body)
	}
	if rec := get("/service/home/~/?id=" + m.find("invoice")[0].id + "&part=2"); rec.Code != 200 || !strings.Contains(rec.Header().Get("Content-Disposition"), "Invoice 2041.pdf") {
		t.Errorf("the attachment: %d %v", rec.Code, rec.Header())
	}
	if rec := get("/home/kim@example.org/Contacts?fmt=cf&t=2"); strings.Count(rec.Body.String(), "\x1e") != 5 {
		t.Errorf("the address book: %q", rec.Body)
	}
	for _, url := range []string{"/service/home/~/?id=99999", "/service/home/~/?id=x&part=../../etc/passwd", "/service/other", "/home/"} {
		if rec := get(url); rec.Code != 404 {
			t.Errorf("%s: %d", url, rec.Code)
		}
	}
}

// Info is what launchZCS.jsp writes into a script.
func TestInfo(t *testing.T) {
	text := newMailbox().Info("acme")
	if strings.Contains(text, "<") || !json.Valid([]byte(text)) || !strings.Contains(text, `"zimbraPrefSkin":"acme"`) {
		t.Errorf("%.400s", text)
	}
	if text != newMailbox().Info("acme") {
		t.Error("two mailboxes of one file differ")
	}
}

func TestParseReports(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"[account]\nemail = \"a@b\"\ncolour = 1\n", "m.toml:3:1: error: unknown key \"colour\""},
		{"[account\n", "m.toml:1:"},
		{"[account]\nemail = \"nobody\"\n", `account.email: "nobody" is no mail address`},
		{"[account]\nemail = \"a@b\"\n[[message]]\nfrom = \"c@d\"\nage = \"long\"\nfolder = \"Attic\"\ntag = \"x\"\n", `message 1: age "long" is no duration`},
		{"[account]\nemail = \"a@b\"\n[[message]]\nfrom = \"c@d\"\nfolder = \"Attic\"\n", `there is no folder "Attic"`},
		{"[account]\nemail = \"a@b\"\n[[appointment]]\nstart = \"nine\"\n", `start "nine" is no time`},
		{strings.Repeat("#", maxData+1), "a mailbox may have"},
	} {
		d, ds := Parse(source.NewFile("m.toml", tt.text))
		if d != nil || ds.Err() == nil || !strings.Contains(ds.Err().Error(), tt.want) {
			t.Errorf("%.60q: %v, want %q", tt.text, ds.Err(), tt.want)
		}
	}
}

func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		`{"Body":{"SearchRequest":{"query":"in:inbox","types":"conversation"}}}`, `{"Body":{"BatchRequest":{"NoOpRequest":[{},{}]}}}`, `<a><Body><NoOpRequest/></Body></a>`,
		`{"Body":{"SaveDraftRequest":{"m":{"mp":[{"mp":[{"ct":"text/plain","content":1}]}]}}}}`, `{"Body":[]}`, `{"Body":{"X":`, `<`, strings.Repeat("<a>", 100),
		`{"Body":{"ConvActionRequest":{"action":{"id":"2,,-301","op":"move"}}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) { post(t, newMailbox(), body) })
}

func FuzzParse(f *testing.F) {
	f.Add(defaultData)
	f.Add("[[appointment]]\nday = 9999999999")
	f.Fuzz(func(_ *testing.T, text string) {
		if d, _ := Parse(source.NewFile("m.toml", text)); d != nil {
			New(d, nil).Info("x")
		}
	})
}

func TestSessionAndNewMail(t *testing.T) {
	m := New(Default(), nil)
	m.Receive("Just in time")
	inbox := func() string {
		_, out := post(t, m, `{"Body":{"SearchRequest":{"query":"in:inbox","types":"message"}}}`)
		return fmt.Sprint(out)
	}
	if got := inbox(); !strings.Contains(got, "Just in time") {
		t.Errorf("the new message is not in Inbox: %s", got)
	}
	m.Expire()
	if _, got := post(t, m, `{"Body":{"NoOpRequest":{}}}`); !strings.Contains(fmt.Sprint(got), "service.AUTH_EXPIRED") || !m.Expired() {
		t.Errorf("the session has not expired: %v", got)
	}
	if !m.SignIn("kim", "secret") || m.Expired() {
		t.Error("signing in does not begin a new session")
	}
	d, err := Default().With("account.code = \"7\"\ndomain.zimbraFeatureResetPasswordStatus = \"enabled\"\n")
	if err != nil {
		t.Fatal(err)
	}
	m.Load(d)
	if needed, right := m.NeedsCode("7"); !needed || !right || m.Domain()["zimbraFeatureResetPasswordStatus"] != "enabled" {
		t.Error("the mailbox does not hold what it was given")
	}
	if strings.Contains(inbox(), "Just in time") {
		t.Error("Load does not forget the new message")
	}
	if _, err := Default().With("account.nick = 1"); err == nil {
		t.Error("an unknown key gives no error")
	}
}
