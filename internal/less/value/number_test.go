package value

import (
	"math"
	"math/rand/v2"
	"testing"

	"skinbuild/internal/testenv"
)

// TestNumbersLikeJavaScript compares the printing of numbers with JavaScript's:
// random ones of all magnitudes, ties of the last decimal, and their neighbours.
func TestNumbersLikeJavaScript(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	values := []float64{0, 1, -1, 0.5, 1e-6, 1e-7, 9.99999999e-7, 5e-9, 4.9e-9, -5e-9, 1e20, 1e21, 123456789012345680000, 1e300,
		5e-324, 1.000000005, 1.005, 2.5, -2.5, 1e15, 1e15 + 0.5, 999999.999999995, 1.0000000050000001, 0.1 + 0.2, 100.0 / 3}
	for range 4000 {
		values = append(values,
			math.Ldexp(r.Float64()-0.5, r.IntN(80)-40),
			float64(r.IntN(1<<30))/512,                    // ties of the ninth decimal
			float64(r.IntN(2_000_000)-1_000_000)/1000,     // what stylesheets hold
			(float64(r.IntN(1<<40))+0.5)/1e8,              // next to ties
			-float64(r.IntN(1<<20))/float64(1+r.IntN(99)), // quotients
		)
	}
	var want []struct{ Printed, Plain, Fixed0, Fixed3 string }
	testenv.Node(t, "numbers.mjs", values, &want)
	for i, v := range values {
		got := want[i]
		got.Printed, got.Plain = string(appendNumber(nil, v)), string(appendJS(nil, v))
		got.Fixed0, got.Fixed3 = toFixed(v, 0), toFixed(v, 3)
		if got != want[i] {
			t.Errorf("%v (%b): got %v, want %v", v, v, got, want[i])
		}
	}
	t.Logf("%d numbers compared", len(values))
}
