package convert

import (
	"strings"
	"testing"
	"testing/fstest"

	"skinbuild/bench/synth"
	"skinbuild/internal/codes"
	"skinbuild/internal/server/skin"
	"skinbuild/internal/skins/lint"
)

// within are the families that are within the limits of a conversion, at an eighth of
// their size. All others must end with convert/limit.
var within = map[string]bool{
	"@Darken( in itself": true, "@ in a property": true, "properties": true, "files of a manifest": true, "rules of calls": true, "properties that double": true,
}

// TestHostile converts and checks hostile skins: each conversion ends with a limit and its
// place, or succeeds. The test would run for minutes if one of them needed time that grows
// with the square of its size; bench/limits measures each.
func TestHostile(t *testing.T) {
	for _, h := range synth.SkinHostiles() {
		t.Run(strings.ReplaceAll(h.Name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			app := hostileSkin(h, h.Most/8)
			_, ds := Skin(app, "hostile", nil)
			limited := false
			for _, d := range ds {
				limited = limited || (d.Code == codes.ConvertLimit || d.Code == codes.SkinLimit) && d.File != nil
			}
			if limited == within[h.Name] {
				t.Errorf("ends with a limit: %v", limited)
			}
			opened, err := skin.Open(hostileSkin(h, h.Most/64), nil)
			if err != nil {
				t.Fatal(err)
			}
			lint.Run(opened, nil)
		})
	}
}

func hostileSkin(h synth.SkinHostile, n int) fstest.MapFS {
	manifest := "<skin><common><substitutions><file>skin.properties</file></substitutions><css><file>skin.css</file></css></common></skin>"
	files := fstest.MapFS{
		"skins/hostile/manifest.xml":    {Data: []byte(manifest)},
		"skins/hostile/skin.css":        {Data: []byte(".a { color: @K0@ }\n")},
		"skins/hostile/skin.properties": {Data: []byte("K0 = red\n")},
	}
	files["skins/hostile/"+h.File] = &fstest.MapFile{Data: []byte(h.Text(n))}
	return files
}
