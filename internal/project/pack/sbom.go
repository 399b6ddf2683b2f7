package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"skinbuild/internal/tree"
)

// The parts of CycloneDX 1.6 that a bill of materials of a bundle needs.
type (
	cdxBOM struct {
		Format       string          `json:"bomFormat"`
		SpecVersion  string          `json:"specVersion"`
		SerialNumber string          `json:"serialNumber"`
		Version      int             `json:"version"`
		Metadata     cdxMetadata     `json:"metadata"`
		Components   []cdxComponent  `json:"components"`
		Dependencies []cdxDependency `json:"dependencies"`
	}
	cdxMetadata struct {
		Timestamp string       `json:"timestamp,omitempty"`
		Tools     cdxTools     `json:"tools"`
		Component cdxComponent `json:"component"`
	}
	cdxTools struct {
		Components []cdxComponent `json:"components"`
	}
	cdxComponent struct {
		Type       string        `json:"type"`
		Ref        string        `json:"bom-ref,omitempty"`
		Name       string        `json:"name"`
		Version    string        `json:"version,omitempty"`
		Licenses   []cdxLicense  `json:"licenses,omitempty"`
		PURL       string        `json:"purl,omitempty"`
		Hashes     []cdxHash     `json:"hashes,omitempty"`
		Properties []cdxProperty `json:"properties,omitempty"`
	}
	cdxLicense struct {
		Expression string `json:"expression"`
	}
	cdxHash struct {
		Alg     string `json:"alg"`
		Content string `json:"content"`
	}
	cdxProperty struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	cdxDependency struct {
		Ref       string   `json:"ref"`
		DependsOn []string `json:"dependsOn,omitempty"`
	}
)

// billOfMaterials returns the CycloneDX document of a bundle: the bundle, each
// file with its hash, each work of others with its licence and the files it went
// into. The serial number is derived from the content, so it is the same for the
// same bundle.
func billOfMaterials(info Info, files tree.Tree) []byte {
	root := cdxComponent{Type: "application", Ref: "bundle", Name: info.Name, Version: info.Version}
	bom := cdxBOM{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		SerialNumber: serial(info, files),
		Metadata: cdxMetadata{
			Timestamp: info.Created,
			Tools:     cdxTools{[]cdxComponent{{Type: "application", Name: info.Tool}}},
			Component: root,
		},
		Components: []cdxComponent{},
	}
	uses := cdxDependency{Ref: root.Ref}
	parts := map[string][]string{} // file: what went into it
	for i, c := range info.Components {
		ref := fmt.Sprintf("component:%d", i)
		bom.Components = append(bom.Components, cdxComponent{
			Type: "library", Ref: ref, Name: c.Name, Version: c.Version, PURL: c.PURL, Licenses: []cdxLicense{{c.License}},
		})
		uses.DependsOn = append(uses.DependsOn, ref)
		for _, f := range c.Files {
			parts[f] = append(parts[f], ref)
		}
	}
	bom.Dependencies = []cdxDependency{}
	for e := range files.All() {
		sum := sha256.Sum256(e.Data)
		ref := "file:" + e.Path.String()
		bom.Components = append(bom.Components, cdxComponent{
			Type: "file", Ref: ref, Name: e.Path.String(), Hashes: []cdxHash{{"SHA-256", hex.EncodeToString(sum[:])}},
		})
		uses.DependsOn = append(uses.DependsOn, ref)
		if len(parts[e.Path.String()]) > 0 {
			bom.Dependencies = append(bom.Dependencies, cdxDependency{ref, parts[e.Path.String()]})
		}
	}
	bom.Dependencies = append([]cdxDependency{uses}, bom.Dependencies...)
	out, err := json.MarshalIndent(bom, "", " ")
	if err != nil {
		panic(fmt.Sprintf("a bill of materials that is no JSON: %v", err)) // strings and lists of them always are
	}
	return append(out, '\n')
}

// serial is an RFC 9562 UUID of version 8 (made by the application's own rule):
// the start of a hash of what the bundle is and holds.
func serial(info Info, files tree.Tree) string {
	sum := sha256.Sum256([]byte(info.Name + "\n" + info.Version + "\n" + files.Digest()))
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
