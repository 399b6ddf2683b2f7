// Package output is the tree that evaluation makes and the passes that turn it into
// CSS: join nested selectors, extend, prune what is not printed, and print.
package output
