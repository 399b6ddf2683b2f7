package ua

import (
	"strings"

	"skinbuild/internal/versions"
)

// Hints are the values of the Client Hint headers of a request; "" for a header
// that was not sent. Only Chromium sends them, and only over https.
type Hints struct {
	Brands          string // Sec-CH-UA or Sec-CH-UA-Full-Version-List
	Platform        string // Sec-CH-UA-Platform
	PlatformVersion string // Sec-CH-UA-Platform-Version
	Mobile          string // Sec-CH-UA-Mobile: ?0 or ?1
}

// hintBrands maps brand names of the header to the family names of this
// package, where they differ.
var hintBrands = map[string]string{
	"Google Chrome": "Chrome", "Microsoft Edge": "Edge", "HeadlessChrome": "Headless Chrome", "Yandex": "Yandex Browser",
	"YaBrowser": "Yandex Browser", "CocCoc": "Coc Coc", "Opera GX": "Opera", "OperaMobile": "Opera",
	"Microsoft Edge WebView2": "Edge WebView2", "DuckDuckGo Privacy Browser": "DuckDuckGo", "MiuiBrowser": "Mi Browser",
}

// With returns the identity corrected by Client Hints: they name the browser
// that sends Chrome's text, its version, and the real version of the operating
// system. Empty or malformed hints change nothing.
func (id Identity) With(h Hints) Identity {
	if name, version, chromium := shellOf(h.Brands); name != "" {
		id.Family, id.Version = name, version
		id.Engine, id.EngineVersion = "Blink", versions.Major(chromium)
		id.Doubts &^= doubtShell
	}
	if platform := unquote(h.Platform); platform != "" && platform != "Unknown" {
		id.System = pick(platform == "Chrome OS" || platform == "Chromium OS", "ChromeOS", platform)
		if v := unquote(h.PlatformVersion); v != "" {
			id.SystemVersion = v
			id.Doubts &^= doubtSystem
		}
	}
	switch {
	case h.Mobile == "?1":
		id.Form = phone
	case h.Mobile == "?0" && id.Form == phone:
		id.Form = tablet
	}
	return id
}

// shellOf parses a brand list such as
func shellOf(list string) (name, version, chromium string) {
	for list != "" {
		brand, number, rest := nextBrand(list)
		switch {
		case brand == "":
		case brand == "Chromium":
			chromium = number
		case brand == "Yowser": // Yandex sends it beside its name
		case !invented(brand):
			name, version = brand, number
		}
		list = rest
	}
	switch {
	case chromium == "":
		return "", "", ""
	case name == "":
		return "Chromium", chromium, chromium
	}
	if family, ok := hintBrands[name]; ok {
		name = family
	}
	return name, version, chromium
}

// invented reports whether a brand is the one that browsers make up so that
// sites do not rely on the list: "Not A;Brand" with changing punctuation.
func invented(brand string) bool {
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return -1
	}, brand)
	return strings.HasPrefix(letters, "not") && strings.HasSuffix(letters, "brand")
}

// nextBrand cuts `"name";v="1"` off a list. A quoted name may hold any character.
func nextBrand(list string) (brand, version, rest string) {
	brand, rest, ok := quoted(list)
	if !ok {
		return "", "", ""
	}
	next := strings.IndexByte(rest, ',')
	if at := strings.Index(rest, `v="`); at >= 0 && (next < 0 || at < next) {
		version, rest, _ = quoted(rest[at:])
	}
	_, rest, _ = strings.Cut(rest, ",")
	return brand, version, rest
}

// quoted returns the next quoted text and what comes after it.
func quoted(s string) (text, rest string, ok bool) {
	_, s, ok = strings.Cut(s, `"`)
	if !ok {
		return "", "", false
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}

func unquote(s string) string { return strings.Trim(strings.TrimSpace(s), `"`) }
