package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"skinbuild/internal/tree"
)

// billOfMaterials returns the CycloneDX 1.6 document of a bundle: the bundle, each
// file with its hash, and each third-party work with its licence and the files that
// contain it. The serial number is derived from the content, so the same bundle has
// the same document.
func billOfMaterials(info Info, files tree.Tree) ([]byte, error) {
	const root = "bundle"
	uses := []string{}
	parts := map[string][]string{} // file → refs of the works in it
	components := []cdx.Component{}
	for i, c := range info.Components {
		ref := fmt.Sprintf("component:%d", i)
		components = append(components, cdx.Component{
			Type: cdx.ComponentTypeLibrary, BOMRef: ref, Name: c.Name, Version: c.Version, PackageURL: c.PURL,
			Licenses: &cdx.Licenses{{Expression: c.License}},
		})
		uses = append(uses, ref)
		for _, f := range c.Files {
			parts[f] = append(parts[f], ref)
		}
	}
	var dependencies []cdx.Dependency
	for e := range files.All() {
		sum := sha256.Sum256(e.Data)
		ref := "file:" + e.Path.String()
		components = append(components, cdx.Component{
			Type: cdx.ComponentTypeFile, BOMRef: ref, Name: e.Path.String(),
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}},
		})
		uses = append(uses, ref)
		if in := parts[e.Path.String()]; len(in) > 0 {
			dependencies = append(dependencies, cdx.Dependency{Ref: ref, Dependencies: &in})
		}
	}
	dependencies = append([]cdx.Dependency{{Ref: root, Dependencies: &uses}}, dependencies...)
	bom := cdx.NewBOM()
	bom.SerialNumber = serial(info, files)
	bom.Metadata = &cdx.Metadata{
		Timestamp: info.Created,
		Tools:     &cdx.ToolsChoice{Components: &[]cdx.Component{{Type: cdx.ComponentTypeApplication, Name: info.Tool}}},
		Component: &cdx.Component{Type: cdx.ComponentTypeApplication, BOMRef: root, Name: info.Name, Version: info.Version},
	}
	bom.Components, bom.Dependencies = &components, &dependencies
	var out bytes.Buffer
	err := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(bom, cdx.SpecVersion1_6)
	return out.Bytes(), err
}

// serial is an RFC 9562 UUID of version 8 (made by the application's own rule):
// the start of a hash of what the bundle is and holds.
func serial(info Info, files tree.Tree) string {
	sum := sha256.Sum256([]byte(info.Name + "\n" + info.Version + "\n" + files.Digest()))
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
