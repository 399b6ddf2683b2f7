package pack

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"aead.dev/minisign"

	"skinbuild/internal/codes"
)

// A Signer is who signed a bundle; the zero Signer is nobody.
type Signer struct {
	Name    string `json:"name"`   // of the key, as the operator filed it
	Scheme  string `json:"scheme"` // "minisign" or "ssh"
	Key     string `json:"key"`    // minisign's key id, or OpenSSH's SHA256 fingerprint
	comment string // minisign's trusted comment
}

// claims checks that what the signer said about the bundle is what it says
// itself; a comment may leave anything out.
func (s Signer) claims(m Manifest) error {
	for _, word := range strings.Fields(strings.TrimPrefix(s.comment, purpose)) {
		name, value, ok := strings.Cut(word, "=")
		want := map[string]string{"name": m.Name, "version": m.Version, "sequence": fmt.Sprint(m.Sequence), "id": m.ID}
		if is, known := want[name]; ok && known && is != value {
			return distrust(codes.BundleClaim, "the signature is for %s, the manifest says %s", word, is)
		}
	}
	return nil
}

// Trust is a set of public keys whose signatures count.
type Trust struct{ keys []trustedKey }

// trustedKey is one of them, of either scheme.
type trustedKey struct {
	name        string
	after, till time.Time // zero: no bound
	scheme      string
	id          string
	verify      func(signed, signature []byte) (comment string, err error)
}

// LoadTrust reads a directory of keys: each NAME.pub is a minisign public key,
// each file named allowed_signers is OpenSSH's of that name. Other files are not
// looked at. Files that others may write to are refused: who can add a key there
// can sign.
func LoadTrust(dir fs.FS) (*Trust, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	t := &Trust{}
	for _, e := range entries {
		pub, signers := path.Ext(e.Name()) == ".pub", e.Name() == "allowed_signers"
		if !pub && !signers {
			continue
		}
		info, err := fs.Stat(dir, e.Name())
		if err != nil {
			return nil, err
		}
		if info.Mode()&0o022 != 0 {
			return nil, fmt.Errorf("%s: others may write to it (mode %04o)", e.Name(), info.Mode().Perm())
		}
		text, err := fs.ReadFile(dir, e.Name())
		if err != nil {
			return nil, err
		}
		if signers {
			err = t.AddSigners(text)
		} else {
			err = t.AddKey(strings.TrimSuffix(e.Name(), ".pub"), text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	return t, nil
}

// AddKey adds a minisign public key: the text of its file, or its base64 alone.
// The words valid-after=YYYYMMDD and valid-before=YYYYMMDD in the comment line
// bound when it counts (UTC).
func (t *Trust) AddKey(name string, text []byte) error {
	var pub minisign.PublicKey
	if err := pub.UnmarshalText(bytes.TrimSpace(text)); err != nil {
		return fmt.Errorf("not a minisign public key: %w", err)
	}
	k := trustedKey{name: name, scheme: "minisign", id: fmt.Sprintf("%016X", pub.ID())}
	k.verify = func(signed, signature []byte) (string, error) { return verifyMinisign(pub, signed, signature) }
	comment, _, _ := strings.Cut(string(text), "\n")
	for _, word := range strings.Fields(comment) {
		if err := k.bound(word); err != nil {
			return err
		}
	}
	t.keys = append(t.keys, k)
	return nil
}

// bound takes one valid-after= or valid-before= word; others are none of its business.
func (k *trustedKey) bound(word string) error {
	option, value, _ := strings.Cut(word, "=")
	value = strings.Trim(value, `"`)
	var at *time.Time
	switch strings.ToLower(option) {
	case "valid-after":
		at = &k.after
	case "valid-before":
		at = &k.till
	default:
		return nil
	}
	for _, form := range []string{"20060102", "200601021504", "20060102150405"} {
		if d, err := time.Parse(form, strings.TrimSuffix(value, "Z")); err == nil {
			*at = d
			return nil
		}
	}
	return fmt.Errorf("%s: want a date like 20271231", word)
}

// verify returns the signer of the first signature that a valid key made over
// exactly the signed bytes. No key id is compared: an id proves nothing.
func (t *Trust) verify(c container, detached [][]byte, now time.Time) (Signer, error) {
	signatures := append(append([][]byte{}, c.signatures...), detached...)
	if len(signatures) == 0 {
		return Signer{}, distrust(codes.BundleUnsigned, "the bundle is not signed")
	}
	if t == nil || len(t.keys) == 0 {
		return Signer{}, distrust(codes.BundleNoKeys, "the bundle is signed, but no key is trusted here").
			hint("give the signer's public key, or file it among the trusted keys")
	}
	reason := error(nil)
	for _, s := range signatures {
		for _, k := range t.keys {
			signer, err := k.check(c.signed, s, now)
			if err == nil {
				return signer, nil
			}
			if !errors.Is(err, errNoMatch) {
				reason = fmt.Errorf("key %q: %w", k.name, err)
			}
		}
	}
	if reason != nil {
		return Signer{}, distrust(codes.BundleSignature, "no signature counts; %v", reason)
	}
	return Signer{}, distrust(codes.BundleSignature, "no trusted key has signed these bytes: they were changed, or signed with another key")
}

func (k trustedKey) check(signed, signature []byte, now time.Time) (Signer, error) {
	if isSSH(signature) != (k.scheme == "ssh") {
		return Signer{}, errNoMatch
	}
	comment, err := k.verify(signed, signature)
	switch {
	case err != nil:
		return Signer{}, err
	case !k.till.IsZero() && !now.Before(k.till):
		return Signer{}, fmt.Errorf("good signature, but the key expired on %s", k.till.Format(time.DateOnly))
	case now.Before(k.after):
		return Signer{}, fmt.Errorf("good signature, but the key is not valid before %s", k.after.Format(time.DateOnly))
	}
	return Signer{Name: k.name, Scheme: k.scheme, Key: k.id, comment: comment}, nil
}

func fingerprint(sum []byte) string { return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum) }
