package skin

import (
	"skinbuild/internal/codes"
	"skinbuild/internal/source"
	"skinbuild/internal/xmlfile"
)

var manifestOptions = xmlfile.Options{Bytes: maxFileSize, Depth: maxDepth, Elements: 100000}

// parseManifest reads a manifest. The diagnostics are about its document type, and
// about why the servlet's parser refuses it, which makes the server answer with HTTP
// 500: then the root is nil.
func parseManifest(f *source.File) (*xmlfile.Element, source.Diags) {
	doc, err := xmlfile.Parse(f, manifestOptions)
	if err != nil {
		return nil, source.Diags{manifestError(f, err)}
	}
	var ds source.Diags
	if doc.Doctype != (source.Span{}) {
		ds = append(ds, f.Warnf(doc.Doctype, codes.SkinDoctype, "the manifest has a document type").
			WithHint("the server fetches and expands its entities; remove it, a manifest needs no document type"))
	}
	if doc.Root.Name != "skin" {
		return nil, append(ds, f.Errorf(doc.Root.Tag, codes.SkinManifest, "the root element is <%s>, not <skin>", doc.Root.Name).
			WithHint("the server answers every request for this skin with HTTP 500"))
	}
	return doc.Root, ds
}

func manifestError(f *source.File, err *xmlfile.Error) *source.Diag {
	switch err.Kind {
	case xmlfile.Limit:
		return f.Errorf(err.Span, codes.SkinLimit, "the manifest is too large: %s", err.Text)
	case xmlfile.Unsupported:
		return f.Errorf(err.Span, codes.SkinManifest, "skinbuild cannot read the manifest: %s", err.Text)
	}
	d := f.Errorf(err.Span, codes.SkinManifest, "the manifest is not well-formed XML: %s", err.Text).
		WithHint("the server answers every request for this skin with HTTP 500")
	if err.Related != (source.Span{}) {
		d.WithRelated(f, err.Related, "the start tag")
	}
	return d
}
