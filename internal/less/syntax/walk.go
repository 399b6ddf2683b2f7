package syntax

// A Visitor is called for each node of a tree, before the nodes inside it. A nil
// function is not called.
type Visitor struct {
	Stmt     func(Stmt)
	Expr     func(Expr)
	Selector func(*Selector)
}

// Walk visits statements and all that is in them, in the order of the source.
func Walk(stmts []Stmt, v *Visitor) {
	for _, s := range stmts {
		v.stmt(s)
	}
}

func (v *Visitor) stmt(s Stmt) {
	if v.Stmt != nil {
		v.Stmt(s)
	}
	switch s := s.(type) {
	case *Ruleset:
		v.selectors(s.Selectors)
		Walk(s.Rules, v)
	case *Declaration:
		v.declaration(s)
	case *MixinDef:
		v.mixin(s)
	case *MixinCall:
		v.args(s)
	case *ExtendRule:
		v.extends(s.Extends)
	case *CallStmt:
		v.expr(s.Call)
	case *AtRule:
		v.expr(s.Value)
		v.exprs(s.Keywords)
		Walk(s.Rules, v)
	case *Query:
		v.exprs(s.Features)
		Walk(s.Rules, v)
	case *Import:
		v.expr(s.Path)
		v.exprs(s.Features)
	case *Plugin:
		v.expr(s.Path)
	case *Lookup:
		v.expr(s.Call)
	}
}

func (v *Visitor) declaration(d *Declaration) {
	v.exprs(d.Parts)
	v.expr(d.Value)
}

func (v *Visitor) mixin(d *MixinDef) {
	for _, p := range d.Params {
		v.expr(p.Value)
	}
	if d.Guard != nil {
		v.expr(d.Guard)
	}
	Walk(d.Rules, v)
}

func (v *Visitor) args(c *MixinCall) {
	for _, a := range c.Args {
		v.expr(a.Value)
	}
}

func (v *Visitor) exprs(list []Expr) {
	for _, e := range list {
		v.expr(e)
	}
}

func (v *Visitor) expr(e Expr) {
	if e == nil {
		return
	}
	if v.Expr != nil {
		v.Expr(e)
	}
	switch e := e.(type) {
	case *URL:
		v.expr(e.Value)
	case *Call:
		v.exprs(e.Args)
	case *Paren:
		v.expr(e.X)
	case *Operation:
		v.expr(e.X)
		v.expr(e.Y)
	case *Negative:
		v.expr(e.X)
	case *Spaces:
		v.exprs(e.Items)
	case *Commas:
		v.exprs(e.Items)
	case *Condition:
		v.expr(e.X)
		v.expr(e.Y)
	case *QueryRange:
		v.expr(e.X)
		v.expr(e.Y)
		v.expr(e.Z)
	case *Assignment:
		v.expr(e.Value)
	case *Lookup:
		v.expr(e.Call)
	case *MixinCall:
		v.args(e)
	case *Detached:
		Walk(e.Rules, v)
	case *MixinDef:
		v.mixin(e)
	case *Declaration:
		v.declaration(e)
	}
}

func (v *Visitor) selectors(list []*Selector) {
	for _, s := range list {
		if v.Selector != nil {
			v.Selector(s)
		}
		for _, el := range s.Elements {
			v.element(el)
		}
		v.extends(s.Extends)
		if s.Guard != nil {
			v.expr(s.Guard)
		}
	}
}

func (v *Visitor) element(el *Element) {
	switch part := el.Part.(type) {
	case *Attribute:
		v.expr(part.KeyVar)
		v.expr(part.Value)
	case *Parens:
		v.selectors(part.Selectors)
	default:
		v.expr(el.Var())
	}
}

func (v *Visitor) extends(list []*Extend) {
	for _, x := range list {
		v.selectors([]*Selector{x.Target})
	}
}
