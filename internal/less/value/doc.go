// Package value is the values of LESS: numbers with units, colours, strings, lists;
// operations and comparisons on them; the builtin functions; and their text in CSS.
package value
