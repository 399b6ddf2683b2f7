// Package less compiles LESS to CSS, byte for byte as less.js 4.9.1 does.
package less
