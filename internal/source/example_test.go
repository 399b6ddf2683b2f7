package source_test

import (
	"fmt"
	"os"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A diagnostic is made where the text is read, and printed with its place.
func ExampleWrite() {
	f := source.NewFile("skins/acme/skin.less", "a { color: @brnd }\n")
	d := f.Errorf(source.Span{Start: 11, End: 16}, codes.LessName, "variable @brnd is undefined").WithHint("did you mean @brand?")
	if err := source.Write(os.Stdout, source.Diags{d}, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// skins/acme/skin.less:1:12: error: variable @brnd is undefined [less/name]
	//     1 | a { color: @brnd }
	//       |            ^^^^^
	// hint: did you mean @brand?
}

// Edits refer to the original text, so that their order does not matter.
func ExampleApply() {
	f := source.NewFile("a.css", "a { color: red; margin: 0 }\n")
	text, err := source.Apply(f, []source.Edit{
		{Span: source.Span{Start: 24, End: 25}, New: "1px"},
		{Span: source.Span{Start: 11, End: 14}, New: "blue"},
	})
	fmt.Print(text, err)
	// Output:
	// a { color: blue; margin: 1px }
	// <nil>
}
