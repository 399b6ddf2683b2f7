package pack

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

const armor = "-----BEGIN SSH SIGNATURE-----"

func isSSH(signature []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(signature), []byte(armor)) }

// sshKeyTypes are the kinds of keys whose signatures count; RSA needs 3072 bits.
var sshKeyTypes = []string{ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSA}

const minRSABits = 3072

// AddSigners adds the keys of an OpenSSH allowed_signers file (ssh-keygen(1)): on
// each line principals, options, key. A key counts if its namespaces option
// allows purpose, or if it has none. Certificate authorities are refused.
func (t *Trust) AddSigners(text []byte) error {
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		k, use, err := parseSigner(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		if use {
			t.keys = append(t.keys, k)
		}
	}
	return nil
}

// parseSigner reads one line; use is false for a key of other namespaces.
func parseSigner(line string) (k trustedKey, use bool, err error) {
	name, rest := cutField(line)
	pub, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return k, false, fmt.Errorf("want PRINCIPALS [OPTIONS] KEYTYPE KEY: %w", err)
	}
	if !slices.Contains(sshKeyTypes, pub.Type()) {
		return k, false, fmt.Errorf("a key of type %s does not count; want one of %s", pub.Type(), strings.Join(sshKeyTypes, ", "))
	}
	if bits := rsaBits(pub); bits > 0 && bits < minRSABits {
		return k, false, fmt.Errorf("an RSA key of %d bits does not count; want %d", bits, minRSABits)
	}
	sum := sha256.Sum256(pub.Marshal())
	k = trustedKey{name: strings.Trim(name, `"`), scheme: "ssh", id: fingerprint(sum[:])}
	k.verify = func(signed, signature []byte) (string, error) { return "", verifySSH(pub, signed, signature) }
	for _, o := range options {
		option, value, _ := strings.Cut(o, "=")
		switch strings.ToLower(option) {
		case "namespaces":
			if !slices.Contains(strings.Split(strings.Trim(value, `"`), ","), purpose) {
				return k, false, nil
			}
		case "cert-authority":
			return k, false, fmt.Errorf("certificate authorities are not supported: name the signer's own key")
		}
		if err := k.bound(o); err != nil {
			return k, false, err
		}
	}
	return k, true, nil
}

// cutField cuts the first field off a line; it may be in double quotes.
func cutField(line string) (field, rest string) {
	end := strings.IndexAny(line, " \t")
	if line[0] == '"' {
		if close := strings.IndexByte(line[1:], '"'); close >= 0 {
			end = close + 2
		}
	}
	if end < 0 || end > len(line) {
		return line, ""
	}
	return line[:end], strings.TrimSpace(line[end:])
}

func rsaBits(pub ssh.PublicKey) int {
	if c, ok := pub.(ssh.CryptoPublicKey); ok {
		if k, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok {
			return k.N.BitLen()
		}
	}
	return 0
}

func verifySSH(pub ssh.PublicKey, signed, signature []byte) error {
	s, err := sshsig.Unarmor(signature)
	if err != nil {
		return fmt.Errorf("not an OpenSSH signature: %w", err)
	}
	if !bytes.Equal(s.PublicKey.Marshal(), pub.Marshal()) {
		return errNoMatch
	}
	if s.Namespace != purpose {
		return fmt.Errorf("signed for the namespace %q, not %q", s.Namespace, purpose)
	}
	if err := sshsig.Verify(bytes.NewReader(signed), s, pub, s.HashAlgorithm, purpose); err != nil {
		return errNoMatch
	}
	return nil
}
