package skinbuild

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowedLicences are those that what is built or tested with may have. MPL-2.0 covers
// only the files that are under it, which are not changed.
var allowedLicences = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// licenceWords are words that only the text of a licence has; the BSD licences differ in
// the clause about names.
var licenceWords = []struct{ licence, words string }{
	{"Apache-2.0", "Apache License\n"},
	{"MPL-2.0", "Mozilla Public License"},
	{"GPL", "GNU GENERAL PUBLIC LICENSE"},
	{"LGPL", "GNU LESSER GENERAL PUBLIC LICENSE"},
	{"MIT", "Permission is hereby granted, free of charge, to any person"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any"},
	{"BSD-3-Clause", "nor the names of"},
	{"BSD-3-Clause", "nor the name of"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
}

// TestLicencesOfModules reads the licence of each module that is linked into the tools.
func TestLicencesOfModules(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./cmd/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	lines = slices.Compact(lines)
	if len(lines) < 10 {
		t.Fatalf("only %d modules", len(lines))
	}
	for _, line := range lines {
		path, dir, _ := strings.Cut(line, " ")
		if dir == "" {
			continue
		}
		if licence := licenceIn(dir); !slices.Contains(allowedLicences, licence) {
			t.Errorf("%s has the licence %q, which is not allowed", path, licence)
		}
	}
}

// licenceIn returns the licence of a module, "" if there is none or its text is not known.
func licenceIn(dir string) string {
	names, _ := filepath.Glob(filepath.Join(dir, "[LlCc][IiOo][CcPp][EeYy]*")) // the pattern is valid
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		text := strings.Join(strings.Fields(string(data)), " ")
		for _, l := range licenceWords {
			if strings.Contains(text, strings.TrimSpace(l.words)) {
				return l.licence
			}
		}
	}
	return ""
}

// otherLicences are npm packages that only tests run, so that nothing of them is in an
// archive. What bench/package.json lists is only measured, and is not looked at.
var otherLicences = map[string]string{"node_modules/argparse": "Python-2.0"}

// TestLicencesOfPackages checks the licences of the npm packages that scripts are built
// with and from, as the lock file lists them.
func TestLicencesOfPackages(t *testing.T) {
	data, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ License string }
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		t.Fatal(err)
	}
	for path, p := range lock.Packages {
		if path != "" && !slices.Contains(allowedLicences, p.License) && (p.License == "" || otherLicences[path] != p.License) {
			t.Errorf("%s has the licence %q, which is not allowed", path, p.License)
		}
	}
}
