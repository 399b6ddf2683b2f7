package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// bidi is a connection with the WebDriver BiDi protocol (W3C): numbered
// commands, responses with the same numbers, and events in between.
type bidi struct {
	conn  *websocket.Conn
	event func(method string, params json.RawMessage) // on the reader's goroutine: must not call

	mu      sync.Mutex
	last    int
	pending map[int]chan bidiAnswer
	err     error // why the connection ended
}

type bidiAnswer struct {
	ID      *int            `json:"id"`
	Type    string          `json:"type"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

// params is the JSON object of a command's arguments.
type params map[string]any

const maxBidiMessage = 64 << 20 // a screenshot of a tall page takes several megabytes

func dialBidi(ctx context.Context, url string, event func(string, json.RawMessage)) (*bidi, error) {
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxBidiMessage)
	b := &bidi{conn: conn, event: event, pending: map[int]chan bidiAnswer{}}
	go b.read()
	return b, nil
}

func (b *bidi) read() {
	for {
		var a bidiAnswer
		if err := wsjson.Read(context.Background(), b.conn, &a); err != nil {
			b.end(err)
			return
		}
		if a.ID == nil {
			b.event(a.Method, a.Params)
			continue
		}
		b.mu.Lock()
		answer := b.pending[*a.ID]
		delete(b.pending, *a.ID)
		b.mu.Unlock()
		if answer != nil {
			answer <- a
		}
	}
}

func (b *bidi) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	for id, answer := range b.pending {
		close(answer)
		delete(b.pending, id)
	}
}

// call sends a command and decodes its result into out, unless out is nil.
func (b *bidi) call(ctx context.Context, method string, p params, out any) error {
	answer := make(chan bidiAnswer, 1)
	b.mu.Lock()
	if b.err != nil {
		b.mu.Unlock()
		return fmt.Errorf("%s: %w", method, b.err)
	}
	b.last++
	id := b.last
	b.pending[id] = answer
	b.mu.Unlock()
	if p == nil {
		p = params{}
	}
	// A context that interrupts a write closes the connection, so the visit's
	// context is not used here.
	if err := wsjson.Write(context.Background(), b.conn, params{"id": id, "method": method, "params": p}); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a, ok := <-answer:
		switch {
		case !ok:
			return fmt.Errorf("%s: the browser closed the connection", method)
		case a.Type == "error":
			return fmt.Errorf("%s: %s: %s", method, a.Error, clip(a.Message))
		case out != nil:
			return json.Unmarshal(a.Result, out)
		}
		return nil
	}
}

func (b *bidi) close() error { return b.conn.CloseNow() }
