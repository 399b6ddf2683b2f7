// Package ua is what each layer of the web client takes a User-Agent to be, and
// the browsers that we look at.
//
//   - Identify is our own reading, with doubts where the text leaves several.
//   - Library and UAP are parsers by others, for comparison.
//   - ServletMacros are the macros that the skin servlet defines, on which the
//     CSS variant depends.
//   - Taglib is ZUserAgentBean, which the JSP pages ask.
//   - Client is AjxEnv, which the client's scripts ask.
//
// The last three are the vendor's code told in ours, mistakes included, and are
// compared with its recorded answers column by column. Each is a pure function
// whose time is linear in the length of the text.
package ua
