package pack

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"aead.dev/minisign"
)

// purpose is the namespace of bundle signatures: an OpenSSH signature must be
// made with "ssh-keygen -Y sign -n" and this, a minisign one must have it at the
// start of its trusted comment. So a key that also signs other things cannot be
// made to vouch for a bundle by one of those.
const purpose = "skinbuild-bundle@v1"

// A Key is a secret minisign key.
type Key struct{ private minisign.PrivateKey }

// ParseKey reads the text of a minisign secret key. password is called only if
// the key has one.
func ParseKey(text []byte, password func() (string, error)) (*Key, error) {
	if !minisign.IsEncrypted(text) {
		var k minisign.PrivateKey
		if err := k.UnmarshalText(text); err != nil {
			return nil, fmt.Errorf("not a minisign secret key: %w", err)
		}
		return &Key{k}, nil
	}
	secret, err := password()
	if err != nil {
		return nil, err
	}
	k, err := minisign.DecryptKey(secret, text)
	if err != nil {
		return nil, fmt.Errorf("wrong password, or not a minisign secret key: %w", err)
	}
	return &Key{k}, nil
}

// GenerateKey returns the texts of a new minisign key pair, readable by minisign
// itself. With an empty password the secret key is stored as it is.
func GenerateKey(random io.Reader, password string) (secret, public []byte, err error) {
	pub, private, err := minisign.GenerateKey(random)
	if err != nil {
		return nil, nil, err
	}
	if public, err = pub.MarshalText(); err != nil {
		return nil, nil, err
	}
	if password == "" {
		secret, err = private.MarshalText()
	} else {
		secret, err = minisign.EncryptKey(password, private)
	}
	return endLine(secret), endLine(public), err
}

func endLine(b []byte) []byte { return append(bytes.TrimRight(b, "\r\n"), '\n') }

// Sign returns the bundle file with a signature of the key added, the same one
// each time. A bundle that Open would refuse for what is in it is not signed.
func (k *Key) Sign(file []byte) ([]byte, error) {
	c, signature, err := k.sign(file)
	if err != nil {
		return nil, err
	}
	for _, s := range c.signatures {
		if bytes.Equal(s, signature) {
			return c.bytes(), nil
		}
	}
	if len(c.signatures) == maxSignatures {
		return nil, fmt.Errorf("the bundle has %d signatures already", maxSignatures)
	}
	c.signatures = append(c.signatures, signature)
	return c.bytes(), nil
}

// SignDetached returns the signature for a file of its own, NAME.skinbundle.minisig.
func (k *Key) SignDetached(file []byte) ([]byte, error) {
	_, signature, err := k.sign(file)
	return signature, err
}

func (k *Key) sign(file []byte) (container, []byte, error) {
	b, err := Open(file, Options{Unsigned: true})
	if err != nil {
		return container{}, nil, fmt.Errorf("will not sign: %w", err)
	}
	c, err := parseContainer(file)
	if err != nil {
		return container{}, nil, err
	}
	r := minisign.NewReader(bytes.NewReader(c.signed))
	if _, err := io.Copy(io.Discard, r); err != nil {
		return container{}, nil, err
	}
	return c, endLine(r.SignWithComments(k.private, trustedComment(b.manifest), "signature by skinbuild")), nil
}

// trustedComment is what the signer says about the bundle. It has no time in it:
// signing twice gives the same bytes.
func trustedComment(m Manifest) string {
	return fmt.Sprintf("%s name=%s version=%s sequence=%d id=%s", purpose, m.Name, m.Version, m.Sequence, m.ID)
}

// verifyMinisign returns the trusted comment if the key made the signature over
// the bytes, for the purpose of signing a bundle.
func verifyMinisign(key minisign.PublicKey, signed, signature []byte) (comment string, err error) {
	var s minisign.Signature
	if err := s.UnmarshalText(signature); err != nil {
		return "", err
	}
	if !canonical(signature) {
		return "", errors.New("its base64 has bits that no signer writes")
	}
	if s.Algorithm != minisign.HashEdDSA {
		return "", errors.New("a signature of the old, not prehashed kind")
	}
	r := minisign.NewReader(bytes.NewReader(signed))
	if _, err := io.Copy(io.Discard, r); err != nil {
		return "", err
	}
	if !r.Verify(key, signature) {
		return "", errNoMatch
	}
	if s.TrustedComment != purpose && !strings.HasPrefix(s.TrustedComment, purpose+" ") {
		return "", fmt.Errorf("signed for another purpose: the trusted comment does not begin with %q", purpose)
	}
	return s.TrustedComment, nil
}

// canonical reports whether the base64 of a minisign signature is the only spelling of
// its bytes: the last character has bits that decoders ignore, and a changed file must
// not pass for the one that was signed.
func canonical(signature []byte) bool {
	for line := range strings.Lines(string(signature)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.Contains(line, "comment:") {
			continue
		}
		if _, err := base64.StdEncoding.Strict().DecodeString(line); err != nil {
			return false
		}
	}
	return true
}

// errNoMatch: the signature is well-formed and not of this key over these bytes.
var errNoMatch = errors.New("does not match")
