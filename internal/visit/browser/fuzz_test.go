package browser

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// FuzzBidi sends what a broken browser could over WebDriver BiDi: a call ends, whatever
// comes, and no event panics.
func FuzzBidi(f *testing.F) {
	for _, seed := range []string{
		`{"id":1,"type":"success","result":{"context":"a"}}`, `{"id":1,"type":"error","error":"e","message":"m"}`, `{"id":1}`, `{"id":-1}`, `{}`, `[]`, `null`, ``, "\xff",
		`{"method":"network.responseStarted","params":{"response":{"status":200,"url":"http://a/"},"request":{"request":"1"}}}`,
		`{"method":"log.entryAdded","params":{"level":"error","text":"t","stackTrace":{"callFrames":[]}}}`,
		`{"method":"network.beforeRequestSent","params":{"request":{"request":"1","url":"u","method":"GET"}}}`,
		`{"method":"network.fetchError","params":{"errorText":"e","request":{"request":"1"}}}`,
		`{"method":"browsingContext.userPromptOpened","params":{"type":"alert","message":"m"}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, err := websocket.Accept(w, r, nil)
			if err != nil {
				return // the client has gone
			}
			defer conn.CloseNow()
			if _, _, err := conn.Read(r.Context()); err != nil { // the command
				return
			}
			_ = conn.Write(r.Context(), websocket.MessageText, []byte(message))
			_ = conn.Close(websocket.StatusNormalClosure, "")
		}))
		defer server.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		browser := &firefox{}
		b, err := dialBidi(ctx, "ws"+strings.TrimPrefix(server.URL, "http"), browser.event)
		if err != nil {
			t.Fatal(err)
		}
		defer b.close()
		var out struct{ Context string }
		err = b.call(ctx, "browsingContext.getTree", nil, &out)
		if ctx.Err() != nil {
			t.Error("the call waits")
		}
		var answer bidiAnswer
		if err == nil && (json.Unmarshal([]byte(message), &answer) != nil || answer.ID == nil || *answer.ID != 1) {
			t.Errorf("%q answers the call", message)
		}
	})
}

// FuzzWebdriver reads the answers of a broken WebDriver server.
func FuzzWebdriver(f *testing.F) {
	f.Add(200, `{"value":{"sessionId":"a"}}`)
	f.Add(500, `{"value":{"error":"e","message":"m"}}`)
	f.Add(404, "<html>")
	f.Add(200, "")
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 || status == 204 || status == 304 {
			status = 200
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body) // the client may have gone
		}))
		defer server.Close()
		var out struct{ SessionID string }
		err := webdriver(server.URL).call(t.Context(), http.MethodGet, "/session", nil, &out)
		if err == nil && status != http.StatusOK {
			t.Errorf("status %d does not fail", status)
		}
	})
}
