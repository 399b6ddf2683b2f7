package project

import (
	"skinbuild/internal/inject"
	"skinbuild/internal/skins/compile"
)

// Config is the content of skinbuild.toml. Every key may be left out: an empty
// file builds skins/, overrides/ and zimlets/ as they lie beside it.
//
// The comments of these types are the reference in docs/config.md and the
// descriptions of docs/skinbuild.schema.json, which are made from them.
type Config struct {
	// Name is the name of the bundle, and with the version that of its file: letters,
	// digits, ".", "_" and "-". Default "skins".
	Name string `toml:"name"`
	// Version is the version of the bundle. Default "0.0.0".
	Version string `toml:"version"`
	// Sequence orders the bundles of one name: an installer refuses one lower than
	// what is installed. Default 1.
	Sequence uint64 `toml:"sequence"`
	// Releases are the vendor releases that the project is for, like "8.8.15.p46".
	// They go into the bundle's manifest.
	Releases []string `toml:"releases"`
	// Browsers are those that must work, like "chrome >= 109", "firefox esr" or
	// "last 2 safari versions". They decide which prefixes and fallbacks skins get
	// and what the checks render. Default: browsers of about the last two years.
	Browsers []string `toml:"browsers"`

	// Skins says which skins to build.
	Skins Skins `toml:"skins"`
	// Scripts says what the scripts for the pages are built from.
	Scripts Scripts `toml:"scripts"`
	// Zimlets says which zimlets to build.
	Zimlets Zimlets `toml:"zimlets"`
	// Budget limits sizes: a file of the built webapp by its path, with "*" for any
	// part of a name, or "bundle"; the value is a size like "40 kB", of the file
	// compressed as a server sends it, of the bundle as it is. More is an error.
	Budget map[string]string `toml:"budget"`
	// Sign says how the bundle is signed.
	Sign Sign `toml:"sign"`

	// Inject are the operations on the vendor's templates, in their order. One with
	// the key of a standard operation replaces it, else it follows them.
	Inject []inject.Config `toml:"inject"`
}

// Skins is the table [skins].
type Skins struct {
	// Dir is the folder with a folder for each skin; one that begins with "_" is for
	// imports. Default "skins".
	Dir string `toml:"dir"`
	// Include are the names of the skins to build. Default: all.
	Include []string `toml:"include"`
	// Mode says how the mixins differ for browsers: "static" writes the fallbacks
	// that the browsers need for all, "per-macro" writes the server's #IFDEF so that
	// each browser gets only its own. A sheet that sets @skin-mode decides for itself.
	// Default "static".
	Mode string `toml:"mode"`
}

// Scripts is the table [scripts].
type Scripts struct {
	// Dir is the folder of the project's own scripts and settings. Its files go
	// before those of the same name that the tool brings: a project with nothing but
	// a SynaSkinOverride.json has its own settings and all of the tool's fixes.
	// Default "overrides".
	Dir string `toml:"dir"`
	// Modules is the folder with the npm packages that the scripts are made from.
	// Default: node_modules in the project, in a folder above it, or beside the tool.
	Modules string `toml:"modules"`
	// Standard says whether the tool's own operations put the scripts into the
	// templates. Default true.
	Standard *bool `toml:"standard"`
}

// Zimlets is the table [zimlets].
type Zimlets struct {
	// Dir is the folder with a folder for each zimlet. Default "zimlets".
	Dir string `toml:"dir"`
	// Include are the names of the zimlets to build. Default: all.
	Include []string `toml:"include"`
	// Allow permits what a zimlet check refuses by default, like "jsp".
	Allow []string `toml:"allow"`
}

// Sign is the table [sign].
type Sign struct {
	// Key is a file with a minisign secret key, outside of what is built. Default:
	// the bundle is not signed.
	Key string `toml:"key"`
	// PasswordFile is a file with the password of the key. Default: it is asked for.
	PasswordFile string `toml:"password-file"`
}

// DefaultBrowsers are the browsers of a project that names none.
func DefaultBrowsers() []string {
	return []string{"chrome >= 109", "edge >= 109", "firefox >= 115", "safari >= 15.6", "ios >= 15.6", "samsung >= 21", "and_chr current", "and_ff current"}
}

// fill gives what is not set its default.
func (c *Config) fill() {
	set := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	set(&c.Name, "skins")
	set(&c.Version, "0.0.0")
	set(&c.Skins.Dir, "skins")
	set(&c.Skins.Mode, string(compile.Static))
	set(&c.Scripts.Dir, "overrides")
	set(&c.Zimlets.Dir, "zimlets")
	if c.Sequence == 0 {
		c.Sequence = 1
	}
	if c.Scripts.Standard == nil {
		yes := true
		c.Scripts.Standard = &yes
	}
	if len(c.Browsers) == 0 {
		c.Browsers = DefaultBrowsers()
	}
}
