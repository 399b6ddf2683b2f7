package java

import (
	"slices"
	"strings"
	"testing"
)

const (
	wantPropertyOrder = "Toolbar BB Aa TabText ToolbarBg MenuItem Dialog Menu AppC Tab AaAa BBBB AaBB BBAa ButtonText AltC Button Link SelC Text g f e d c b a TxtC"
	wantHashMapOrder  = "Aa BB AltC ToolbarBg TxtC Button Dialog Menu TabText Toolbar AaAa BBBB AaBB BBAa a b c d e f g Text MenuItem SelC ButtonText Tab AppC Link"
)

// The orders are those of OpenJDK 17.
func TestOrders(t *testing.T) {
	keys := strings.Fields("AppC TxtC AltC SelC Text Link Toolbar ToolbarBg Menu MenuItem Tab TabText Button ButtonText Dialog a b c d e f g Aa BB AaAa BBBB AaBB BBAa")
	if got := strings.Join(PropertyOrder(keys), " "); got != wantPropertyOrder {
		t.Errorf("PropertyOrder\n got %s\nwant %s", got, wantPropertyOrder)
	}
	HashMapOrder(keys)
	if got := strings.Join(keys, " "); got != wantHashMapOrder {
		t.Errorf("HashMapOrder\n got %s\nwant %s", got, wantHashMapOrder)
	}
}

func TestDecodeUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"ü中😀": "ü中😀", "\ufeffa": "\ufeffa", "\xff": "\ufffd", "a\xe2\x82b": "a\ufffdb", "\xe2\x82": "\ufffd", "\xed\xa0\x80": "\ufffd",
		"\xc0\x80": "\ufffd\ufffd", "\xf0\x9f\x98": "\ufffd", "\xf5\x80": "\ufffd\ufffd", "\xe0\x80\x80": "\ufffd\ufffd\ufffd", "\xf4\x90\x80\x80": "\ufffd\ufffd\ufffd\ufffd",
	} {
		got, bad := DecodeUTF8([]byte(in))
		if got != want || (bad > 0) != strings.ContainsRune(want, '\ufffd') {
			t.Errorf("DecodeUTF8(%q) = %q, %d; want %q", in, got, bad, want)
		}
	}
}

func TestEncodeForm(t *testing.T) {
	if got := EncodeForm("a/b c.-*_~é+"); got != "a%2Fb+c.-*_%7E%C3%A9%2B" {
		t.Errorf("EncodeForm = %s", got)
	}
}

func TestSplitAt(t *testing.T) {
	for in, want := range map[string][]string{
		"": {""}, ",": {}, "a,": {"a"}, ",a": {"", "a"}, " a , b ,,c ": {" a", "b", "", "c "}, "  ": {"  "}, " , ": {}, "a,,": {"a"},
	} {
		if got := SplitAt(in, ',', " "); !slices.Equal(got, want) {
			t.Errorf("SplitAt(%q) = %q, want %q", in, got, want)
		}
	}
}
