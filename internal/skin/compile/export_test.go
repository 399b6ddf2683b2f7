package compile

// UserAgents is userAgents, for the tests.
var UserAgents = userAgents
