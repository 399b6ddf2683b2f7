package profile

import (
	"crypto/sha256"
	"encoding/hex"

	"skinbuild/internal/agents/ua"
	"skinbuild/internal/server/skin"
)

// A Variant is the style sheet that the server sends to browsers with one set
// of macros.
type Variant struct {
	Skin   string   `json:"skin"`
	Path   string   `json:"path"`
	Bytes  int      `json:"bytes"`  // before the server's compressor
	SHA256 string   `json:"sha256"` // of the text without the servlet's list of macros
	Same   []string `json:"same"`   // keys of the supported browsers that get the same text
}

// Variants renders a request to a webapp for one set of macros after another.
// It caches the results and is not safe for concurrent use.
type Variants struct {
	skin *skin.Skin
	req  skin.Request
	by   map[ua.Macros]*Variant
}

// NewVariants returns the variants of a request, whose macros are replaced for
// each agent.
func NewVariants(app *skin.Webapp, req skin.Request) *Variants {
	return &Variants{skin: app.Load(req.Skin), req: req, by: map[ua.Macros]*Variant{}}
}

// of returns the variant for a set of macros, or the error of rendering it.
func (v *Variants) of(m ua.Macros) (*Variant, error) {
	mine, err := v.render(m)
	if err != nil {
		return nil, err
	}
	out := *mine
	out.Same = []string{}
	for _, b := range ua.Supported() {
		macros, err := ua.ServletMacros(b.UserAgent)
		if err != nil {
			continue // not on the supported list
		}
		theirs, err := v.render(macros)
		if err != nil {
			return nil, err
		}
		if theirs.SHA256 == out.SHA256 {
			out.Same = append(out.Same, b.Key)
		}
	}
	return &out, nil
}

func (v *Variants) render(m ua.Macros) (*Variant, error) {
	if known := v.by[m]; known != nil {
		return known, nil
	}
	req := v.req
	req.Macros = m
	sent, ds := v.skin.Render(&req)
	if err := ds.Err(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(sent.Body()))
	v.by[m] = &Variant{Skin: v.skin.Name(), Path: req.Path, Bytes: len(sent.Text()), SHA256: hex.EncodeToString(sum[:])}
	return v.by[m], nil
}
