package deploy

import (
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

// excerptLines is how many changed lines a conflict shows.
const excerptLines = 8

// excerpts adds to each conflict about an edited file what the edit is: the file as it
// was written, or as the vendor had it, from the object store, against the file now.
func (p *planner) excerpts() error {
	for _, d := range p.plan.Diags {
		name := d.File.Name()
		record := p.server.current.file(name)
		if record == nil {
			continue
		}
		was := record.Output
		switch d.Code {
		case codes.DeployUnknownFile:
			was = record.Vendor
		case codes.InjectDrifted, codes.InjectEdited:
		default:
			continue
		}
		old, err := p.server.object(was)
		if err != nil {
			return err
		}
		now, err := readEntry(p.base, name)
		if err != nil || now == nil {
			return err
		}
		if d.Hint != "" {
			d.Hint += "\n"
		}
		d.Hint += "since then:\n" + changedLines(now.Path, old, now.Data)
	}
	return nil
}

// changedLines returns the first lines that a diff of the two texts removes or adds.
func changedLines(name tree.Path, old, now []byte) string {
	diff := pack.Patch([]tree.Change{{Path: name, Old: &tree.Entry{Path: name, Mode: 0o644, Data: old}, New: &tree.Entry{Path: name, Mode: 0o644, Data: now}}})
	var out []string
	for line := range strings.Lines(diff) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "---") || strings.HasPrefix(line, "+++") || !strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "+") {
			continue
		}
		if len(out) == excerptLines {
			out = append(out, "…")
			break
		}
		if len(line) > 160 {
			line = strings.ToValidUTF8(line[:160], "") + "…"
		}
		out = append(out, "  "+strings.Map(visible, line))
	}
	return strings.Join(out, "\n")
}

// visible replaces what a terminal would obey: the text is an attacker's, perhaps.
func visible(r rune) rune {
	if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return '\ufffd'
	}
	return r
}
