package pack

import (
	"bytes"
	"encoding/binary"

	"skinbuild/internal/codes"
)

// A bundle file is a series of zstd frames, so that "zstd -d" and "tar --zstd"
// read it too: they skip what is in skippable frames.
//
//	skippable frame  "skinbundle 1\n", length of the body (8 bytes, little endian)
//	body             zstd frames that hold the tar
//	skippable frame  a signature over header and body, in its text form; any number
//
// The length in the header makes the end of the signed bytes known before
// anything is parsed, so signature and use are about the same bytes.
const (
	headerMagic    = 0x184D2A50
	signatureMagic = 0x184D2A51
	headerText     = "skinbundle 1\n"
	headerLen      = 8 + len(headerText) + 8
	maxSignature   = 16 << 10
	maxSignatures  = 16
)

// container is a bundle file taken apart; signed and body alias the file.
type container struct {
	signed     []byte // header and body: what signatures cover
	body       []byte
	signatures [][]byte
}

func newContainer(body []byte) container {
	signed := frame(headerMagic, binary.LittleEndian.AppendUint64([]byte(headerText), uint64(len(body))))
	signed = append(signed, body...)
	return container{signed: signed, body: signed[headerLen:]}
}

// bytes returns the file.
func (c container) bytes() []byte {
	out := bytes.Clone(c.signed)
	for _, s := range c.signatures {
		out = append(out, frame(signatureMagic, s)...)
	}
	return out
}

func frame(magic uint32, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, magic)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	return append(out, data...)
}

// parseContainer takes a bundle file apart without looking into the body.
func parseContainer(file []byte) (container, error) {
	if len(file) < headerLen || binary.LittleEndian.Uint32(file) != headerMagic || string(file[8:8+len(headerText)]) != headerText ||
		binary.LittleEndian.Uint32(file[4:]) != uint32(headerLen-8) {
		return container{}, refuse(codes.BundleFormat, "this is not a bundle, or it is cut off in its first %d bytes", headerLen)
	}
	length := binary.LittleEndian.Uint64(file[8+len(headerText):])
	if length > uint64(len(file)-headerLen) {
		return container{}, refuse(codes.BundleTruncated, "the bundle is cut off: its body should have %d bytes and has %d", length, len(file)-headerLen)
	}
	end := headerLen + int(length)
	c := container{signed: file[:end:end], body: file[headerLen:end:end]}
	for rest := file[end:]; len(rest) > 0; {
		if len(rest) < 8 || binary.LittleEndian.Uint32(rest) != signatureMagic {
			return container{}, refuse(codes.BundleTrailing, "%d bytes after the body are no signature", len(rest))
		}
		size := binary.LittleEndian.Uint32(rest[4:])
		if size > maxSignature || len(c.signatures) == maxSignatures {
			return container{}, refuse(codes.BundleTrailing, "a signature is larger than %d bytes, or there are more than %d", maxSignature, maxSignatures)
		}
		if int(size) > len(rest)-8 {
			return container{}, refuse(codes.BundleTruncated, "the bundle is cut off within a signature")
		}
		c.signatures = append(c.signatures, rest[8:8+size])
		rest = rest[8+size:]
	}
	return c, nil
}
