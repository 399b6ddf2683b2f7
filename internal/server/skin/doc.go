// Package skin implements Zimbra's skin servlet: which files a manifest lists,
// which lines #IFDEF keeps for a browser, which values the properties give the
// @Tokens@, what the @functions()@ return, and so what the server sends.
//
// The source of truth is the output of the vendor's SkinResources.java and
// Colors.java (zm-ajax) on JDK 17 with the locale en_US. The tests compare with
// it byte for byte, bugs included. The servlet's behaviour changed once: see
// Release.
//
// What the servlet ignores silently or answers with HTTP 500 is returned as
// diagnostics that point to the cause in the file. All files are read through
// an fs.FS whose root is the webapp; nothing is written.
package skin
