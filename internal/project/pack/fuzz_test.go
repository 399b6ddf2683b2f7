package pack

import (
	"bytes"
	"testing"
	"time"

	"skinbuild/internal/tree"
)

// FuzzKey reads public and secret keys in the form of minisign. A key that a fuzzer made
// verifies nothing.
func FuzzKey(f *testing.F) {
	secret, public, err := GenerateKey(bytes.NewReader(bytes.Repeat([]byte{1}, 1000)), "")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(public)
	f.Add(secret)
	f.Add([]byte("untrusted comment: x valid-after=20261231\nRWQ"))
	f.Fuzz(func(t *testing.T, text []byte) {
		trust := &Trust{}
		if err := trust.AddKey("k", text); err == nil {
			if _, err := trust.verify(container{}, [][]byte{text}, time.Time{}); err == nil {
				t.Error("a key that is its own signature is trusted")
			}
		}
		// A password that is asked for would cost a second each time.
		if len(text) < 300 {
			return
		}
		_, _ = ParseKey(text, func() (string, error) { return "", errNoMatch })
	})
}

// FuzzSignature verifies signatures of both kinds.
func FuzzSignature(f *testing.F) {
	_, public, err := GenerateKey(bytes.NewReader(bytes.Repeat([]byte{1}, 1000)), "")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("untrusted comment: x\nRUQ"))
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"))
	f.Fuzz(func(t *testing.T, signature []byte) {
		trust := &Trust{}
		if err := trust.AddKey("k", public); err != nil {
			t.Fatal(err)
		}
		if err := trust.AddSigners([]byte(signer)); err != nil {
			t.Fatal(err)
		}
		for _, k := range trust.keys {
			if _, err := k.check([]byte("text"), signature, time.Unix(1e9, 0)); err == nil {
				t.Errorf("%q is a signature of %s", signature, k.name)
			}
		}
	})
}

const signer = `team@example.com namespaces="skinbuild-bundle@v1" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw7IfDhpyrhAWt18nSBXMNi9kTDCWI/NHbAE8lVUpiM
`

// FuzzSigners reads files of allowed signers.
func FuzzSigners(f *testing.F) {
	f.Add(signer)
	f.Add("* cert-authority,valid-before=\"20261231\" ssh-rsa AAAA\n# comment\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		trust := &Trust{}
		_ = trust.AddSigners([]byte(text)) // an error is as good as none
	})
}

// FuzzBody opens bundles whose header is good and whose body is not zstd, or is too large.
func FuzzBody(f *testing.F) {
	files, err := tree.New(tree.Entry{Path: tree.MustPath("skins/a/a.css"), Data: []byte("a{}")})
	if err != nil {
		f.Fatal(err)
	}
	good, ds := Write(sampleInfo(), files, nil)
	if err := ds.Err(); err != nil {
		f.Fatal(err)
	}
	c, err := parseContainer(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(c.body)
	f.Add(c.body[:len(c.body)/2])
	limits := Limits{Archive: 1 << 20, Total: 1 << 20, Entries: 10}.orDefault()
	f.Fuzz(func(t *testing.T, body []byte) {
		raw, err := decompress(body, limits)
		if most := limits.Total + int64(limits.Entries)*1024 + maxManifest; int64(len(raw)) > most {
			t.Errorf("%d bytes unpack to %d", len(body), len(raw))
		}
		if err != nil {
			return
		}
		if m, files, err := readTar(raw, limits); err == nil && files.Len() != len(m.Files) {
			t.Errorf("%d files, %d listed", files.Len(), len(m.Files))
		}
	})
}

// FuzzSecrets looks for secrets, source maps among them, in files of any name.
func FuzzSecrets(f *testing.F) {
	f.Add("scripts/a.js", []byte("//# sourceMappingURL=a.js.map\n"))
	f.Add("skins/a/a.css", []byte("/* /home/user/x */ -----BEGIN PRIVATE KEY-----"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		for _, d := range Secrets(name, data) {
			if line, _ := d.File.Position(d.Span.Start); line < 1 || d.Span.Start > len(d.File.Text()) {
				t.Errorf("%v is outside the file", d.Span)
			}
		}
	})
}
