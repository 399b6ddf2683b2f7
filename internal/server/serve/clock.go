package serve

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed clock.js
var clockScript string

// withClock returns the page with the script that fixes its time, as the first of its
// head. A page without a head stays as it is.
func (h *Handler) withClock(page string) string {
	if h.opt.Clock.IsZero() {
		return page
	}
	const head = "<head>"
	i := strings.Index(page, head)
	if i < 0 {
		return page
	}
	i += len(head)
	return page[:i] + "<script>" + fmt.Sprintf(clockScript, h.opt.Clock.UnixMilli()) + "</script>" + page[i:]
}
