package inject

import (
	"errors"
	"io/fs"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/inject/patch"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// siblings plans the compressed forms of scripts and style sheets that a patch changes:
// the server sends them instead. Where no patch is left, the vendor's come back.
func (p *planner) siblings() error {
	for _, t := range p.templates {
		kind := kindOf(t.file.Name())
		if t.form != "" || t.drift != nil || kind != patch.Script && kind != patch.Style || t.before.blocks == nil && t.steps == nil {
			continue
		}
		for _, form := range packedForms {
			if err := p.sibling(t, form); err != nil {
				return err
			}
		}
	}
	return nil
}

// sibling plans one compressed form of a file.
func (p *planner) sibling(t *template, form string) error {
	name := t.file.Name() + form
	if p.opt.Skip != nil && p.opt.Skip(name) {
		return nil
	}
	old, err := readRegular(p.live, name)
	if old == nil || err != nil {
		return err
	}
	now, err := unpack(form, old.Data)
	written := err == nil && strings.Contains(now, sign) // by a run of this tool
	wanted := strings.Contains(t.result, sign)
	if !written && !wanted {
		return nil
	}
	if p.known[name] != nil {
		return nil // it has been planned by itself
	}
	status := FileStatus{Path: name, State: Applied}
	status.Vendor = string(old.Data)
	if written {
		status.Vendor = string(p.original(name, form, t))
	}
	fresh := &tree.Entry{Path: old.Path, Mode: old.Mode, Data: old.Data}
	switch {
	case !wanted:
		status.State = Outdated
		fresh.Data = []byte(status.Vendor)
	case err != nil || now != t.result:
		status.State = Outdated
		if !written {
			status.State = Pristine
		}
		fresh.Data = pack(form, t.result)
	}
	for _, s := range t.steps {
		status.Ops = append(status.Ops, OpStatus{Key: s.key, Action: map[State]string{Applied: "keep", Pristine: "insert", Outdated: "change"}[status.State]})
	}
	p.plan.Files = append(p.plan.Files, status)
	if string(fresh.Data) != string(old.Data) {
		p.plan.Changes = append(p.plan.Changes, tree.Change{Path: old.Path, Old: old, New: fresh})
	}
	return nil
}

// original returns the vendor's bytes of a compressed form that a run has written: those
// that are remembered, else the vendor's text compressed again.
func (p *planner) original(name, form string, t *template) []byte {
	if p.opt.Original != nil {
		if data := p.opt.Original(name); data != nil {
			return data
		}
	}
	return pack(form, t.before.vendor)
}

// readRegular reads a regular file; nil if there is none.
func readRegular(live fs.FS, name string) (*tree.Entry, error) {
	info, err := fs.Stat(live, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	path, err := tree.ParsePath(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxPackage {
		return nil, errors.Join(err, irregular(name, info))
	}
	data, err := fs.ReadFile(live, name)
	return &tree.Entry{Path: path, Mode: info.Mode().Perm(), Data: data}, err
}

func irregular(name string, info fs.FileInfo) error {
	return source.NewFile(name, "").Errorf(source.At(0), codes.InjectIrregular, "not a regular file of at most %d bytes (%s)", maxPackage, info.Mode().Type())
}
