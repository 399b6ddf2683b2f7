// Package ua is what each layer of the web client takes a User-Agent to be, and
// the browsers that we look at.
package ua
