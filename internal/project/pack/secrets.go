package pack

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// A secretRule finds one kind of secret. anchor is a literal that each match of
// form holds; form is tried around it only, which makes the scan as fast as the
// search for the literals.
type secretRule struct {
	code   codes.Code
	text   string
	anchor string
	form   *regexp.Regexp
	random bool // the last group must look random, not like a word
}

// passwordForm is a password of Zimbra's localconfig: quoted, as the XML value, or
// alone on its line as zmlocalconfig prints it.
var passwordForm = regexp.MustCompile(`(?m)\b(?:ldap|zimbra|mysql|mariadb|mailboxd|av)_\w*_?password` +
	`(?:"?\s*[=:]\s*["'][^\s"'<>${}]{6,}|"?\s*>\s*<value>[^\s<>${}]{6,}|\s*=\s*[^\s"'<>${}();.]{6,}\s*$)`)

var secretRules = []secretRule{
	{codes.BundlePrivateKey, "a private key", "PRIVATE KEY", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=:]`), false},
	{codes.BundlePrivateKey, "a minisign secret key", "secret key", regexp.MustCompile(`untrusted comment: [^\n]*secret key[^\n]*\nRW`), false},
	{codes.BundlePrivateKey, "an OpenSSH private key", "b3BlbnNzaC1rZXktdjE", regexp.MustCompile(`b3BlbnNzaC1rZXktdjE`), false},
	{codes.BundlePassword, "a Zimbra password", "_password", passwordForm, false},
	{codes.BundleToken, "an AWS access key", "AKIA", regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`), false},
	{codes.BundleToken, "a GitHub token", "ghp_", regexp.MustCompile(`\bghp_[A-Za-z0-9]{36,}`), false},
	{codes.BundleToken, "a GitHub token", "github_pat_", regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{40,}`), false},
	{codes.BundleToken, "a Slack token", "xox", regexp.MustCompile(`\bxox[abprs]-[A-Za-z0-9-]{20,}`), false},
	{codes.BundleToken, "a value that looks like a key", "ecret", regexp.MustCompile(`(?i:secret)[\w-]*["']?\s*[=:]\s*["']([A-Za-z0-9+/_=-]{24,})["']`), true},
	{codes.BundleToken, "a value that looks like a key", "oken", regexp.MustCompile(`(?i:token)[\w-]*["']?\s*[=:]\s*["']([A-Za-z0-9+/_=-]{24,})["']`), true},
	{codes.BundlePathLeak, "a path of somebody's home directory", "/home/", regexp.MustCompile(`(?:file://|[\s"'=(])/home/[a-z_][a-z0-9._-]*/[\w.-]+/[\w./-]+`), false},
	{codes.BundlePathLeak, "a path of somebody's home directory", "/Users/", regexp.MustCompile(`(?:file://|[\s"'=(])/Users/[A-Za-z][\w.-]*/[\w.-]+/[\w./-]+`), false},
	{codes.BundlePathLeak, "a path of somebody's home directory", `\Users\`, regexp.MustCompile(`[A-Za-z]:\\{1,2}Users\\{1,2}[A-Za-z][\w.-]*\\`), false},
	{codes.BundleSourceMap, "a reference to a source map, which stays outside the bundle", "sourceMappingURL=", regexp.MustCompile(`[#@] ?sourceMappingURL=\S+`), false},
}

// minEntropy is in bits a character: base64 of random bytes has about 4.5 in 24
// characters and more in longer ones, an identifier or a sentence below 4.
const minEntropy = 4.2

// Secrets finds what must not leave the house in a file that is to be bundled:
// private keys, passwords, tokens, home directories, source maps. The diagnostics
// name the file as given, and their excerpts are empty: they must not print the
// secret into a log. In a zip archive it looks at each file.
func Secrets(name string, data []byte) source.Diags {
	left := int64(maxUnzipped)
	return secrets(name, data, &left)
}

// maxUnzipped is how many bytes of archives are unpacked to be looked at: as many
// as the largest zimlet may have.
const maxUnzipped = 64 << 20

func secrets(name string, data []byte, left *int64) source.Diags {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return secretsInZip(name, data, left)
	}
	var ds source.Diags
	var file *source.File
	for _, r := range secretRules {
		for _, at := range r.find(data) {
			if file == nil {
				file = blanked(name, data)
			}
			d := file.Errorf(source.At(at), r.code, "%s", r.text)
			ds = append(ds, d.WithHint("remove it; if it was ever published, replace it"))
		}
	}
	return ds
}

// secretsInZip looks at the files of an archive, at those of archives in it, and
// so on. Counted is what is read, not what the headers say.
func secretsInZip(name string, data []byte, left *int64) source.Diags {
	refused := func(code codes.Code, format string, args ...any) source.Diags {
		return source.Diags{source.NewFile(name, "").Errorf(source.At(0), code, format, args...)}
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return refused(codes.BundleZip, "the archive cannot be read: %v", err)
	}
	var ds source.Diags
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return refused(codes.BundleZip, "%q in the archive cannot be read: %v", f.Name, err)
		}
		text, err := io.ReadAll(io.LimitReader(r, *left+1))
		_ = r.Close() // it was only read
		if *left -= int64(len(text)); *left < 0 {
			return refused(codes.BundleLimit, "the archive holds more than %d bytes", int64(maxUnzipped))
		}
		if err != nil {
			return refused(codes.BundleZip, "%q in the archive is damaged: %v", f.Name, err)
		}
		ds = append(ds, secrets(name+"/"+strings.Trim(strconv.Quote(f.Name), `"`), text, left)...)
	}
	return ds
}

// secretReach is how far from its anchor a match may begin and end.
const secretReach = 400

// find returns where the rule matches.
func (r secretRule) find(data []byte) []int {
	var places []int
	for next := 0; ; {
		i := bytes.Index(data[next:], []byte(r.anchor))
		if i < 0 {
			return places
		}
		start := max(next+i-secretReach, next)
		end := min(next+i+len(r.anchor)+secretReach, len(data))
		for last := next + i + len(r.anchor); ; { // while the surroundings of two anchors overlap
			j := bytes.Index(data[last:end], []byte(r.anchor))
			if j < 0 {
				break
			}
			last += j + len(r.anchor)
			end = min(last+secretReach, len(data))
		}
		for _, m := range r.form.FindAllSubmatchIndex(data[start:end], 20) {
			if !r.random || entropy(data[start+m[2]:start+m[3]]) >= minEntropy {
				places = append(places, start+m[0])
			}
		}
		next = end
	}
}

// blanked returns the file with every byte but its line ends made a space: a
// diagnostic has its place then, and no excerpt.
func blanked(name string, data []byte) *source.File {
	text := bytes.Clone(data)
	for i, c := range text {
		if c != '\n' {
			text[i] = ' '
		}
	}
	return source.NewFile(name, string(text))
}

// entropy is Shannon's, in bits a byte.
func entropy(b []byte) float64 {
	var count [256]int
	for _, c := range b {
		count[c]++
	}
	sum := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(b))
			sum -= p * math.Log2(p)
		}
	}
	return sum
}
