package deploy

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"path/filepath"
	"strings"
	"sync"

	"skinbuild/internal/input"
)

// dpkgSums is where dpkg keeps the MD5 sums of the files of its packages.
const dpkgSums = "/var/lib/dpkg/info/*.md5sums"

// packageSums are the sums that the package manager has of the webapp's files, by
// path below the webapp. MD5 is what dpkg has; whoever can forge it for a file of the
// vendor's could replace the package as well.
func packageSums(pattern, webapp string) map[string]string {
	sums := map[string]string{}
	lists, _ := filepath.Glob(pattern)
	below := strings.TrimPrefix(webapp, "/") + "/"
	for _, list := range lists {
		text, err := input.Read(context.Background(), list, input.Packages)
		if err != nil || !strings.Contains(string(text), below) {
			continue
		}
		for line := range strings.Lines(string(text)) {
			sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
			if rel, inside := strings.CutPrefix(name, below); ok && inside {
				sums[rel] = sum
			}
		}
	}
	return sums
}

// packages reads the sums once.
type packages struct {
	once sync.Once
	sums map[string]string
}

// packaged reports whether the package manager has installed the file like this.
func (s *Server) packaged(name string, data []byte) bool {
	s.packages.once.Do(func() { s.packages.sums = packageSums(dpkgSums, s.path) })
	want, ok := s.packages.sums[name]
	if !ok {
		return false
	}
	sum := md5.Sum(data)
	return want == hex.EncodeToString(sum[:])
}
