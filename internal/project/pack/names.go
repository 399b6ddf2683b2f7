package pack

import (
	"path"
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/tree"
)

// kinds are the first directories of a bundle, each with the file types that may
// lie below it. What is not listed has no use there and may be a leak: a backup,
// a source map, a key, an editor's swap file.
var kinds = map[string][]string{
	"skins":      {".css", ".js", ".html", ".xml", ".properties", ".template", ".txt", ".json", ".png", ".gif", ".jpg", ".jpeg", ".svg", ".ico", ".cur", ".webp", ".avif", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".flag"},
	"scripts":    {".js", ".css", ".json", ".txt"},
	"zimlets":    {".zip"},
	"injections": {".toml", ".json", ".txt", ".html", ".js", ".css"},
	"patches":    {".patch", ".diff", ".toml", ".json", ".txt"},
}

const (
	kindSBOM    = "sbom"
	maxNameLen  = 200 // what every reader of a ustar header can hold
	maxSegments = 32
)

// kindOf returns the kind of a file, "" for one that belongs to none.
func kindOf(name string) string {
	if name == sbomName {
		return kindSBOM
	}
	dir, _, below := strings.Cut(name, "/")
	if _, known := kinds[dir]; below && known {
		return dir
	}
	return ""
}

// checkNames checks the names of all files of a bundle, and that no two of them
// are one file where letter case does not count.
func checkNames(names []string) error {
	seen := map[string]string{}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
		lower := strings.ToLower(name)
		if other, ok := seen[lower]; ok && other == name {
			return refuse(codes.BundleDuplicate, "two entries of the name %q", name)
		} else if ok {
			return refuse(codes.BundleCase, "%q and %q differ in letter case only", other, name)
		}
		seen[lower] = name
	}
	return nil
}

func checkName(name string) error {
	if _, err := tree.ParsePath(name); err != nil {
		return refuse(codes.BundlePath, "%v", err)
	}
	if i := strings.IndexFunc(name, notInName); i >= 0 {
		return refuse(codes.BundlePath, "path %q has a character other than letters, digits, \"._-@+\"", name)
	}
	if len(name) > maxNameLen || strings.Count(name, "/") >= maxSegments {
		return refuse(codes.BundlePath, "path %q is longer than %d bytes or %d segments", name, maxNameLen, maxSegments)
	}
	for segment := range strings.SplitSeq(name, "/") {
		if segment[0] == '.' || segment[0] == '-' || strings.HasSuffix(segment, ".") {
			return refuse(codes.BundlePath, "path %q has a segment that begins with \".\" or \"-\" or ends with \".\"", name)
		}
	}
	kind := kindOf(name)
	if kind == "" {
		return refuse(codes.BundleKind, "%q lies in none of the directories skins, scripts, zimlets, injections, patches", name)
	}
	if kind != kindSBOM && !slices.Contains(kinds[kind], strings.ToLower(path.Ext(name))) {
		return refuse(codes.BundleType, "%q: a file of type %q has no place in %s/", name, path.Ext(name), kind).
			hint("types that may lie there: %s", strings.Join(kinds[kind], " "))
	}
	return nil
}

func notInName(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-@+/", r))
}
