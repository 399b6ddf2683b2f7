package deploy

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"skinbuild/internal/deploy/disk"
)

// A transaction is what the journal announces before the first file is touched. It
// names every file with what it was and what it will be, so that recovery needs
// nothing but this record and the files.
type transaction struct {
	Generation int      `json:"generation"` // that it leads to
	Command    string   `json:"command"`
	Folders    []string `json:"folders"` // to be made, parents first
	Acts       []act    `json:"acts"`
}

// An act changes one file, or one folder as a whole. Old and New are digests; "" is
// where there is nothing. Temp is where the new content waits before the exchange,
// and the old one after it.
type act struct {
	Path   string `json:"path"`
	Folder bool   `json:"folder,omitempty"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
	Temp   string `json:"temp"`
}

// aside is where the old content waits on a file system without an exchange.
func (a act) aside() string { return a.Temp + ".old" }

// step is a line of the journal.
type step struct {
	Step        string       `json:"step"` // begin, exchange, commit, undo or end
	Transaction *transaction `json:"transaction,omitempty"`
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (st step) line() []byte {
	text, err := json.Marshal(st)
	if err != nil {
		panic(fmt.Sprintf("a journal line that is no JSON: %v", err)) // strings and lists of them always are
	}
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(text, castagnoli), text)
}

// parseStep reads a line; false if it is torn.
func parseStep(line string) (step, bool) {
	sum, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	want, err := strconv.ParseUint(sum, 16, 32)
	var st step
	if !ok || err != nil || uint32(want) != crc32.Checksum([]byte(text), castagnoli) || !strings.HasSuffix(line, "\n") {
		return st, false
	}
	return st, json.Unmarshal([]byte(text), &st) == nil
}

func journalFile(n int) string { return fmt.Sprintf("journal/%06d.wal", n) }

// journal is the open journal of a running transaction.
type journal struct {
	server *Server
	name   string
	file   disk.File
}

// begin writes the transaction down.
func (s *Server) begin(tx *transaction) (*journal, error) {
	j := &journal{server: s, name: journalFile(tx.Generation)}
	if err := s.writeState(j.name, step{"begin", tx}.line(), 0o600); err != nil {
		_ = s.state.Remove(j.name) // it may be there, not durable; nothing was done yet
		return nil, err
	}
	f, err := s.state.Append(j.name)
	if err != nil {
		return nil, errors.Join(err, s.state.Remove(j.name))
	}
	j.file = f
	return j, nil
}

// note adds a line, durable when it returns.
func (j *journal) note(what string) error {
	if _, err := j.file.Write(step{Step: what}.line()); err != nil {
		return err
	}
	return j.file.Sync()
}

// end removes the journal.
func (j *journal) end() error {
	if j.file != nil {
		_ = j.file.Close() // every line was synced
	}
	err := j.server.state.Remove(j.name)
	if err == nil {
		err = j.server.state.SyncDir(path.Dir(j.name))
	}
	return err
}

// pending returns the transaction of a journal that a killed run has left, nil if
// there is none. A journal whose first line is torn announced nothing.
func (s *Server) pending() (*transaction, string, error) {
	if s.state == nil {
		return nil, "", nil
	}
	list, err := s.state.ReadDir("journal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	for _, e := range list {
		if !strings.HasSuffix(e.Name(), ".wal") {
			continue
		}
		name := "journal/" + e.Name()
		text, _, err := s.state.Read(name, maxState, false)
		if err != nil {
			return nil, "", err
		}
		first, _, _ := strings.Cut(string(text), "\n")
		st, ok := parseStep(first + "\n")
		if !ok || st.Transaction == nil {
			return &transaction{}, name, nil
		}
		return st.Transaction, name, nil
	}
	return nil, "", nil
}
