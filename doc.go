// Package skinbuild holds no code: its tests check the house rules of the
// repository, which packages may import which and how large things may grow.
package skinbuild
