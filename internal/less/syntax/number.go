package syntax

import "strconv"

func (p *parser) number() Expr {
	c := p.char()
	if c > '9' || c < '+' || c == '/' || c == ',' {
		return nil
	}
	start := p.i
	i := start
	if c == '+' || c == '-' {
		i++
	}
	digits := i
	for i < len(p.text) && isDigit(p.text[i]) {
		i++
	}
	whole := i > digits
	if i+1 < len(p.text) && p.text[i] == '.' && isDigit(p.text[i+1]) {
		for i++; i < len(p.text) && isDigit(p.text[i]); i++ {
		}
	} else if !whole {
		return nil
	}
	end := i
	if end < len(p.text) && p.text[end] == '%' {
		end++
	} else {
		for end < len(p.text) && (isLetter(p.text[end]) || p.text[end] == '_') {
			end++
		}
	}
	n := p.new.numbers.One()
	n.Text, n.Unit, n.At = p.text[start:i], p.text[i:end], start
	n.Val = floatOf(n.Text)
	p.skip(end - start)
	return n
}

// floatOf is the number that a decimal text without exponent means. One of up to
// 15 digits is a whole number divided by a power of ten, both exact.
func floatOf(text string) float64 {
	whole, decimals, negative := 0, -1, false
	digits := text
	if c := text[0]; c == '-' || c == '+' {
		negative, digits = c == '-', text[1:]
	}
	if len(digits) <= 15 {
		for i := range len(digits) {
			if digits[i] == '.' {
				decimals = 0
				continue
			}
			whole = whole*10 + int(digits[i]-'0')
			if decimals >= 0 {
				decimals++
			}
		}
		v := float64(whole) / powersOfTen[max(decimals, 0)]
		if negative {
			v = -v
		}
		return v
	}
	v, _ := strconv.ParseFloat(text, 64) // out of range gives the infinity that JavaScript has
	return v
}

var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14}
