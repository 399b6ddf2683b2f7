// Command dist makes the archives of a release: for each system the two tools, the
// npm packages that scripts are made from, completions, man pages, licences and a
// bill of materials; one of lessc alone; and the checksums of them all. The same
// sources give the same bytes, in any directory and at any time.
//
//	go run . -out DIR        in this folder; DIR is below the checkout
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

var tools = []string{"skinbuild", "uacheck"}

// documents are in every archive.
var documents = []string{"README.md", "LICENSE", "NOTICE", "CHANGELOG.md"}

var systems = [][2]string{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}}

// shells are those that have completions, with the file names they expect.
var shells = map[string]string{"bash": "share/bash-completion/completions/%s", "zsh": "share/zsh/site-functions/_%s", "fish": "share/fish/vendor_completions.d/%s.fish"}

func main() {
	out := flag.String("out", "dist/release", "folder below the checkout to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// A file is one entry of an archive.
type file struct {
	name string
	mode int64
	data []byte
}

func run(out string) error {
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	out = filepath.Join(root, out)
	tmp, err := os.MkdirTemp("", "dist-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	version, err := versionOf(root)
	if err != nil {
		return err
	}
	common, err := commonFiles(root, tmp)
	if err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o755)); err != nil {
		return err
	}
	var sums strings.Builder
	docs := slices.DeleteFunc(slices.Clone(common), func(f file) bool { return !slices.Contains(documents, f.name) })
	for _, s := range systems {
		for _, a := range []struct {
			name  string
			tools []string
			files []file
		}{{"skinbuild", tools, common}, {"lessc", []string{"lessc"}, docs}} {
			name := fmt.Sprintf("%s-%s-%s-%s", a.name, version, s[0], s[1])
			data, err := archive(root, tmp, name, s, a.tools, a.files)
			if err != nil {
				return err
			}
			fmt.Fprintf(&sums, "%x  %s.tar.gz\n", sha256.Sum256(data), name)
			fmt.Fprintf(os.Stderr, "dist: %s.tar.gz, %d bytes\n", name, len(data))
			if err := os.WriteFile(filepath.Join(out, name+".tar.gz"), data, 0o644); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

func versionOf(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "internal/cli/cli.go"))
	if err != nil {
		return "", err
	}
	m := regexp.MustCompile(`(?m)^const Version = "([^"]+)"`).FindSubmatch(text)
	if m == nil {
		return "", errors.New("internal/cli/cli.go does not say the version")
	}
	return string(m[1]), nil
}

// build builds the tools for a system into a folder. The linker's build ID stays:
// the cache of the tool tells builds apart by it.
func build(root, dir string, system [2]string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", dir+"/", "./cmd/...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+system[0], "GOARCH="+system[1], "CGO_ENABLED=0", "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// commonFiles are those of every archive: what the tools say of themselves, the npm
// packages, licences.
func commonFiles(root, tmp string) ([]file, error) {
	host := filepath.Join(tmp, "host")
	if err := build(root, host, [2]string{runtime.GOOS, runtime.GOARCH}); err != nil {
		return nil, err
	}
	var files []file
	for _, tool := range tools {
		exe := filepath.Join(host, tool)
		for shell, place := range shells {
			text, err := exec.Command(exe, "completion", shell).Output()
			if err != nil {
				return nil, fmt.Errorf("%s completion %s: %w", tool, shell, err)
			}
			files = append(files, file{fmt.Sprintf(place, tool), 0o644, text})
		}
		if err := exec.Command(exe, "manual", "--man", filepath.Join(tmp, "man")).Run(); err != nil {
			return nil, fmt.Errorf("%s manual: %w", tool, err)
		}
	}
	for place, dir := range map[string]string{
		"share/man/man1/":                       filepath.Join(tmp, "man"),
		"lib/skinbuild/node_modules/jquery/":    filepath.Join(root, "node_modules/jquery"),
		"lib/skinbuild/node_modules/jquery4/":   filepath.Join(root, "node_modules/jquery4"),
		"lib/skinbuild/node_modules/modernizr/": filepath.Join(root, "node_modules/modernizr"),
	} {
		found, err := readFolder(dir, place)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	for _, name := range documents {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, 0o644, data})
	}
	return files, nil
}

func readFolder(dir, place string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name) // name lies below dir
		files = append(files, file{place + filepath.ToSlash(rel), 0o644, data})
		return err
	})
	return files, err
}

// archive builds the tools for a system and packs those named with the common files.
func archive(root, tmp, name string, system [2]string, tools []string, common []file) ([]byte, error) {
	dir := filepath.Join(tmp, system[0]+"-"+system[1])
	if err := build(root, dir, system); err != nil {
		return nil, err
	}
	files := slices.Clone(common)
	modules := map[string]*debug.Module{}
	for _, tool := range tools {
		exe := filepath.Join(dir, tool)
		data, err := os.ReadFile(exe)
		if err != nil {
			return nil, err
		}
		files = append(files, file{"bin/" + tool, 0o755, data})
		info, err := buildinfo.ReadFile(exe)
		if err != nil {
			return nil, err
		}
		for _, m := range info.Deps {
			modules[m.Path] = m
		}
	}
	licences, err := licencesOf(root, modules)
	if err != nil {
		return nil, err
	}
	bill, err := billOf(name, modules)
	if err != nil {
		return nil, err
	}
	return pack(name, append(append(files, licences...), file{"sbom.cdx.json", 0o644, bill}))
}

// licencesOf reads the licence of each module that is linked in.
func licencesOf(root string, modules map[string]*debug.Module) ([]file, error) {
	var files []file
	for path, m := range modules {
		cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path)
		cmd.Dir = root
		out, err := cmd.Output()
		dir := strings.TrimSpace(string(out))
		if err != nil || dir == "" {
			return nil, fmt.Errorf("module %s is not there (%v)", path, err)
		}
		found, err := filepath.Glob(filepath.Join(dir, "[LlCN][iIoO][cCPT][eEyYI]*"))
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("module %s %s has no licence (%v)", path, m.Version, err)
		}
		for _, name := range found {
			if info, err := os.Stat(name); err != nil || info.IsDir() {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			files = append(files, file{"share/doc/skinbuild/licences/" + path + "/" + filepath.Base(name), 0o644, data})
		}
	}
	return files, nil
}

// billOf lists the modules that the tools are linked from, and the npm packages.
func billOf(name string, modules map[string]*debug.Module) ([]byte, error) {
	var components []cdx.Component
	add := func(name, version, kind string) {
		components = append(components, cdx.Component{Type: cdx.ComponentTypeLibrary, Name: name, Version: version, PackageURL: "pkg:" + kind + "/" + name + "@" + version})
	}
	for path, m := range modules {
		add(path, m.Version, "golang")
	}
	text, err := os.ReadFile("../../overrides/vendor.json")
	if err != nil {
		return nil, err
	}
	var pins []struct{ Name, Version string }
	if err := json.Unmarshal(text, &pins); err != nil {
		return nil, err
	}
	for _, p := range pins {
		if !strings.HasPrefix(name, "skinbuild-") {
			break // the archive has no npm packages
		}
		add(p.Name, p.Version, "npm")
	}
	slices.SortFunc(components, func(x, y cdx.Component) int { return strings.Compare(x.PackageURL, y.PackageURL) })
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &cdx.Component{Type: cdx.ComponentTypeApplication, Name: name}}
	bom.Components = &components
	var out bytes.Buffer
	err = cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, cdx.SpecVersion1_6)
	return out.Bytes(), err
}

// pack writes the files as a compressed tar with nothing in it that changes from
// machine to machine.
func pack(name string, files []file) ([]byte, error) {
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	w := tar.NewWriter(zip)
	for _, f := range files {
		header := &tar.Header{Name: name + "/" + f.name, Mode: f.mode, Size: int64(len(f.data)), Typeflag: tar.TypeReg, Format: tar.FormatPAX}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	err = errors.Join(w.Close(), zip.Close())
	return out.Bytes(), err
}
