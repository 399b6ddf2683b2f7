package main

import (
	"bytes"
	"encoding/json"
	"io"
)

// decodeJSON reads one JSON value into v; an unknown field, or anything after the
// value, is an error.
func decodeJSON(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return &json.SyntaxError{Offset: dec.InputOffset()}
	}
	return nil
}
