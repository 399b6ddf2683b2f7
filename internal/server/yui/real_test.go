package yui

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"skinbuild/internal/testenv"
	"skinbuild/internal/visit/browser"
)

// compressed is the real compressor's output for a sheet.
type compressed struct {
	css       string
	exception string // its class, "" if there was none
}

// compress runs the real compressor on the sheets, all in one process.
func compress(t *testing.T, sheets []string) []compressed {
	t.Helper()
	java := testenv.Java(t, "java")
	jar := testenv.Module(t, "yuicompressor/build/yuicompressor-2.4.8.jar")
	var in bytes.Buffer
	for _, s := range sheets {
		_ = binary.Write(&in, binary.BigEndian, int32(len(s)))
		in.WriteString(s)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, java, "-cp", jar, "testdata/Compress.java")
	cmd.Stdin = &in
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("java: %v", err)
	}
	all := make([]compressed, len(sheets))
	r := bytes.NewReader(out)
	for i := range all {
		status, _ := r.ReadByte()
		var n int32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil {
			t.Fatalf("answer %d of %d: %v", i, len(sheets), err)
		}
		text := make([]byte, n)
		if _, err := io.ReadFull(r, text); err != nil {
			t.Fatal(err)
		}
		if status == 0 {
			all[i].css = string(text)
		} else {
			all[i].exception = string(text)
		}
	}
	return all
}

// readSheets is the script that returns each sheet as the browser parsed it.
const readSheets = `(function (sheets) {
	return sheets.map(function (css) {
		var sheet = new CSSStyleSheet();
		sheet.replaceSync(css);
		return Array.from(sheet.cssRules, function (r) { return r.cssText; }).join("\n");
	});
})`

// chromium is started once for all tests of the package.
var chromium = sync.OnceValues(func() (*browser.Browser, error) {
	for _, s := range browser.Find(context.Background()) {
		if s.Engine == browser.Chromium && s.Path != "" {
			var err error
			opened, err = browser.Open(context.Background(), s)
			return opened, err
		}
	}
	return nil, os.ErrNotExist
})

// opened is what chromium has started.
var opened *browser.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	if opened != nil {
		_ = opened.Close()
	}
	os.Exit(code)
}

// understood returns how a real browser reads each sheet: the text of its
// rules, in which equal values have one spelling.
func understood(t *testing.T, sheets []string) []string {
	t.Helper()
	testenv.Long(t)
	b, err := chromium()
	if errors.Is(err, os.ErrNotExist) {
		testenv.Skip(t, "%s is not installed; run tools/setup", browser.Chromium)
	}
	if err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(sheets)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	blank := "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte("<!doctype html><title>t</title>"))
	page, err := b.Visit(ctx, blank, &browser.Options{Script: readSheets + "(" + string(list) + ")"})
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	if err := json.Unmarshal(page.Value, &read); err != nil || len(read) != len(sheets) {
		t.Fatalf("%d sheets read as %.200s: %v", len(sheets), page.Value, err)
	}
	return read
}
