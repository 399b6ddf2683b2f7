package compile

import (
	"slices"
	"strings"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/codes"
	"skinbuild/internal/less"
	"skinbuild/internal/source"
)

// browserFuncs are the functions that ask what the browsers of the project need.
// Where something is not for all of them, they return items for the mixin .for():
// the name to write, then, in per-macro mode, the macros of those who need it.
type browserFuncs struct {
	targets *targets
	mode    Mode

	known map[string]compat.Coverage // what has been asked before, by audience and feature
}

func newBrowserFuncs(list compat.List, mode Mode) *browserFuncs {
	return &browserFuncs{&targets{list: list}, mode, map[string]compat.Coverage{}}
}

func (b *browserFuncs) functions() map[string]less.Func {
	return map[string]less.Func{
		"needs":            b.needs,
		"instead":          b.instead,
		"lacking":          b.lacking,
		"lacks":            b.lacks,
		"browsers":         b.some,
		"transition-value": b.transitionValue,
	}
}

// item is what .for() takes.
func (b *browserFuncs) item(c *less.Call, text string, agents compat.List) (less.Value, error) {
	item := &less.List{Items: []less.Value{&less.Keyword{Text: text}}}
	mode, err := b.modeAt(c)
	if err != nil || mode == Static {
		return item, err
	}
	for _, m := range b.targets.macros(agents) {
		item.Items = append(item.Items, &less.Keyword{Text: m})
	}
	return item, nil
}

// modeAt is the mode where the call stands: @skin-mode goes before the option.
func (b *browserFuncs) modeAt(c *less.Call) (Mode, error) {
	v, ok := c.Lookup("@skin-mode")
	if !ok {
		return b.mode, nil
	}
	text, err := c.CSS(v)
	if err != nil {
		return "", err
	}
	if m := Mode(strings.Trim(text, `"'`)); m == Static || m == PerMacro {
		return m, nil
	}
	return "", hostError(codes.SkinBrowsers, "", "@skin-mode is %s or %s, not %q", Static, PerMacro, text)
}

// items returns the items of names.
func (b *browserFuncs) items(c *less.Call, names []name) (less.Value, error) {
	list := &less.List{Comma: true}
	for _, n := range names {
		item, err := b.item(c, n.text, n.agents)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, item)
	}
	return list, nil
}

// needs is needs(FEATURE, NAME): an item for each spelling that browsers need beside
// the name, which is that of the feature if it is left out.
func (b *browserFuncs) needs(c *less.Call, args []less.Value) (less.Value, error) {
	feature, err := featureArg(c, args, 0, max(1, min(2, len(args))))
	if err != nil {
		return nil, err
	}
	own := lastPart(feature)
	if len(args) == 2 {
		if own, err = c.CSS(args[1]); err != nil {
			return nil, err
		}
	}
	readers, err := b.readersAt(c)
	if err != nil {
		return nil, err
	}
	return b.items(c, b.names(readers, own, feature))
}

// instead is instead(FEATURE, OTHER): an item for each spelling of the other
// feature, its own name included, for the browsers that lack the feature.
func (b *browserFuncs) instead(c *less.Call, args []less.Value) (less.Value, error) {
	feature, err := featureArg(c, args, 0, 2)
	if err != nil {
		return nil, err
	}
	other, err := featureArg(c, args, 1, 2)
	if err != nil {
		return nil, err
	}
	readers, err := b.readersAt(c)
	if err != nil {
		return nil, err
	}
	without := b.without(readers, feature)
	list := b.names(without, lastPart(other), other)
	if plain := b.coverage(without, other).Plain; len(plain) > 0 {
		list = append(list, name{lastPart(other), plain})
	}
	return b.items(c, list)
}

// lacking is lacking(FEATURE, BROWSER…): an item if some browsers, or releases of
// those named, lack the feature in any spelling; else nothing.
func (b *browserFuncs) lacking(c *less.Call, args []less.Value) (less.Value, error) {
	agents, err := b.lackingArgs(c, args)
	if err != nil {
		return nil, err
	}
	if len(agents) == 0 {
		return &less.List{Comma: true}, nil
	}
	return b.items(c, []name{{"lacking", agents}})
}

// lacks is lacks(FEATURE, BROWSER…), for guards.
func (b *browserFuncs) lacks(c *less.Call, args []less.Value) (less.Value, error) {
	agents, err := b.lackingArgs(c, args)
	if err != nil {
		return nil, err
	}
	return &less.Keyword{Text: map[bool]string{true: "true", false: "false"}[len(agents) > 0]}, nil
}

// lackingArgs returns who lacks the feature that the arguments name, of the browsers
// that they name.
func (b *browserFuncs) lackingArgs(c *less.Call, args []less.Value) (compat.List, error) {
	feature, err := featureArg(c, args, 0, max(1, len(args)))
	if err != nil {
		return nil, err
	}
	readers, err := b.readersAt(c)
	if err != nil {
		return nil, err
	}
	lack := b.without(readers, feature).agents
	if len(args) == 1 {
		return lack, nil
	}
	var ids []string
	for _, a := range args[1:] {
		id, err := browserArg(c, a)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return slices.DeleteFunc(slices.Clone(lack), func(a compat.Agent) bool { return !slices.Contains(ids, a.Browser) }), nil
}

// some is browsers(LIST): an item if the project supports browsers of that list,
// which is written as in skinbuild.toml.
func (b *browserFuncs) some(c *less.Call, args []less.Value) (less.Value, error) {
	if len(args) != 1 {
		return nil, hostError(codes.SkinBrowsers, `such as browsers("ie <= 9")`, "browsers() takes a list of browsers")
	}
	text, err := c.CSS(args[0])
	if err != nil {
		return nil, err
	}
	text = strings.Trim(text, `"'`)
	list, diags := compat.ParseList(source.NewFile("", text))
	if len(diags) > 0 {
		return nil, hostError(diags[0].Code, diags[0].Hint, "browsers(): %s", diags[0].Text)
	}
	list = slices.DeleteFunc(list, func(a compat.Agent) bool { return !slices.Contains(b.targets.list, a) })
	if len(list) == 0 {
		return &less.List{Comma: true}, nil
	}
	return b.items(c, []name{{"browsers", list}})
}

// transitionValue is transition-value(NAME, VALUE): the value of a transition as
// the browsers take it that read the property under that name, with the properties
// in it that they know by a prefix.
func (b *browserFuncs) transitionValue(c *less.Call, args []less.Value) (less.Value, error) {
	if len(args) != 2 {
		return nil, hostError(codes.SkinBrowsers, "", "transition-value() takes the name of the property and its value")
	}
	property, err := c.CSS(args[0])
	if err != nil {
		return nil, err
	}
	all, err := b.readersAt(c)
	if err != nil {
		return nil, err
	}
	readers := b.readersOf(all, "css.properties.transition", property)
	value := args[1]
	if l, ok := value.(*less.List); !ok || !l.Comma {
		value = &less.List{Comma: true, Items: []less.Value{value}}
	}
	out := &less.List{Comma: true}
	for _, part := range value.(*less.List).Items {
		out.Items = append(out.Items, b.transitionParts(part, readers)...)
	}
	return out, nil
}

// transitionParts returns a transition once for each spelling of its property.
func (b *browserFuncs) transitionParts(part less.Value, readers audience) []less.Value {
	words := []less.Value{part}
	if l, ok := part.(*less.List); ok {
		words = l.Items
	}
	for i, w := range words {
		k, ok := w.(*less.Keyword)
		if !ok || !compat.Known("css.properties."+k.Text) {
			continue
		}
		feature := "css.properties." + k.Text
		spellings := b.names(readers, k.Text, feature)
		if len(b.coverage(readers, feature).Plain) > 0 || len(spellings) == 0 {
			spellings = append([]name{{text: k.Text}}, spellings...)
		}
		var out []less.Value
		for _, s := range spellings {
			copied := slices.Clone(words)
			copied[i] = &less.Keyword{Text: s.text}
			out = append(out, &less.List{Items: copied})
		}
		return out
	}
	return []less.Value{part}
}

// featureArg is an argument that names a feature of MDN's data.
func featureArg(c *less.Call, args []less.Value, i, count int) (string, error) {
	if len(args) != count {
		return "", hostError(codes.SkinBrowsers, `such as "css.properties.user-select"`, "%s() takes the names of %d features of MDN's data", c.Name, count)
	}
	text, err := c.CSS(args[i])
	if err != nil {
		return "", err
	}
	feature := strings.Trim(text, `"'`)
	if compat.Known(feature) && strings.Contains(feature, ".") {
		return feature, nil
	}
	branch := feature
	var known []string
	for known == nil && branch != "" {
		branch = branch[:max(0, strings.LastIndexByte(branch, '.'))]
		for f := range compat.Features(branch) {
			if strings.Count(f, ".") == strings.Count(feature, ".") {
				known = append(known, f)
			}
		}
	}
	hint := ""
	if near := source.Nearest(feature, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return "", hostError(codes.SkinBrowsers, hint, "%s(): MDN's data has no feature %q", c.Name, feature)
}

// browserArg is an argument that names a browser.
func browserArg(c *less.Call, v less.Value) (string, error) {
	text, err := c.CSS(v)
	if err != nil {
		return "", err
	}
	id := strings.Trim(text, `"'`)
	var known []string
	for _, b := range compat.Browsers() {
		if b.ID == id {
			return id, nil
		}
		known = append(known, b.ID)
	}
	hint := "known are " + strings.Join(known, ", ")
	if near := source.Nearest(id, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return "", hostError(codes.SkinBrowsers, hint, "%s(): there is no browser %q", c.Name, id)
}
