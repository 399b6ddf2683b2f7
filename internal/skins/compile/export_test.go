package compile

import (
	"skinbuild/internal/agents/compat"
	"skinbuild/internal/agents/ua"
)

// UserAgents is userAgents, for the tests.
func UserAgents(a compat.Agent) []string { return userAgents(a, ua.Supported()) }
