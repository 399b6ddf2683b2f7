package cli

import (
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"skinbuild/internal/input"
	"skinbuild/internal/source"
)

// The names of the flags that every command has.
const (
	flagColor     = "color"
	flagDirectory = "directory"
	flagMaxSize   = "max-size"
	flagQuiet     = "quiet"
	flagVerbose   = "verbose"
)

// addCommonFlags adds the flags that every command of both tools has.
func addCommonFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringP(flagDirectory, "C", "", "change to this `DIR` before doing anything")
	Size(flags, flagMaxSize, 0, "read files up to this `SIZE`, like 64M, where the limit of their kind is lower")
	flags.BoolP(flagQuiet, "q", false, "print results and errors only: no notes, no warnings, no progress")
	flags.BoolP(flagVerbose, "v", false, "print more notes: which files are read and written")
	Choice(root, flags, flagColor, "", "auto", []string{"auto", "always", "never"}, "color messages and diffs")
	_ = root.MarkPersistentFlagDirname(flagDirectory)
}

// enter changes to the folder of -C, and takes the limit of --max-size.
func enter(cmd *cobra.Command) error {
	if f := cmd.Flags().Lookup(flagMaxSize); f.Changed {
		size, _ := f.Value.(*byteSize) // addCommonFlags made it
		cmd.SetContext(input.WithMaxSize(cmd.Context(), int64(*size)))
	}
	dir, _ := cmd.Flags().GetString(flagDirectory)
	if dir == "" {
		return nil
	}
	if err := os.Chdir(dir); err != nil {
		return Fail(Environment, fmt.Errorf("-C %s: %w", dir, errors.Unwrap(err)))
	}
	return nil
}

// Choice adds a flag whose value is one of the known words, with the words in its
// help, completed by the shell and checked when the flags are read. def may be "",
// which then cannot be given. It returns where the value is kept.
func Choice(cmd *cobra.Command, flags *pflag.FlagSet, name, short, def string, known []string, usage string) *string {
	c := &choice{value: def, known: known}
	flags.VarP(c, name, short, usage+": "+oneOf(known))
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(known, cobra.ShellCompDirectiveNoFileComp))
	return &c.value
}

// Size adds a flag for a number of bytes: digits, and K, M or G for units of 1,024. It
// returns where the value is kept.
func Size(flags *pflag.FlagSet, name string, def int64, usage string) *int64 {
	n := byteSize(def)
	flags.Var(&n, name, usage)
	return (*int64)(&n)
}

// byteSize is the value of a flag for a number of bytes.
type byteSize int64

const sizeUnits = "KMG"

func (n *byteSize) String() string {
	v, unit := int64(*n), ""
	for i := 0; i < len(sizeUnits) && v > 0 && v%1024 == 0; i++ {
		v, unit = v/1024, sizeUnits[i:i+1]
	}
	return strconv.FormatInt(v, 10) + unit
}

func (n *byteSize) Type() string { return "size" }

func (n *byteSize) Set(s string) error {
	digits, factor := s, int64(1)
	if i := strings.IndexAny(s, sizeUnits); i > 0 && i == len(s)-1 {
		digits, factor = s[:i], 1<<(10*(strings.IndexByte(sizeUnits, s[i])+1))
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || v < 1 || v > math.MaxInt64/factor {
		return errors.New("want a number of bytes, such as 512M or 2G")
	}
	*n = byteSize(v * factor)
	return nil
}

// choice is the value of a flag that takes one of a few words.
type choice struct {
	value string
	known []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "string" }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.known, s) {
		return unknownValue{s, c.known}
	}
	c.value = s
	return nil
}

// unknownValue is the error of a choice.
type unknownValue struct {
	value string
	known []string
}

func (u unknownValue) Error() string {
	return fmt.Sprintf("unknown value %q, want %s", u.value, oneOf(u.known))
}

// oneOf lists words: "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// didYouMean are the hints about a name that is none of the known ones.
func didYouMean(name string, known []string) []string {
	if near := source.Nearest(name, known); near != "" {
		return []string{"did you mean " + near + "?"}
	}
	if len(known) == 0 {
		return nil
	}
	return []string{"known: " + strings.Join(known, ", ")}
}

// environmentName is the variable that sets a flag: SKINBUILD_DRY_RUN for --dry-run.
func environmentName(tool, flag string) string {
	return strings.ToUpper(tool + "_" + strings.ReplaceAll(flag, "-", "_"))
}

// inEnvironment reports whether a flag can be set by a variable.
func inEnvironment(f *pflag.Flag) bool { return f.Name != "help" && f.Name != "version" && !f.Hidden }

func environmentHelp(tool string) string {
	return fmt.Sprintf(`Every flag can be set by an environment variable: %s for --dry-run.
The command line wins. A flag that can be repeated takes a value on each line of
the variable. NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE are respected.
`, environmentName(tool, "dry-run"))
}

// fromEnvironment sets the flags that are not on the command line from the
// environment. A flag that excludes one on the command line stays as it is.
func fromEnvironment(cmd *cobra.Command) error {
	var failed error
	given := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { given[f.Name] = f.Changed })
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := environmentName(cmd.Root().Name(), f.Name)
		value := os.Getenv(name)
		if f.Changed || failed != nil || value == "" || !inEnvironment(f) || excluded(f, given) {
			return
		}
		values := []string{value}
		if _, many := f.Value.(pflag.SliceValue); many {
			values = strings.Split(strings.TrimRight(value, "\n"), "\n")
		}
		for _, v := range values {
			if err := cmd.Flags().Set(f.Name, v); err != nil {
				failed = Fail(Usage, fmt.Errorf("the environment variable %s: %w", name, flagError(cmd, err)))
			}
		}
	})
	return failed
}

// excluded reports whether one of the given flags excludes f.
func excluded(f *pflag.Flag, given map[string]bool) bool {
	for _, group := range f.Annotations["cobra_annotation_mutually_exclusive"] {
		for name := range strings.FieldsSeq(group) {
			if name != f.Name && given[name] {
				return true
			}
		}
	}
	return false
}

// wanted says what a flag of a type takes.
func wanted(kind string) string {
	switch kind {
	case "int", "uint", "int64", "uint64", "int32":
		return "want a whole number"
	case "bool":
		return "want true or false"
	case "duration":
		return `want a duration like 20s or 2m`
	}
	return "want another value"
}

// flagError puts an error about flags into words without the names of Go's types.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	switch {
	case errors.As(err, &invalid):
		name := "--" + invalid.GetFlag().Name
		var value unknownValue
		var f *failure
		switch {
		case errors.As(err, &value):
			return Fail(Usage, fmt.Errorf("%s: %w", name, value), nearHint(value.value, value.known)...)
		case errors.As(err, &f):
			return Fail(Usage, fmt.Errorf("%s: %w", name, f.err), f.hints...)
		}
		return fmt.Errorf("%s: %s, not %q", name, wanted(invalid.GetFlag().Value.Type()), invalid.GetValue())
	case errors.As(err, &missing):
		return fmt.Errorf("--%s needs a value", missing.GetFlag().Name)
	case errors.As(err, &unknown):
		return unknownFlag(cmd, unknown)
	}
	return err
}

func nearHint(name string, known []string) []string {
	if near := source.Nearest(name, known); near != "" {
		return []string{"did you mean " + near + "?"}
	}
	return nil
}

func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError) error {
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag -%s", name)
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			known = append(known, f.Name)
		}
	})
	err := fmt.Errorf("unknown flag --%s", name)
	if near := source.Nearest(name, known); near != "" {
		return Fail(Usage, err, "did you mean --"+near+"?")
	}
	return err
}

// missingFlags says which required flags are not set.
func missingFlags(cmd *cobra.Command) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if required := f.Annotations[cobra.BashCompOneRequiredFlag]; len(required) > 0 && required[0] == "true" && !f.Changed {
			names = append(names, "--"+f.Name)
		}
	})
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("missing %s; usage: %s", strings.Join(names, ", "), cmd.UseLine())
}

var groupForm = regexp.MustCompile(`\[([^\]]*)\](?:.*?\[([^\]]*)\])?`)

// groupError puts cobra's error about flags that exclude or need each other into words.
func groupError(err error) error {
	if err == nil {
		return nil
	}
	m := groupForm.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	dashed := func(names string) string { return "--" + strings.Join(strings.Fields(names), ", --") }
	if strings.Contains(err.Error(), "none of the others") {
		return fmt.Errorf("%s exclude each other", dashed(m[2]))
	}
	return fmt.Errorf("%s belong together: %s missing", dashed(m[1]), dashed(m[2]))
}
