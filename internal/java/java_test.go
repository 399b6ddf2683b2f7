package java

import (
	"math"
	"strings"
	"testing"
)

// The values are those of Float.parseFloat of OpenJDK 17.
func TestParseFloat(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want float32
	}{
		{"1.4", 1.4}, {" 5.0\t", 5}, {"5.", 5}, {".5", .5}, {"-0.5f", -.5}, {"1e3D", 1000}, {"0x1.8p1", 3}, {"0X.8P-1f", .25},
		{"+7", 7}, {"1e99", float32(math.Inf(1))}, {"1e-99", 0}, {"Infinity", float32(math.Inf(1))}, {"-Infinity", float32(math.Inf(-1))},
	} {
		if got, ok := ParseFloat(tt.in); !ok || got != tt.want {
			t.Errorf("ParseFloat(%q) = %v, %v; want %v", tt.in, got, ok, tt.want)
		}
	}
	if got, ok := ParseFloat("+NaN"); !ok || got == got {
		t.Errorf("ParseFloat(+NaN) = %v, %v", got, ok)
	}
	for _, bad := range []string{"", " ", ".", "e5", "1_0", "0x1", "0x1.8", "nan", "infinity", "Inf", "1.2.3", "5f0", "1ff", "--1", "1\u00a0", strings.Repeat("1", 2000)} {
		if got, ok := ParseFloat(bad); ok {
			t.Errorf("ParseFloat(%q) = %v, want none", bad, got)
		}
	}
}

// The values are those of Float.toString of OpenJDK 17.
func TestFormatFloat(t *testing.T) {
	for _, tt := range []struct {
		in   float32
		want string
	}{
		{0, "0.0"}, {float32(math.Copysign(0, -1)), "-0.0"}, {.5, "0.5"}, {1, "1.0"}, {.001, "0.001"}, {.0005, "5.0E-4"}, {.000123, "1.23E-4"},
		{9999999, "9999999.0"}, {1e7, "1.0E7"}, {-2.5e20, "-2.5E20"}, {float32(math.NaN()), "NaN"},
		{float32(math.Inf(1)), "Infinity"}, {float32(math.Inf(-1)), "-Infinity"},
	} {
		if got := FormatFloat(tt.in); got != tt.want {
			t.Errorf("FormatFloat(%g) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestHash(t *testing.T) {
	for s, want := range map[string]int32{"": 0, "a": 97, "hello world": 1794106052, "😀": 1772899} {
		if got := Hash(s); got != want {
			t.Errorf("Hash(%q) = %d, want %d", s, got, want)
		}
	}
}
