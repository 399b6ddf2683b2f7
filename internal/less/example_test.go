package less_test

import (
	"fmt"
	"testing/fstest"

	"skinbuild/internal/less"
)

func ExampleCompile() {
	files := fstest.MapFS{
		"skin.less":       {Data: []byte("@import \"lib/colors\";\n.button { color: lighten(@brand, 20%); &:hover { color: @brand; } }\n")},
		"lib/colors.less": {Data: []byte("@brand: #336699;\n")},
	}
	result, diags := less.Compile(files, "skin.less", nil)
	if err := diags.Err(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%simports %v\n", result.CSS, result.Imports)
	// Output:
	// .button {
	//   color: #6699cc;
	// }
	// .button:hover {
	//   color: #336699;
	// }
	// imports [lib/colors.less]
}

// Errors name the file, the place and what is near it.
func ExampleCompile_errors() {
	files := fstest.MapFS{"skin.less": {Data: []byte("@brand: #369;\n.button { color: @brnd; }\n")}}
	_, diags := less.Compile(files, "skin.less", nil)
	for _, d := range diags {
		fmt.Printf("%v\nhint: %s\n", d, d.Hint)
	}
	// Output:
	// skin.less:2:18: error: variable @brnd is undefined [less/name]
	// hint: did you mean @brand?
}
