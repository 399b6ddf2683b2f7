package less_test

import (
	"testing"

	"skinbuild/internal/less"
)

// TestModulesShareValues imports the same variables into modules that differ in one
// of them; the wanted CSS is what less.js 4.9.1 makes of the files.
func TestModulesShareValues(t *testing.T) {
	files := oneFile{
		"vars.less": `@base: 10px;
@double: (@base * 2);
@text: "v-@{double}";
@sum: @double + @base;
@chain: @sum @text;
@imp: @marked;
@marked: @base;
@block: { width: @sum; };
@list: @sum, darken(@tone, 10%);
@tone: #336699;
`,
		"use.less": `.a { a: @chain; b: @imp; c: @list; d: @double; e: @sum; @block(); }
`,
		"two.less": `@base: 7px;
`,
		"three.less": `@marked: @base !important;
`,
		"four.less": `@tone: red;
`,
		"six.less": `@double: @base;
`,
		"a.less": `& { @import (multiple) "vars"; @import (multiple) "use"; }
& { @import (multiple) "vars"; @import "two"; @import (multiple) "use"; }
& { @import (multiple) "vars"; @import "three"; @import (multiple) "use"; }
& { @import (multiple) "vars"; @import (multiple) "use"; @import "four"; }
& { @import (multiple) "vars"; @import (multiple) "use"; }
& { @import (multiple) "vars"; @import "six"; @import (multiple) "use"; }
`,
	}
	const want = `.a {
  a: 30px "v-20px";
  b: 10px;
  c: 30px, #264c73;
  d: 20px;
  e: 30px;
  width: 30px;
}
.a {
  a: 21px "v-14px";
  b: 7px;
  c: 21px, #264c73;
  d: 14px;
  e: 21px;
  width: 21px;
}
.a {
  a: 30px "v-20px";
  b: 10px !important;
  c: 30px, #264c73;
  d: 20px;
  e: 30px;
  width: 30px;
}
.a {
  a: 30px "v-20px";
  b: 10px;
  c: 30px, #cc0000;
  d: 20px;
  e: 30px;
  width: 30px;
}
.a {
  a: 30px "v-20px";
  b: 10px;
  c: 30px, #264c73;
  d: 20px;
  e: 30px;
  width: 30px;
}
.a {
  a: 20px "v-10px";
  b: 10px;
  c: 20px, #264c73;
  d: 10px;
  e: 20px;
  width: 20px;
}
`
	result, ds := less.Compile(files, "a.less", nil)
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	diff(t, want, string(result.CSS))
}
