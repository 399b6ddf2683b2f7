package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// webdriver is the base address of a W3C WebDriver server.
type webdriver string

const maxWebdriverAnswer = 64 << 20

// call sends one command and decodes the "value" of the response into out,
// unless out is nil. An error of the server contains its code and message.
func (w webdriver) call(ctx context.Context, method, path string, body params, out any) error {
	var content io.Reader
	if method == http.MethodPost {
		if body == nil {
			body = params{}
		}
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, string(w)+path, content)
	if err != nil {
		return err
	}
	// Selenium Grid rejects the type without its charset.
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxWebdriverAnswer)).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s: %s: %w", method, path, resp.Status, err)
	}
	if resp.StatusCode != http.StatusOK {
		var e struct{ Error, Message string }
		_ = json.Unmarshal(answer.Value, &e)
		return fmt.Errorf("%s %s: %s: %s", method, path, e.Error, clip(e.Message))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, out)
}
