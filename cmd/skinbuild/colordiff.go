package main

import (
	"fmt"
	"strings"
)

// colorDiff colours the lines of a unified diff and cuts those that nobody would
// read; without colour the diff stays what patch programs read.
func colorDiff(diff string, color bool) string {
	if !color {
		return diff
	}
	var b strings.Builder
	for line := range strings.Lines(diff) {
		text := shorten(visible(strings.TrimRight(line, "\n")))
		if code := diffColor(text); code != "" {
			text = "\x1b[" + code + "m" + text + "\x1b[0m"
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}

// shorten cuts a line of a minified script.
func shorten(line string) string {
	const most = 400
	if len(line) <= most {
		return line
	}
	cut := strings.ToValidUTF8(line[:most/2], "")
	return fmt.Sprintf("%s… (%d bytes more)", cut, len(line)-len(cut))
}

func diffColor(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"), strings.HasPrefix(line, "diff "):
		return "1"
	case strings.HasPrefix(line, "@@"):
		return "36"
	case strings.HasPrefix(line, "+"):
		return "32"
	case strings.HasPrefix(line, "-"):
		return "31"
	}
	return ""
}

// visible replaces control characters of a template, which a terminal would obey.
func visible(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return '\ufffd'
		}
		return r
	}, line)
}
