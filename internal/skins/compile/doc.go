// Package compile turns the folder of a skin whose style sheets are LESS into the
// folder that the server takes.
//
// LESS has additions there, since what it makes goes through the servlet's
// substitution: functions that print its @tokens@ and @calls()@, at-rules that
// print its #IFDEF, and functions that ask which browsers the project supports.
// All else comes out of the servlet as LESS printed it: what the servlet would take
// for itself is written in another spelling, and so is what its compressor would
// damage.
package compile
