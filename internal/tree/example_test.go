package tree_test

import (
	"fmt"

	"skinbuild/internal/tree"
)

// What a build would change is the difference of two trees; undoing it swaps them.
func ExampleDiff() {
	old, err := tree.New(
		tree.Entry{Path: tree.MustPath("css/a.css"), Data: []byte("a {}\n")},
		tree.Entry{Path: tree.MustPath("css/b.css"), Data: []byte("b {}\n")},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	built, err := tree.New(
		tree.Entry{Path: tree.MustPath("css/a.css"), Data: []byte("a { color: red }\n")},
		tree.Entry{Path: tree.MustPath("js/c.js"), Data: []byte("c();\n")},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range tree.Diff(old, built) {
		switch {
		case c.Old == nil:
			fmt.Println("create", c.Path)
		case c.New == nil:
			fmt.Println("remove", c.Path)
		default:
			fmt.Println("change", c.Path)
		}
	}
	// Output:
	// change css/a.css
	// remove css/b.css
	// create js/c.js
}
