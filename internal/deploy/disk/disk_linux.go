package disk

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// exchange swaps two names.
func exchange(fromDir int, from string, toDir int, to string) error {
	err := unix.Renameat2(fromDir, from, toDir, to, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) {
		return ErrNoExchange
	}
	return err
}

// asOwner calls f with the rights of the folder's owner, if root runs it and the
// folder is not root's. Linux has an own user id for access to files, one for each
// thread; with another than 0 root's power over files is off.
func asOwner(dir int, f func() error) error {
	if unix.Geteuid() != 0 {
		return f()
	}
	var s unix.Stat_t
	if err := unix.Fstat(dir, &s); err != nil {
		return err
	}
	if s.Uid == 0 {
		return f()
	}
	runtime.LockOSThread()
	if err := setFS(int(s.Uid), int(s.Gid)); err != nil {
		// The thread may have half of the rights: it ends with its goroutine.
		return err
	}
	err := f()
	if back := setFS(0, 0); back != nil {
		return errors.Join(err, back)
	}
	runtime.UnlockOSThread()
	return err
}

// setFS sets user and group for access to files, of this thread. The system calls
// report no failure: asking for an invalid id tells the one in force.
func setFS(uid, gid int) error {
	if uid == 0 { // the user first: only root may change the group
		_, _ = unix.SetfsuidRetUid(uid)
		_, _ = unix.SetfsgidRetGid(gid)
	} else {
		_, _ = unix.SetfsgidRetGid(gid)
		_, _ = unix.SetfsuidRetUid(uid)
	}
	u, _ := unix.SetfsuidRetUid(-1)
	g, _ := unix.SetfsgidRetGid(-1)
	if u != uid || g != gid {
		return fmt.Errorf("cannot act as user %d, group %d: the system gave %d, %d", uid, gid, u, g)
	}
	return nil
}

// labels are the extended attributes that decide who may read a file.
var labels = []string{"security.selinux", "system.posix_acl_access"}

func copyLabels(fromDir int, from string, toDir int, to string) error {
	a, err := unix.Openat(fromDir, from, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(a)
	b, err := unix.Openat(toDir, to, unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(b)
	for _, name := range labels {
		want, err := getLabel(a, name)
		if err != nil {
			return err
		}
		have, err := getLabel(b, name)
		if err != nil {
			return err
		}
		switch {
		case string(want) == string(have):
		case want == nil:
			err = unix.Fremovexattr(b, name)
		default:
			err = unix.Fsetxattr(b, name, want, 0)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// getLabel returns the attribute, nil if the file or the file system has none.
func getLabel(fd int, name string) ([]byte, error) {
	buf := make([]byte, 4096)
	n, err := unix.Fgetxattr(fd, name, buf)
	if errors.Is(err, unix.ENODATA) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EPERM) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return buf[:n], nil
}
