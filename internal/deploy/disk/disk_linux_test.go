package disk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"skinbuild/internal/testenv"
)

// acl is what setfacl -m u:1234:r writes for a file of mode 0640.
const acl = "\x02\x00\x00\x00" +
	"\x01\x00\x06\x00\xff\xff\xff\xff" + "\x02\x00\x04\x00\xd2\x04\x00\x00" +
	"\x04\x00\x04\x00\xff\xff\xff\xff" + "\x10\x00\x04\x00\xff\xff\xff\xff" + "\x20\x00\x00\x00\xff\xff\xff\xff"

// An access control list goes over to the file that takes another one's place.
func TestCopyLabels(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"old", "new"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Setxattr(filepath.Join(dir, "old"), "system.posix_acl_access", []byte(acl), 0); err != nil {
		testenv.Skip(t, "the file system has no access control lists: %v", err)
	}
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.CopyLabels("old", "new"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 256)
	n, err := unix.Getxattr(filepath.Join(dir, "new"), "system.posix_acl_access", got)
	if err != nil || string(got[:n]) != acl {
		t.Errorf("got %q, %v", got[:max(n, 0)], err)
	}
}

// Root's calls in a folder of another user have that user's rights, and only theirs.
func TestRootActsAsTheOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		testenv.Skip(t, "only root has the rights to give up")
	}
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	err := errors.Join(os.Mkdir(sub, 0o755), os.Chown(sub, 1234, 1234),
		os.WriteFile(filepath.Join(sub, "secret"), []byte("secret"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, _, err := d.Read("sub/secret", 100, false); !errors.Is(err, os.ErrPermission) {
		t.Errorf("a file that the owner of the folder may not read: %v", err)
	}
	f, err := d.Create("sub/new")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := d.Lstat("sub/new"); err != nil || info.UID != 1234 || info.GID != 1234 {
		t.Errorf("the new file belongs to %d:%d, %v", info.UID, info.GID, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil { // this thread is root again
		t.Error(err)
	}
}
