// Package ua computes how each layer of the webapp classifies a User-Agent, and
// lists the browsers that the project supports.
//
//   - Identify is the project's own reading, with doubts where the text is
//     ambiguous.
//   - Library and UAP are third-party parsers, for comparison.
//   - ServletMacros returns the macros that the skin servlet defines. They select
//     the CSS variant.
//   - Taglib is ZUserAgentBean, which the JSP pages use.
//   - Client is AjxEnv, which the client's scripts use.
//
// The last three are Go reimplementations of the vendor's code, bugs included.
// Tests compare them with its recorded answers column by column. Each is a pure
// function whose time is linear in the length of the text.
package ua
