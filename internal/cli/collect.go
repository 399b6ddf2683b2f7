package cli

import (
	"os"
	"runtime/debug"
)

// collectAt is how much garbage may come on what lives before it is collected, in
// percent; Go's own is 100.
const collectAt = 400

// memoryLimit is how much memory a command holds before garbage is collected more
// often, in bytes.
const memoryLimit = 768 << 20

// CollectSeldom trades memory for time: a command that reads, makes and writes keeps
// most of what it makes to its end, so that collecting it finds little. Compiling
// Semantic UI takes half the time for a twentieth more memory. A command that holds
// hundreds of megabytes does not get five times as much. GOGC and GOMEMLIMIT in the
// environment win.
func CollectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	AllowMemory(memoryLimit)
}

// AllowMemory lets the process hold that many bytes before garbage is collected more
// often; GOMEMLIMIT in the environment wins.
func AllowMemory(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(max(bytes, memoryLimit))
	}
}
