package compile

import (
	"skinbuild/internal/compat"
	"skinbuild/internal/ua"
)

// UserAgents is userAgents, for the tests.
func UserAgents(a compat.Agent) []string { return userAgents(a, ua.Supported()) }
