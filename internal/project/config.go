package project

import (
	"skinbuild/internal/inject"
	"skinbuild/internal/skins/compile"
)

// Config is the content of skinbuild.toml. Every key is optional: an empty file
// builds the folders skins/, overrides/ and zimlets/ next to it.
//
// docs/config.md and the descriptions in docs/skinbuild.schema.json are generated
// from the comments of these types.
type Config struct {
	// Name is the name of the bundle; name and version form its file name. Letters,
	// digits, ".", "_" and "-" are allowed. Default "skins".
	Name string `toml:"name"`
	// Version is the version of the bundle. Default "0.0.0".
	Version string `toml:"version"`
	// Sequence orders the bundles with the same name: the installer rejects a bundle
	// whose sequence is lower than that of the installed one. Default 1.
	Sequence uint64 `toml:"sequence"`
	// Releases are the Zimbra releases that the project supports, like "8.8.15.p46".
	// They are written to the bundle manifest.
	Releases []string `toml:"releases"`
	// Browsers are the browsers that the project supports, like "chrome >= 109",
	// "firefox esr" or "last 2 safari versions". They determine which prefixes and
	// fallbacks skins get, and for which browsers the checks render. Default: browsers
	// of about the last two years.
	Browsers []string `toml:"browsers"`

	// Webapp lists the webapps that commands look at without --webapp, the first on
	// top: folders that hold skins/, public/ and WEB-INF/, relative to the project, or
	// ":reference". Default: none.
	Webapp []string `toml:"webapp"`

	// Skins says which skins to build.
	Skins Skins `toml:"skins"`
	// Scripts says where the scripts for the pages come from.
	Scripts Scripts `toml:"scripts"`
	// Zimlets says which zimlets to build.
	Zimlets Zimlets `toml:"zimlets"`
	// Budget limits sizes, for example to "40 kB". A key is the path of a file in the
	// built webapp, a pattern of such paths (see targets), or "bundle". The size of a
	// file is its compressed size, as the server sends it; the size of the bundle is
	// that of its file. Exceeding a limit is an error.
	Budget map[string]string `toml:"budget"`
	// Sign says how the bundle is signed.
	Sign Sign `toml:"sign"`

	// OnConflict says what apply does when a group of the bundle does not fit a webapp:
	// "stop" changes nothing at all, "hold" leaves the group out and applies the others.
	// The groups are templates, back-ports and skins. Default: "hold" for
	// back-ports, so that a patch that does not fit never costs the other operations;
	// "stop" for the others.
	OnConflict map[string]string `toml:"on-conflict"`

	// Inject are the operations on the vendor's templates, in order. An operation with
	// the key of a standard operation replaces it; all others follow the standard ones.
	Inject []inject.Config `toml:"inject"`
}

// Skins is the table [skins].
type Skins struct {
	// Dir is the folder that contains one folder per skin. Folders whose name begins
	// with "_" contain files to import and are not built. Default "skins".
	Dir string `toml:"dir"`
	// Include are the names of the skins to build. Default: all.
	Include []string `toml:"include"`
	// Mode says how mixins write fallbacks: "static" sends the fallbacks of all
	// browsers to every browser, "per-macro" writes the server's #IFDEF so that each
	// browser gets only its own. A sheet can override it with @skin-mode.
	// Default "static".
	Mode string `toml:"mode"`
}

// Scripts is the table [scripts].
type Scripts struct {
	// Dir is the folder with the project's scripts and settings. Its files replace the
	// built-in files of the same name: a project with only a SynaSkinOverride.json has
	// its own settings and all built-in fixes. Default "overrides".
	Dir string `toml:"dir"`
	// Modules is the folder with the npm packages from which the scripts are built.
	// Default: node_modules in the project, in a folder above it, or next to the tool.
	Modules string `toml:"modules"`
	// JQuery is the version of jQuery to build, one of those in vendor.json of Dir, or
	// "auto": the newest that supports all browsers of the project, 3.7.1 or 4.0.0.
	// Default: no jQuery is built.
	JQuery string `toml:"jquery"`
	// Detects selects the source of the feature detects in SynaModernizr.js: "modernizr"
	// is the package, "native" the short ones in the folder detects of Dir. Default:
	// "native" if they have everything that scripts, skins and settings ask for.
	Detects string `toml:"detects"`
	// Standard enables the built-in operations that inject the scripts into the
	// templates. Default true.
	Standard *bool `toml:"standard"`
}

// Zimlets is the table [zimlets].
type Zimlets struct {
	// Dir is the folder that contains one folder per zimlet. Default "zimlets".
	Dir string `toml:"dir"`
	// Include are the names of the zimlets to build. Default: all.
	Include []string `toml:"include"`
	// Allow lists what the zimlet checks should accept although they reject it by
	// default, like "jsp".
	Allow []string `toml:"allow"`
}

// Sign is the table [sign].
type Sign struct {
	// Key is a file with a minisign secret key. Keep it outside the folders that are
	// built. Default: the bundle is not signed.
	Key string `toml:"key"`
	// PasswordFile is a file with the password of the key. Default: skinbuild asks for
	// the password.
	PasswordFile string `toml:"password-file"`
}

// DefaultBrowsers returns the browser list of a project that does not set one.
func DefaultBrowsers() []string {
	return []string{"chrome >= 109", "edge >= 109", "firefox >= 115", "safari >= 15.6", "ios >= 15.6", "samsung >= 21", "and_chr current", "and_ff current"}
}

// fill sets the defaults of keys that are not set.
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

// Held reports whether a group that does not fit a webapp is left out.
func (c *Config) Held(group string) bool {
	if policy, ok := c.OnConflict[group]; ok {
		return policy == "hold"
	}
	return group == string(inject.BackPorts)
}
