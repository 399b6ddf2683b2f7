package tomlfile

import (
	"errors"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestMessage(t *testing.T) {
	type inner struct {
		On bool `toml:"on"`
	}
	for text, want := range map[string]string{
		"list = 'x'":       "list: want a list of strings, not a string",
		"list = {a = 1}":   "list: want a list of strings, not a table",
		"name = 1":         "name: want a string, not a whole number",
		"name = true":      "name: want a string, not true or false",
		"name = ['x']":     "name: want a string, not a list",
		"name = 1.5":       "name: want a string, not a number",
		"size = 'x'":       "size: want a number, not a string",
		"sub.on = 'x'":     "sub.on: want true or false, not a string",
		"[name]\na = 1":    "name: want a string, not a table",
		"[[name]]\na = 1":  "name: want a string, not a list of tables",
		"map = 'x'":        "map: want a table, not a string",
		"subs = 'x'":       "subs: want a list, not a string",
		"name = 'x":        "unterminated literal string",
		"name = 'x'\nname": "expected '=' after key",
	} {
		var v struct {
			List []string          `toml:"list"`
			Name string            `toml:"name"`
			Size uint64            `toml:"size"`
			Sub  inner             `toml:"sub"`
			Subs []inner           `toml:"subs"`
			Map  map[string]string `toml:"map"`
		}
		var e *toml.DecodeError
		if err := toml.Unmarshal([]byte(text), &v); !errors.As(err, &e) {
			t.Errorf("%q: %v", text, err)
		} else if got := Message(e); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
