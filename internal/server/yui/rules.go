package yui

import "skinbuild/internal/codes"

// Rules returns the code of every rule of Check, in order.
func Rules() []codes.Code {
	return []codes.Code{
		codes.YUICalc,
		codes.YUICase,
		codes.YUICharset,
		codes.YUIComment,
		codes.YUIDataURL,
		codes.YUIDescendant,
		codes.YUIDotZero,
		codes.YUIEmpty,
		codes.YUIKeyframe,
		codes.YUIName,
		codes.YUINone,
		codes.YUINotParen,
		codes.YUIOverflow,
		codes.YUIRGB,
		codes.YUIURL,
		codes.YUIZero,
		codes.YUIZeros,
	}
}
