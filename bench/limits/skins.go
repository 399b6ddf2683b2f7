//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"skinbuild/bench/synth"
)

// The limits on one reader of 8x.
const (
	maxReaderTime = 10 * time.Second
	webapp        = "internal/server/reference/webapp"
)

// skinCommands are the commands that read skins of a webapp W, by what each does with
// the hostile file F.
var skinCommands = []string{
	"lint hostile --webapp W",
	"convert hostile --webapp W -n",
	"strip F --webapp W",
	"init new -n --webapp W --skin hostile",
	"render /css/skin.css --webapp W --skin hostile",
	"fmt F --check",
}

// hostileManifest lists the files of the skin whose files are hostile.
const hostileManifest = `<?xml version="1.0"?>
<skin><common>
<substitutions><file>../_base/base3/skin.properties</file><file>skin.properties</file></substitutions>
<css><file>skin.css</file></css>
</common></skin>
`

// skins prints what hostile files of a skin cost each command at an eighth of their size
// and at their size. It returns how many cells are over a limit.
func skins(bin, tmp, only string) (failed int, err error) {
	fmt.Print("\n| file of a skin | command | input | 1x | 8x | ends with |\n|---|---|--:|--:|--:|---|\n")
	for i, h := range synth.SkinHostiles() {
		if !strings.Contains(h.Name, only) {
			continue
		}
		var dirs []string
		for _, n := range []int{h.Most / 8, h.Most} {
			dir := filepath.Join(tmp, fmt.Sprint("webapp-", i, "-", n))
			if err := hostileSkin(dir, h, n); err != nil {
				return failed, err
			}
			dirs = append(dirs, dir)
		}
		for _, command := range skinCommands {
			name, _, _ := strings.Cut(command, " ")
			if strings.Contains(command, "F") && h.File != "skin.css" {
				continue
			}
			one, err := measureSkin(bin, dirs[0], h, command)
			if err != nil {
				return failed, err
			}
			eight, err := measureSkin(bin, dirs[1], h, command)
			if err != nil {
				return failed, err
			}
			fmt.Printf("| %s | %s | %s | %.2f s, %d MB | %.2f s, %d MB | %s |\n", h.Name, name, size(eight.input),
				one.time.Seconds(), one.memory>>20, eight.time.Seconds(), eight.memory>>20, eight.end)
			if !eight.fine || !one.fine {
				failed++
				fmt.Fprintf(os.Stderr, "limits: %s of %s: over a limit\n", name, h.Name)
			}
		}
		for _, dir := range dirs {
			if err := os.RemoveAll(dir); err != nil {
				return failed, err
			}
		}
	}
	return failed, nil
}

// hostileSkin makes a webapp whose skin "hostile" has the file.
func hostileSkin(dir string, h synth.SkinHostile, n int) error {
	if err := os.CopyFS(dir, os.DirFS(webapp)); err != nil {
		return err
	}
	skin := filepath.Join(dir, "skins", "hostile")
	if err := os.Mkdir(skin, 0o755); err != nil {
		return err
	}
	files := map[string]string{"manifest.xml": hostileManifest, "skin.css": ".a { color: @K0@ }\n", "skin.properties": "K0 = red\n"}
	files[h.File] = h.Text(n)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(skin, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func measureSkin(bin, dir string, h synth.SkinHostile, command string) (measurement, error) {
	file := filepath.Join(dir, "skins", "hostile", h.File)
	info, err := os.Stat(file)
	if err != nil {
		return measurement{}, err
	}
	var args []string
	for _, arg := range strings.Fields(command) {
		switch arg {
		case "W":
			arg = dir
		case "F":
			arg = file
		}
		args = append(args, arg)
	}
	p, message, err := start(bin, args...)
	if err != nil {
		return measurement{}, err
	}
	m := p
	m.input = int(info.Size())
	m.end = shortEnd(message, m.code)
	m.fine = m.time < maxReaderTime && m.memory < maxMemory && (m.code == 0 || m.code == 1)
	return m, nil
}

// shortEnd is the code of the first message that is an error, or the exit code.
func shortEnd(message string, code int) string {
	if code == 0 {
		return "done"
	}
	for line := range strings.Lines(message) {
		line = strings.TrimSpace(line)
		if i := strings.LastIndexByte(line, '['); i >= 0 && strings.HasSuffix(line, "]") && (strings.Contains(line, "limit") || strings.Contains(line, "error")) {
			return strings.Trim(line[i:], "[]")
		}
	}
	return fmt.Sprintf("exit code %d", code)
}
