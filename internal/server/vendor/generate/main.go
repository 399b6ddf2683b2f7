// Command generate writes the table of vendor files (releases.txt.zst) from bare
// clones of the vendor's repositories:
//
//	go run ./internal/server/vendor/generate WEB_CLIENT.git AJAX.git >internal/server/vendor/releases.txt.zst
//
// The table holds facts only: paths, git blob ids and release names.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"skinbuild/internal/versions"
)

const digits = 20 // of a blob id

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: generate REPOSITORY...")
	}
	var repos [][]string
	var all []string
	for _, repo := range os.Args[1:] {
		tags := releases(repo)
		repos = append(repos, tags)
		all = append(all, tags...)
	}
	slices.SortFunc(all, order)
	all = slices.Compact(all)
	table := map[string]map[string][]int{} // path → id → indexes of releases
	for i, repo := range os.Args[1:] {
		for n, release := range all {
			if slices.Contains(repos[i], release) {
				add(table, repo, release, n)
			}
		}
	}
	if err := write(all, table); err != nil {
		log.Fatal(err)
	}
}

func order(a, b string) int {
	v, errA := versions.ParseRelease(a)
	w, errB := versions.ParseRelease(b)
	if errA != nil || errB != nil {
		return strings.Compare(a, b)
	}
	if c := v.Compare(w); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func git(repo string, args ...string) []byte {
	out, err := exec.Command("git", append([]string{"-C", repo}, args...)...).Output()
	if err != nil {
		log.Fatalf("git %s in %s: %v", strings.Join(args, " "), repo, err)
	}
	return out
}

// releases returns the tags that are releases.
func releases(repo string) []string {
	var list []string
	for _, tag := range strings.Fields(string(git(repo, "tag"))) {
		if _, err := versions.ParseRelease(tag); err == nil {
			list = append(list, tag)
		}
	}
	return list
}

// add takes the files of one release.
func add(table map[string]map[string][]int, repo, release string, n int) {
	lines := bufio.NewScanner(bytes.NewReader(git(repo, "ls-tree", "-r", release+":WebRoot")))
	for lines.Scan() {
		about, name, ok := strings.Cut(lines.Text(), "\t")
		fields := strings.Fields(about)
		if !ok || len(fields) != 3 || fields[0] == "120000" || !known(name) {
			continue
		}
		if table[name] == nil {
			table[name] = map[string][]int{}
		}
		id := fields[2][:digits]
		if list := table[name][id]; len(list) == 0 || list[len(list)-1] != n {
			table[name][id] = append(list, n)
		}
	}
}

// known selects templates, sheets, skins, scripts and properties.
func known(name string) bool {
	switch path.Ext(name) {
	case ".jsp", ".jspf", ".jspx", ".tag", ".tagf", ".html", ".htm", ".css", ".js", ".properties", ".template":
		return true
	case ".xml":
		return strings.HasPrefix(name, "skins/")
	case "":
		return strings.HasPrefix(name, "h/") || strings.HasPrefix(name, "m/")
	}
	return false
}

func write(releases []string, table map[string]map[string][]int) error {
	var text bytes.Buffer
	fmt.Fprintln(&text, strings.Join(releases, " "))
	for _, name := range slices.Sorted(maps.Keys(table)) {
		text.WriteString(name)
		for _, id := range slices.Sorted(maps.Keys(table[name])) {
			fmt.Fprintf(&text, "\t%s:%s", id, ranges(table[name][id]))
		}
		text.WriteByte('\n')
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(enc.EncodeAll(text.Bytes(), nil))
	return err
}

// ranges writes sorted numbers as "1-4,7".
func ranges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, fmt.Sprint(list[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", list[i], list[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ",")
}
