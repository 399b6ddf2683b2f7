//go:build !unix

package disk

import "errors"

// Open returns an error: only Unix systems have the calls that a safe write needs.
func Open(string) (Disk, error) {
	return nil, errors.New("writing to a server works on Unix systems only")
}
