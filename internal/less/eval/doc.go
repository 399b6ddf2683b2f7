// Package eval compiles parsed stylesheets: it loads imports, evaluates statements
// and expressions in their scopes, and hands the result to package output.
package eval
