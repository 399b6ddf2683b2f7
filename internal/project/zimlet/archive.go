package zimlet

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"skinbuild/internal/codes"
	"skinbuild/internal/source"
)

// Limits of an archive, counted while reading. The largest real zimlet has 2 MB.
const (
	maxArchive = 64 << 20
	maxTotal   = 256 << 20
	maxFile    = 16 << 20
	maxEntries = 10_000
	maxRatio   = 200
	ratioFree  = 1 << 20
	maxUpload  = 10 << 20 // zimbraFileUploadMaxSize as shipped
)

// Fields of zip records (PKWARE APPNOTE 4.3).
const (
	localSig, centralSig, endSig, descriptorSig = 0x04034b50, 0x02014b50, 0x06054b50, 0x08074b50
	localLen, centralLen, endLen                = 30, 46, 22

	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3
	flagUTF8       = 1 << 11

	methodStored, methodDeflated = 0, 8
)

// A member is one entry of an archive.
type member struct {
	name         string
	flags        uint16
	method       uint16
	crc          uint32
	packed, size uint32
	offset       uint32 // of the local header
	unixMode     uint32 // 0 if the archive was not made on Unix
	data         []byte
}

func (m *member) isDir() bool { return strings.HasSuffix(m.name, "/") }

// readZip reads an archive and reports whatever makes Java's two readers, the
// one by central directory and the one by stream, or any third, see different
// files in it. Members that can be read are returned even so, for the checks
// that look at their content.
func readZip(f *source.File, data []byte) ([]*member, source.Diags) {
	z := &zipReader{file: f, data: data}
	if len(data) > maxArchive {
		return nil, source.Diags{f.Errorf(source.At(0), codes.ZimletZipLimit, "the archive has %d bytes, more than %d", len(data), maxArchive)}
	}
	if !z.readEnd() || !z.readCentral() {
		return nil, z.diags
	}
	z.readLocals()
	return z.members, z.diags
}

type zipReader struct {
	file       *source.File
	data       []byte
	diags      source.Diags
	members    []*member
	count      int
	start, end int // of the central directory
	total      int64
}

func (z *zipReader) errorf(code codes.Code, says, format string, args ...any) {
	d := z.file.Errorf(source.At(0), code, format, args...)
	if says != "" {
		serverSays(d, says)
	}
	z.diags = append(z.diags, d)
}

const saysNoEnd = "java.util.zip.ZipException: zip END header not found"

// readEnd finds the end record, which says where the central directory is.
func (z *zipReader) readEnd() bool {
	d := z.data
	at := -1
	for i := len(d) - endLen; i >= 0 && i > len(d)-endLen-1<<16; i-- {
		if binary.LittleEndian.Uint32(d[i:]) == endSig {
			at = i
			break
		}
	}
	if at < 0 {
		z.errorf(codes.ZimletNotAZip, saysNoEnd, "this is not a zip archive, or it is cut off")
		return false
	}
	if comment := int(le16(d, at+20)); at+endLen+comment != len(d) || comment != 0 {
		z.errorf(codes.ZimletHiddenData, "", "%d bytes after the end of the archive", len(d)-at-endLen)
	}
	if le16(d, at+4) != 0 || le16(d, at+6) != 0 || le16(d, at+8) != le16(d, at+10) {
		z.errorf(codes.ZimletNotAZip, "", "an archive in several parts")
		return false
	}
	z.count = int(le16(d, at+10))
	size, start := int64(le32(d, at+12)), int64(le32(d, at+16))
	if z.count == 0xffff || size == 0xffffffff || start == 0xffffffff {
		z.errorf(codes.ZimletZipLimit, "", "a zip64 archive: a zimlet has no need of one")
		return false
	}
	if z.count > maxEntries {
		z.errorf(codes.ZimletZipLimit, "", "the archive has %d entries, more than %d", z.count, maxEntries)
		return false
	}
	if start+size != int64(at) {
		z.errorf(codes.ZimletNotAZip, "", "the central directory is not where the end record says: bytes were put before, cut out or inserted")
		return false
	}
	z.start, z.end = int(start), at
	return true
}

func le16(d []byte, at int) uint16 { return binary.LittleEndian.Uint16(d[at:]) }
func le32(d []byte, at int) uint32 { return binary.LittleEndian.Uint32(d[at:]) }

func (z *zipReader) readCentral() bool {
	at := z.start
	for range z.count {
		if at+centralLen > z.end || le32(z.data, at) != centralSig {
			z.errorf(codes.ZimletNotAZip, "java.util.zip.ZipException: invalid CEN header (bad signature)", "the central directory is damaged after %d entries", len(z.members))
			return false
		}
		nameLen, extraLen, commentLen := int(le16(z.data, at+28)), int(le16(z.data, at+30)), int(le16(z.data, at+32))
		next := at + centralLen + nameLen + extraLen + commentLen
		if next > z.end {
			z.errorf(codes.ZimletNotAZip, "java.util.zip.ZipException: invalid CEN header (bad header size)", "the central directory is damaged after %d entries", len(z.members))
			return false
		}
		m := &member{
			name:   string(z.data[at+centralLen : at+centralLen+nameLen]),
			flags:  le16(z.data, at+8),
			method: le16(z.data, at+10),
			crc:    le32(z.data, at+16),
			packed: le32(z.data, at+20),
			size:   le32(z.data, at+24),
			offset: le32(z.data, at+42),
		}
		if madeOn := z.data[at+5]; madeOn == 3 || madeOn == 19 { // Unix, macOS
			m.unixMode = le32(z.data, at+38) >> 16
		}
		z.members = append(z.members, m)
		at = next
	}
	if at != z.end {
		z.errorf(codes.ZimletHiddenData, "", "%d bytes in the central directory belong to no entry", z.end-at)
	}
	return true
}

// readLocals reads the entries in the order of their places, which must fill the
// archive without gap or overlap.
func (z *zipReader) readLocals() {
	ordered := slices.Clone(z.members)
	slices.SortStableFunc(ordered, func(a, b *member) int { return int(int64(a.offset) - int64(b.offset)) })
	at := 0
	for _, m := range ordered {
		if int(m.offset) != at {
			z.errorf(codes.ZimletHiddenData, "", "%q begins at byte %d, the entry before it ends at %d", m.name, m.offset, at)
		}
		next, ok := z.readLocal(m)
		if !ok {
			return
		}
		at = next
	}
	if at != z.start {
		z.errorf(codes.ZimletHiddenData, "", "%d bytes before the central directory belong to no entry", z.start-at)
	}
}

// readLocal compares the entry's own header with the central one and unpacks it.
func (z *zipReader) readLocal(m *member) (next int, ok bool) {
	at := int(m.offset)
	if at+localLen > z.start || le32(z.data, at) != localSig {
		z.errorf(codes.ZimletNotAZip, "", "%q: no entry at byte %d", m.name, at)
		return 0, false
	}
	nameLen, extraLen := int(le16(z.data, at+26)), int(le16(z.data, at+28))
	body := at + localLen + nameLen + extraLen
	end := int64(body) + int64(m.packed)
	if end > int64(z.start) {
		z.errorf(codes.ZimletNotAZip, "", "%q: cut off", m.name)
		return 0, false
	}
	next = int(end)
	if name := string(z.data[at+localLen : at+localLen+nameLen]); name != m.name {
		z.errorf(codes.ZimletHeaderMismatch, "", "one entry with two names: %q in its own header, %q in the directory", name, m.name)
	}
	if le16(z.data, at+6)&^uint16(flagUTF8) != m.flags&^uint16(flagUTF8) || le16(z.data, at+8) != m.method {
		z.errorf(codes.ZimletHeaderMismatch, "", "%q: flags or method differ between its own header and the directory", m.name)
	}
	if m.flags&flagDescriptor != 0 {
		next = z.skipDescriptor(m, next)
	} else if le32(z.data, at+14) != m.crc || le32(z.data, at+18) != m.packed || le32(z.data, at+22) != m.size {
		z.errorf(codes.ZimletHeaderMismatch, "", "%q: sizes or checksum differ between its own header and the directory", m.name)
	}
	z.checkKind(m)
	m.data = z.unpack(m, z.data[body:int(end)])
	return next, true
}

// skipDescriptor returns where the data descriptor after the entry ends; its
// signature is optional.
func (z *zipReader) skipDescriptor(m *member, at int) int {
	if !m.isDir() && m.size > 0 {
		if m.method == methodStored {
			z.errorf(codes.ZimletDataDescriptor, "java.util.zip.ZipException: only DEFLATED entries can have EXT descriptor",
				"%q is stored, and its size is written after its data: a reader of the stream cannot find its end", m.name)
		} else {
			z.errorf(codes.ZimletDataDescriptor, "zimlet description not found: NAME.xml",
				"the size of %q is written after its data: the admin console and the other nodes read the stream, and drop such entries", m.name)
		}
	}
	if at+16 <= z.start && le32(z.data, at) == descriptorSig {
		return at + 16
	}
	return min(at+12, z.start)
}

func (z *zipReader) checkKind(m *member) {
	const typeMask, typeFile, typeDir, special = 0o170000, 0o100000, 0o040000, 0o7000
	kind := m.unixMode & typeMask
	if kind != 0 && kind != typeFile && kind != typeDir || kind == typeFile && m.unixMode&special != 0 {
		z.errorf(codes.ZimletLink, "", "%q is a link, a device or a setuid file (mode %o)", m.name, m.unixMode)
	}
	if m.flags&flagEncrypted != 0 {
		z.errorf(codes.ZimletEncrypted, "", "%q is encrypted", m.name)
	}
	if m.method != methodStored && m.method != methodDeflated {
		z.errorf(codes.ZimletMethod, "java.util.zip.ZipException: invalid compression method", "%q is packed by method %d; Java knows stored and deflated", m.name, m.method)
	}
	if !utf8.ValidString(m.name) {
		z.errorf(codes.ZimletEntryName, "java.util.zip.ZipException: invalid CEN header (bad entry name)", "%q: the name is not UTF-8", m.name)
	}
}

// unpack returns the content, nil if there is none to be had.
func (z *zipReader) unpack(m *member, packed []byte) []byte {
	if m.flags&flagEncrypted != 0 || m.method != methodStored && m.method != methodDeflated {
		return nil
	}
	if m.size > maxFile {
		z.errorf(codes.ZimletZipLimit, "", "%q has %d bytes, more than %d", m.name, m.size, maxFile)
		return nil
	}
	raw := bytes.NewReader(packed)
	var in io.Reader = raw
	if m.method == methodDeflated {
		in = flate.NewReader(raw)
	}
	var out bytes.Buffer
	_, err := io.Copy(&out, io.LimitReader(in, int64(m.size)+1))
	z.total += int64(out.Len())
	switch {
	case z.total > maxTotal || z.total > ratioFree && z.total > maxRatio*int64(len(z.data)):
		z.errorf(codes.ZimletZipLimit, "", "the archive unpacks to more than %d bytes, or %d times its size", maxTotal, maxRatio)
		return nil
	case err != nil:
		z.errorf(codes.ZimletNotAZip, "java.util.zip.ZipException: "+err.Error(), "%q: the packed data is damaged", m.name)
		return nil
	case out.Len() != int(m.size) || crc32.ChecksumIEEE(out.Bytes()) != m.crc:
		z.errorf(codes.ZimletHeaderMismatch, fmt.Sprintf("java.util.zip.ZipException: invalid entry CRC (expected 0x%x)", m.crc), "%q: size or checksum are not what the directory says", m.name)
		return nil
	}
	if raw.Len() > 0 {
		z.errorf(codes.ZimletHiddenData, "", "%q: %d bytes after the end of its data", m.name, raw.Len())
	}
	return out.Bytes()
}
