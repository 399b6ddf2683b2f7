package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
)

// TestPackages makes the .deb and the .rpm of a bundle with tools/package, twice:
// what is in them, and that the clock, the time zone and the umask are not.
func TestPackages(t *testing.T) {
	testenv.Long(t)
	testenv.Command(t, "dpkg-deb")
	nfpm := exec.Command("go", "tool", "nfpm", "--version")
	nfpm.Dir = "../../tools/nfpm"
	nfpm.Env = append(os.Environ(), "GOPROXY=off")
	if out, err := nfpm.CombinedOutput(); err != nil {
		t.Logf("%v\n%s", err, out)
		testenv.Skip(t, "the modules of nfpm are not in the module cache; run tools/package once")
	}
	dir := t.TempDir()
	shell := func(script string) string {
		t.Helper()
		cmd := exec.Command("sh", "-euc", script)
		cmd.Dir = dir
		repo, _ := filepath.Abs("../..")
		cmd.Env = append(os.Environ(), "SKINBUILD="+dir+"/skinbuild", "REPO="+repo)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		return string(out)
	}
	shell(`(cd "$REPO" && go build -o "$SKINBUILD" ./cmd/skinbuild)
mkdir -p build/skins/acme build/scripts/js build/zimlets
echo 'a{}' >build/skins/acme/skin.css
echo 'var a;' >build/scripts/js/a.js
./skinbuild zimlet init com_acme_x && ./skinbuild zimlet pack -o build/zimlets com_acme_x
./skinbuild bundle keygen team --no-password
./skinbuild bundle pack --name acme --bundle-version 1.2.0 --sequence 1 --sign team.key build`)
	shell(`"$REPO/tools/package" -o one dist/acme-1.2.0.skinbundle --trust team.pub
umask 077; TZ=Asia/Tokyo "$REPO/tools/package" -o two dist/acme-1.2.0.skinbundle --trust team.pub
cmp one/acme_1.2.0_all.deb two/acme_1.2.0_all.deb
cmp one/acme-1.2.0-1.noarch.rpm two/acme-1.2.0-1.noarch.rpm`)
	list := map[string]string{} // file → mode and owner
	for line := range strings.Lines(shell(`dpkg-deb -c one/acme_1.2.0_all.deb`)) {
		f := strings.Fields(line)
		list[f[len(f)-1]] = f[0] + " " + f[1]
	}
	for name, want := range map[string]string{
		"./usr/share/skinbuild/acme/acme-1.2.0.skinbundle": "-rw-r--r-- root/root",
	} {
		if list[name] != want {
			t.Errorf("the .deb has %s as %q, want %q: %v", name, list[name], want, list)
		}
	}
	if len(list) > 6 {
		t.Errorf("the .deb has more than the bundle: %v", list)
	}
	// The scripts of the package apply the bundle that it holds, and take it off.
	out := shell(`mkdir -p webapp/WEB-INF one/control root && dpkg-deb -e one/acme_1.2.0_all.deb one/control && dpkg-deb -x one/acme_1.2.0_all.deb root
sed -i "s,/usr/share/skinbuild,$PWD/root/usr/share/skinbuild," one/control/postinst
mkdir -m 755 keys bin && cp team.pub keys && cp skinbuild bin
export PATH="$PWD/bin:$PATH" SKINBUILD_WEBAPP="$PWD/webapp" SKINBUILD_STATE="$PWD/state" SKINBUILD_TRUST_DIR="$PWD/keys" SKINBUILD_ZIMBRA_BIN="$PWD/none"
sh one/control/postinst configure
cat webapp/skins/acme/skin.css
sh one/control/prerm upgrade; test -e webapp/skins/acme
sh one/control/prerm remove
test ! -e webapp/skins/acme
SKINBUILD_TRUST_DIR="$PWD/none" sh one/control/postinst configure || echo "refused: $?"
SKINBUILD_WEBAPP="$PWD/none" sh one/control/postinst configure`)
	for _, want := range []string{"generation 1 is in effect", "zmzimletctl deploy", "a{}", "generation 2 is in effect", "refused: 4", "there is no webapp"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	shell(`! "$REPO/tools/package" -o three dist/acme-1.2.0.skinbundle --trusted none 2>/dev/null
test ! -e three`)
}
