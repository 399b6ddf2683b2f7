//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/cli"
	"skinbuild/internal/cli/clitest"
	"skinbuild/internal/testenv"
)

// badUses says how each command is tried. A new command fails the test until it is here.
var badUses = map[string]clitest.BadUse{
	"apply":          {Valid: "acme.skinbundle --webapp webapp --state state --insecure-unsigned -n", Uses: []string{"BAD.skinbundle --webapp webapp --state state -n"}},
	"build":          {Valid: "--project project/skinbuild.toml --no-cache -n", Uses: inProject("build -n --no-cache")},
	"bundle diff":    {Valid: "acme.skinbundle acme.skinbundle --trust team.pub", Uses: []string{"BAD.skinbundle acme.skinbundle", "acme.skinbundle BAD.skinbundle --trust team.pub"}},
	"bundle export":  {Valid: "acme.skinbundle -o exported --trust team.pub", Uses: []string{"BAD.skinbundle -o exported"}},
	"bundle inspect": {Valid: "acme.skinbundle --trust team.pub", Uses: []string{"BAD.skinbundle", "BAD.skinbundle --insecure-unsigned"}},
	"bundle keygen":  {Valid: "BAD.key --no-password"},
	"bundle pack": {Valid: "parts --name a --bundle-version 1.0.0 --sequence 1 -n", Uses: []string{
		"BAD --name a --bundle-version 1.0.0 --sequence 1 -n",
		"parts@skins/acme/skin.css --name a --bundle-version 1.0.0 --sequence 1 -n",
		"parts@scripts/a.js --name a --bundle-version 1.0.0 --sequence 1 -n",
		"parts@zimlets/com_acme_a.zip --name a --bundle-version 1.0.0 --sequence 1 -n",
	}},
	"bundle patch":   {Valid: "acme.skinbundle --webapp webapp --trust team.pub", Fails: true, Uses: []string{"BAD.skinbundle --webapp webapp"}},
	"bundle sign":    {Valid: "acme.skinbundle --sign team.key -n", Uses: []string{"BAD.skinbundle --sign team.key -n"}},
	"bundle verify":  {Valid: "acme.skinbundle --trust team.pub", Uses: []string{"BAD.skinbundle --trust team.pub"}},
	"check":          {Valid: "--project project/skinbuild.toml", Uses: append(inProject("check"), "BAD.js", "BAD.zip", "BAD", "zimlet@com_acme_a.xml", "zimlet@a.js")},
	"collect":        {Valid: "--webapp webapp --state state"},
	"convert":        {Valid: "harmony --webapp webapp -n", Uses: []string{"BAD --webapp webapp -n"}},
	"docs":           {Uses: []string{"BAD"}},
	"doctor":         {Valid: "--webapp webapp --state state"},
	"explain":        {Valid: "SelC --webapp webapp --skin harmony"},
	"fixes":          {Valid: "--webapp webapp"},
	"fmt":            {Uses: []string{"BAD.less", "- <BAD.less", "BAD.less --check"}},
	"history":        {Valid: "--webapp webapp --state state"},
	"init":           {Valid: "BADinit -n"},
	"less":           {Valid: "a.less", Uses: []string{"BAD.less", "- <BAD.less", "BAD.css", "a.less BAD.css", "--lint BAD.less", "imports@b.less/../main.less", "--yui-safe BAD.css"}},
	"lint":           {Valid: "--webapp webapp"},
	"patch check":    {Valid: "--project project/skinbuild.toml -n releases", Uses: []string{"BAD -n"}},
	"patch import":   {Valid: "--project project/skinbuild.toml -n --name a a.patch", Uses: []string{"BAD.patch -n --name a -C project", "- -n --name a -C project <BAD.patch", "BAD.txt BAD.less -n --name a -C project"}},
	"patch list":     {Valid: "--project project/skinbuild.toml --webapp webapp"},
	"patch new":      {Valid: "--project project/skinbuild.toml --webapp webapp a BAD.jsp"},
	"patch refresh":  {Valid: "--project patched/skinbuild.toml --webapp webapp a", Uses: []string{"-C patched@patches/a.patch a --webapp ../webapp"}},
	"preview":        {Valid: "--project project/skinbuild.toml --port 0", Serves: true},
	"reapply":        {Valid: "--webapp webapp --state state -n"},
	"remove":         {Valid: "acme --webapp webapp --state state -n", Fails: true},
	"render":         {Valid: "/css/common,skin.css --webapp webapp --skin harmony", Uses: []string{"/public/login.jsp --webapp webapp@public/login.jsp", "/js/skin.js --webapp webapp@skins/_base/base3/ZmSkin.js"}},
	"rollback":       {Valid: "--webapp webapp --state state -n"},
	"status":         {Valid: "--webapp webapp --state state"},
	"strip":          {Valid: "a.less --webapp webapp", Uses: []string{"BAD.less --webapp webapp", "BAD.css --webapp webapp", "parts@skins/acme/manifest.xml/.. --webapp webapp"}},
	"version":        {Valid: ""},
	"zimlet init":    {Valid: "com_acme_b -o BAD"},
	"zimlet inspect": {Valid: "zimlet", Uses: []string{"BAD.zip", "BAD", "zimlet@com_acme_a.xml", "zimlet@a.js", "zimlet@com_acme_a.properties", "zimlet@a.css"}},
	"zimlet pack":    {Valid: "zimlet -n", Uses: []string{"BAD.zip -n", "BAD.zip --rewrap -n", "zimlet@com_acme_a.xml -n", "zimlet@a.js -n"}},
}

// inProject are uses of a command in which a file of a project is bad.
func inProject(args string) []string {
	name, rest, _ := strings.Cut(args, " ")
	_ = name
	var uses []string
	for _, file := range []string{"skinbuild.toml", "skins/acme/skin.less", "skins/acme/manifest.xml", "skins/acme/skin.properties", "overrides/fixes/a.js", "zimlets/com_acme_a/com_acme_a.xml", "zimlets/com_acme_a/a.js"} {
		uses = append(uses, rest+" -C project@"+file)
	}
	return uses
}

// badFolders are the files of a folder that commands read.
var badFolders = map[string][]string{
	"webapp": {
		"webapp@skins/harmony/manifest.xml", "webapp@skins/harmony/skin.properties", "webapp@skins/harmony/skin.css", "webapp@skins/_base/base3/skin.html",
		"webapp@public/launchZCS.jsp", "webapp@js/Boot_all.js", "webapp@css/common.css", "webapp@WEB-INF/web.xml", "webapp@WEB-INF/tags/head.tag",
	},
	"trust-dir": {"keys@team.pub", "keys@allowed_signers"},
	"sources":   {"parts@scripts/a.js"},
}

// TestBadInput tries every command on every kind of bad input.
func TestBadInput(t *testing.T) {
	testenv.Long(t)
	clitest.BadInput(t, clitest.BadTool{
		Name: "skinbuild", Root: cli.NewRoot("skinbuild", "", long, example, commands()...),
		Prepare: prepareBad, Uses: badUses, Folders: badFolders,
	})
}

const manifest = `<?xml version="1.0"?>
<skin><common>
<substitutions><file>../_base/base3/skin.properties</file><file>skin.properties</file></substitutions>
<css><file>../_base/base3/skin.css</file><file>skin.css</file></css>
</common><advanced>
<script><file>../_base/base3/ZmSkin.js</file></script>
<html><file>../_base/base3/skin.html</file></html>
</advanced></skin>
`

const onePatch = `Subject: A patch

--- a/css/zm.css
+++ b/css/zm.css
@@ -1,2 +1,2 @@
-/* The application. */
+/* An application. */
 .ZAppTab { padding: 0 1rem; line-height: 2.6rem }
`

// fix is a fix as projects have them.
const fix = `/**
 * A fix.
 *
 * symptom:  it fails
 * browsers: all
 * vendor:   open in 10.1.3
 * guard:    nothing has it
 */
import SynaSkin from "../core/registry.js";

SynaSkin.fix({ id: "a", needed: function () { return true; }, apply: function () {} });
`

func prepareBad(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "webapp"), os.DirFS("../../internal/server/reference/webapp")); err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(testenv.Root(), "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "modernizr")); err != nil {
		testenv.Skip(t, "the npm packages are not there; run tools/setup")
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	skin := map[string]string{
		"manifest.xml": manifest,
		"skin.css":     ".a { color: red }\n", "skin.properties": "BarColor = #336699\n",
	}
	zimlet := map[string]string{
		"com_acme_a.xml": "<zimlet name=\"com_acme_a\" version=\"1.0\" description=\"A\"><include>a.js</include><includeCSS>a.css</includeCSS><handlerObject>com_acme_a_handlerObject</handlerObject></zimlet>\n",
		"a.js":           "function com_acme_a_handlerObject() {}\n", "a.css": ".a { color: red }\n", "com_acme_a.properties": "label = A\n",
	}
	files := map[string]string{
		"a.less": ".a { color: red }\n", "imports/main.less": "@import 'b';\n", "imports/b.less": ".b { color: red }\n",
		"project/skinbuild.toml":       "name = \"acme\"\nversion = \"1.0.0\"\nsequence = 1\nreleases = [\"10.1.3\"]\n",
		"project/skins/acme/skin.less": ".a { color: red }\n", "project/skins/acme/manifest.xml": skin["manifest.xml"], "project/skins/acme/skin.properties": skin["skin.properties"],
		"a.patch": onePatch, "patched/patches/a.patch": onePatch, "patched/skinbuild.toml": "name = \"acme\"\nversion = \"1.0.0\"\nsequence = 1\nreleases = [\"10.1.3\"]\n", "releases/10.1.3/webapps/zimbra/public/a.txt": "a", "releases/10.1.3/webapps/zimbra/WEB-INF/a.txt": "a",
		"project/overrides/fixes/a.js": fix, "parts/scripts/a.js": "var a;\n",
	}
	for name, text := range skin {
		files["parts/skins/acme/"+name] = text
	}
	for name, text := range zimlet {
		files["zimlet/"+name] = text
		files["project/zimlets/com_acme_a/"+name] = text
	}
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "parts/zimlets"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"bundle keygen team --no-password", "zimlet pack zimlet -o parts/zimlets",
		"bundle pack parts --name acme --bundle-version 1.0.0 --sequence 1 -o . --sign team.key",
	} {
		cmd := exec.Command("skinbuild", strings.Fields(args)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	if err := os.Rename(filepath.Join(dir, "acme-1.0.0.skinbundle"), filepath.Join(dir, "acme.skinbundle")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "keys"), os.DirFS(filepath.Join(dir, "parts/scripts"))); err != nil {
		t.Fatal(err)
	}
}
