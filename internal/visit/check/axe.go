package check

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"strings"
)

// axeFile is axe-core 4.14.1 in the folder of npm packages, and axeDigest its SHA-256.
const (
	axeFile   = "axe-core/axe.min.js"
	axeDigest = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

//go:embed axe.js
var axeJS string

// Axe reads axe-core from a folder of npm packages, nil if there is none. It is an error
// if the file is missing or is not the pinned one.
func Axe(modules fs.FS) (script string, err error) {
	var text []byte
	if modules != nil {
		text, err = fs.ReadFile(modules, axeFile)
	}
	if modules == nil || errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("axe-core is not installed: run npm ci --ignore-scripts")
	}
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != axeDigest {
		return "", errors.New("node_modules/" + axeFile + " is not the pinned axe-core 4.14.1: run npm ci --ignore-scripts")
	}
	return string(text), nil
}

// axeScript is the expression that runs axe-core.
func axeScript(axe string) string { return strings.Replace(axeJS, "AXE", axe, 1) }
