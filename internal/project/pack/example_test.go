package pack_test

import (
	"errors"
	"fmt"

	"skinbuild/internal/project/pack"
	"skinbuild/internal/tree"
)

// A bundle is written, signed, and opened by someone who trusts the key.
func ExampleOpen() {
	secret, public, err := pack.GenerateKey(nil, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	key, err := pack.ParseKey(secret, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	files, err := tree.New(tree.Entry{Path: tree.MustPath("skins/acme/skin.css"), Data: []byte("a{color:red}\n")})
	if err != nil {
		fmt.Println(err)
		return
	}
	bundle, diags := pack.Write(pack.Info{Name: "acme", Version: "1.4.0", Sequence: 1, Tool: "example"}, files, nil)
	if diags.Err() != nil {
		fmt.Println(diags.Err())
		return
	}
	signed, err := key.Sign(bundle)
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = pack.Open(signed, pack.Options{})
	fmt.Println("without a key, not trusted:", errors.Is(err, pack.ErrUntrusted))

	trust := &pack.Trust{}
	if err := trust.AddKey("team", public); err != nil {
		fmt.Println(err)
		return
	}
	opened, err := pack.Open(signed, pack.Options{Trust: trust})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("signed by", opened.Signer().Name)
	for e := range opened.Files().All() {
		fmt.Println(e.Path)
	}
	// Output:
	// without a key, not trusted: true
	// signed by team
	// sbom.cdx.json
	// skins/acme/skin.css
}
