package pack

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"skinbuild/internal/testenv"

	"aead.dev/minisign"
)

// newKey returns a fresh key and the trust in it; comment goes into the comment
// line of the public key.
func newKey(t testing.TB, comment string) (*Key, *Trust) {
	t.Helper()
	secret, public, err := GenerateKey(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(secret, func() (string, error) { return "", errors.New("asked for a password") })
	if err != nil {
		t.Fatal(err)
	}
	trust := &Trust{}
	if comment != "" {
		_, rest, _ := strings.Cut(string(public), "\n")
		public = []byte("untrusted comment: " + comment + "\n" + rest)
	}
	if err := trust.AddKey("team", public); err != nil {
		t.Fatal(err)
	}
	return key, trust
}

func TestSignAndVerify(t *testing.T) {
	data := mustWrite(t, sampleInfo(), sampleFiles(t))
	key, trust := newKey(t, "")
	_, err := Open(data, Options{Trust: trust})
	wantCode(t, "unsigned", err, "bundle/unsigned")
	if !errors.Is(err, ErrUntrusted) {
		t.Error("unsigned is a matter of trust")
	}
	signed, err := key.Sign(data)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := key.Sign(signed)
	if !bytes.Equal(again, signed) {
		t.Error("signing twice is not the same as signing once")
	}
	b, err := Open(signed, Options{Trust: trust})
	if err != nil || b.Signer().Name != "team" || b.Signer().Scheme != "minisign" {
		t.Fatalf("signer %+v, %v", b.Signer(), err)
	}
	_, err = Open(signed, Options{})
	wantCode(t, "no keys", err, "bundle/no-keys")
	other, otherTrust := newKey(t, "")
	_, err = Open(signed, Options{Trust: otherTrust})
	wantCode(t, "another key", err, "bundle/signature")
	both, _ := other.Sign(signed)
	if b, err := Open(both, Options{Trust: trust}); err != nil || b.Signer().Name != "team" {
		t.Errorf("two signatures: %v", err)
	}
	detached, err := key.SignDetached(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(data, Options{Trust: trust, Detached: [][]byte{detached}}); err != nil {
		t.Errorf("detached: %v", err)
	}
	info := sampleInfo()
	info.Version = "6.6.6"
	_, err = Open(mustWrite(t, info, sampleFiles(t)), Options{Trust: trust, Detached: [][]byte{detached}})
	wantCode(t, "signature of another bundle", err, "bundle/signature")
	_, err = Open(data, Options{Trust: trust, Detached: [][]byte{[]byte("nonsense")}})
	wantCode(t, "nonsense", err, "bundle/signature")
}

// A good signature that says it is about something else does not count.
func TestSignedForAnotherPurpose(t *testing.T) {
	data := mustWrite(t, sampleInfo(), sampleFiles(t))
	key, trust := newKey(t, "")
	c, _ := parseContainer(data)
	sign := func(comment string) []byte {
		r := minisign.NewReader(bytes.NewReader(c.signed))
		new(bytes.Buffer).ReadFrom(r)
		return r.SignWithComments(key.private, comment, "x")
	}
	for comment, code := range map[string]string{
		"timestamp:1700000000\tfile:x":       "bundle/signature",
		purpose + "x name=demo":              "bundle/signature",
		purpose + " name=demo version=9.9":   "bundle/claim",
		purpose + " sequence=8":              "bundle/claim",
		purpose:                              "",
		purpose + " name=demo colour=purple": "",
	} {
		_, err := Open(data, Options{Trust: trust, Detached: [][]byte{sign(comment)}})
		if code == "" && err != nil {
			t.Errorf("%q: %v", comment, err)
		} else if code != "" {
			wantCode(t, comment, err, code)
		}
	}
	old := minisign.SignWithComments(key.private, c.signed, purpose, "x")
	_, err := Open(data, Options{Trust: trust, Detached: [][]byte{old}})
	wantCode(t, "the old algorithm", err, "bundle/signature")
}

func TestKeyExpires(t *testing.T) {
	key, trust := newKey(t, "team key valid-after=20260101 valid-before=20270101")
	signed, err := key.Sign(mustWrite(t, sampleInfo(), sampleFiles(t)))
	if err != nil {
		t.Fatal(err)
	}
	for day, ok := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		now, _ := time.Parse(time.DateOnly, day)
		if _, err := Open(signed, Options{Trust: trust, Now: now}); (err == nil) != ok {
			t.Errorf("on %s: %v", day, err)
		}
	}
	if err := trust.AddKey("x", []byte("untrusted comment: valid-before=soon\n"+publicBase64(t))); err == nil {
		t.Error("an unreadable date was taken")
	}
}

func publicBase64(t *testing.T) string {
	t.Helper()
	_, public, err := GenerateKey(nil, "")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(public), "\n")
	return rest
}

func TestKeyWithPassword(t *testing.T) {
	testenv.Long(t)
	t.Parallel() // the key derivation alone takes seconds
	secret, public, err := GenerateKey(nil, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseKey(secret, func() (string, error) { return "wrong", nil }); err == nil {
		t.Error("a wrong password was taken")
	}
	key, err := ParseKey(secret, func() (string, error) { return "correct horse", nil })
	if err != nil {
		t.Fatal(err)
	}
	trust, err := LoadTrust(fstest.MapFS{"team.pub": {Data: public, Mode: 0o644}, "readme.txt": {Data: []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	signed, _ := key.Sign(mustWrite(t, sampleInfo(), sampleFiles(t)))
	if b, err := Open(signed, Options{Trust: trust}); err != nil || b.Signer().Name != "team" {
		t.Errorf("%v", err)
	}
	if _, err := LoadTrust(fstest.MapFS{"team.pub": {Data: public, Mode: 0o666}}); err == nil {
		t.Error("a key file that everybody may write was taken")
	}
	if _, err := LoadTrust(fstest.MapFS{"team.pub": {Data: []byte("x"), Mode: 0o600}}); err == nil {
		t.Error("nonsense was taken for a key")
	}
	if _, err := ParseKey([]byte("x"), nil); err == nil {
		t.Error("nonsense was taken for a secret key")
	}
}

// ssh-keygen signs, we verify.
func TestOpenSSHSignature(t *testing.T) {
	testenv.Command(t, "ssh-keygen")
	dir := t.TempDir()
	bundle := filepath.Join(dir, "x.skinbundle")
	data := mustWrite(t, sampleInfo(), sampleFiles(t))
	if err := os.WriteFile(bundle, data, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command("ssh-keygen", args...).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen %v: %v\n%s", args, err, out)
		}
	}
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		key := filepath.Join(dir, kind)
		run("-q", "-t", kind, "-N", "", "-C", "x", "-f", key)
		pub, _ := os.ReadFile(key + ".pub")
		sign := func(namespace string) []byte {
			os.Remove(bundle + ".sig")
			run("-Y", "sign", "-q", "-n", namespace, "-f", key, bundle)
			sig, _ := os.ReadFile(bundle + ".sig")
			return sig
		}
		for _, tt := range []struct{ signers, namespace, code string }{
			{"jane@example.org " + string(pub), purpose, ""},
			{"# comment\n\n\"jane@example.org\" namespaces=\"git,skinbuild-bundle@v1\" " + string(pub), purpose, ""},
			{"jane@example.org namespaces=\"git\" " + string(pub), purpose, "bundle/no-keys"},
			{"jane@example.org valid-before=\"20200101\" " + string(pub), purpose, "bundle/signature"},
			{"jane@example.org " + string(pub), "file", "bundle/signature"},
		} {
			trust := &Trust{}
			if err := trust.AddSigners([]byte(tt.signers)); err != nil {
				t.Fatalf("%q: %v", tt.signers, err)
			}
			now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
			b, err := Open(data, Options{Trust: trust, Now: now, Detached: [][]byte{sign(tt.namespace)}})
			if tt.code != "" {
				wantCode(t, kind+" "+tt.signers, err, tt.code)
			} else if err != nil || b.Signer().Scheme != "ssh" || b.Signer().Name != "jane@example.org" || !strings.HasPrefix(b.Signer().Key, "SHA256:") {
				t.Errorf("%s: %+v %v", kind, b, err)
			}
		}
	}
	if err := (&Trust{}).AddSigners([]byte("jane ssh-rsa AAAA")); err == nil {
		t.Error("nonsense was taken for a key")
	}
}
