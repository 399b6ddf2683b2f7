package inject

import (
	"slices"
	"strings"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/tree"
)

// A Delivery is a script or style sheet that a skin or a zimlet delivers to the
// browser, instead of a template. Plans leave it out: who builds the skins and zimlets
// adds the file to them.
type Delivery struct {
	Key     string
	Via     Via        // ViaSkin or ViaZimlet
	Into    string     // the skin or zimlet; "" is every skin, or the only zimlet
	Script  bool       // else a style sheet
	File    tree.Entry // with its path in the skin or zimlet
	Clients []string   // of a skin: the clients in whose lists the file belongs
	Source  Source     // where the table stands
}

// Deliveries returns what skins, or zimlets, deliver, in the order of the operations.
func (s *Series) Deliveries(via Via) []Delivery {
	var list []Delivery
	for _, op := range s.ops {
		ins, ok := op.(*Insertion)
		if !ok || ins.via != via {
			continue
		}
		file := *ins.payload.asset
		file.Data = []byte(ins.deliveredText())
		list = append(list, Delivery{ins.Key, via, ins.Into, ins.Script != "", file, ins.clients(), ins.Source})
	}
	return list
}

// Errorf returns an error about a key of the table.
func (d Delivery) Errorf(key string, code codes.Code, format string, args ...any) *source.Diag {
	return d.Source.File.Errorf(d.Source.at(key), code, format, args...)
}

// deliveredText is the script or style sheet. The same skin.js is loaded by three
// pages, so a script for some of them checks which one it runs in.
func (op *Insertion) deliveredText() string {
	text := string(op.payload.asset.Data)
	if op.via != ViaSkin || op.Script == "" || len(op.targets) == 0 {
		return text
	}
	var tests []string
	for _, t := range op.targets {
		if test := skinPages[t.pattern].only; !slices.Contains(tests, test) {
			tests = append(tests, test)
		}
	}
	if len(tests) == len(pagesWith(true)) {
		return text
	}
	slices.Sort(tests)
	return "if (" + strings.Join(tests, " || ") + ") {\n" + strings.TrimRight(text, "\n") + "\n}\n"
}

// clients returns the clients in whose lists of a manifest the file belongs.
func (op *Insertion) clients() []string {
	if op.Script != "" {
		return []string{"advanced"}
	}
	if len(op.targets) == 0 {
		return []string{"advanced", "standard"}
	}
	var list []string
	for _, t := range op.targets {
		list = append(list, skinPages[t.pattern].client)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
