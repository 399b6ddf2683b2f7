// Package skin is Zimbra's skin model as its servlet has it: which files a
// manifest lists, what #IFDEF leaves of them for one browser, which values the
// properties give the @Tokens@, what the @functions()@ yield, and so what the
// server sends.
//
// The truth is the vendor's SkinResources.java and Colors.java (zm-ajax) run on
// JDK 17 with the locale en_US; the tests compare with their output byte for
// byte, bugs included. Two behaviours exist: see Release.
//
// What the servlet swallows silently or answers with HTTP 500 comes back as
// diagnostics with the place in the file that causes it. Everything is read
// through an fs.FS whose root is the webapp; nothing is written.
package skin
