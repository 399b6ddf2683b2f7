package ua

import (
	"slices"
	"strconv"

	"skinbuild/internal/versions"
)

// old lists the User-Agents of releases that had another form, by MDN's name
// and version: Internet Explorer, the first Edge, and Opera before it used
// Chrome's engine. VERSION and MAJOR are placeholders, as in supported.go.
var old = []struct {
	mdn       string
	from, to  int // major versions
	userAgent string
}{
	{"edge", 12, 12, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.10240"},
	{"edge", 13, 13, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/46.0.2486.0 Safari/537.36 Edge/13.10586"},
	{"edge", 14, 14, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.79 Safari/537.36 Edge/14.14393"},
	{"edge", 15, 15, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Safari/537.36 Edge/15.15063"},
	{"edge", 16, 16, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36 Edge/16.16299"},
	{"edge", 17, 17, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134"},
	{"edge", 18, 18, windows + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763"},
	{"ie", 1, 8, "Mozilla/4.0 (compatible; MSIE VERSION; Windows NT 5.1)"},
	{"ie", 9, 9, "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)"},
	{"ie", 10, 10, "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)"},
	{"opera", 1, 14, "Opera/9.80 (Windows NT 6.1; U; en) Presto/2.12.388 Version/VERSION"},
	{"opera_android", 1, 13, "Opera/9.80 (Android 4.0; Linux; Opera Mobi/1; U; en) Presto/2.12.388 Version/VERSION"},
	{"opera_android", 14, 9999, android + "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Mobile Safari/537.36 OPR/MAJOR.0.0.0"},
	{"webview_android", 1, 4, "Mozilla/5.0 (Linux; U; Android VERSION; en-us; Nexus) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30"},
	{"webview_android", 5, 9999, "Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/MAJOR.0.0.0 Mobile Safari/537.36"},
	{"webview_ios", 1, 9999, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"},
}

// Release returns the User-Agents of a release in MDN's data, one for each
// operating system that the servlet distinguishes. The list is empty for a
// browser that the data does not have. A browser on the supported list keeps
// its Key.
func Release(mdn, version string) []Browser {
	major, _ := strconv.Atoi(versions.Major(version)) // 0 if there is none
	for _, o := range old {
		if o.mdn != mdn || major < o.from || major > o.to {
			continue
		}
		b := Browser{Key: mdn, Name: mdn, MDN: mdn, UserAgent: o.userAgent}
		if i := slices.IndexFunc(supported, func(s Browser) bool { return s.UserAgent == o.userAgent }); i >= 0 {
			b = supported[i]
		}
		return []Browser{b.at(version)}
	}
	var out []Browser
	for _, b := range supported {
		if b.MDN != mdn || !b.versioned() && b.Version != version {
			continue
		}
		at := b.at(version)
		same := func(o Browser) bool { return o.UserAgent == at.UserAgent }
		// Firefox ESR is a separate browser on the list, but has the same User-Agent.
		if b.Version == version || !slices.ContainsFunc(out, same) {
			out = append(out, at)
		}
	}
	return out
}
