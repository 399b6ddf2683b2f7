package project

import (
	"fmt"
	"strconv"
	"strings"
)

// parseSize reads a size in bytes: "512", "40 kB", "1.5 MB", "64 KiB".
func parseSize(text string) (int64, error) {
	number := strings.TrimRight(text, "kKMBi ")
	unit := strings.TrimSpace(text[len(number):])
	factors := map[string]float64{"": 1, "B": 1, "kB": 1e3, "MB": 1e6, "KiB": 1 << 10, "MiB": 1 << 20}
	n, err := strconv.ParseFloat(number, 64)
	factor, ok := factors[unit]
	if err != nil || !ok || n < 0 || n > 1e6 {
		return 0, fmt.Errorf("%q is no size", text)
	}
	return int64(n * factor), nil
}

// FormatSize returns a number of bytes as people read it: "812 B", "27.4 kB".
func FormatSize(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1e6:
		return strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}
