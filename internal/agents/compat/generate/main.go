// Command generate reduces MDN's browser-compat-data to what package compat embeds.
//
//	go run ./internal/agents/compat/generate -in bench/node_modules/@mdn/browser-compat-data/data.json -out internal/agents/compat/data.txt
//
// The same input gives the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"

	"skinbuild/internal/agents/compat/mdn"
)

func main() {
	in := flag.String("in", "bench/node_modules/@mdn/browser-compat-data/data.json", "data.json of the npm package @mdn/browser-compat-data")
	out := flag.String("out", "internal/agents/compat/data.txt", "the file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(6)
	}
}

func run(in, out string) error {
	text, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	reduced, err := mdn.Reduce(text)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, []byte(reduced), 0o644)
}
