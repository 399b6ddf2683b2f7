package lint

import "skinbuild/internal/codes"

// modelRules are the findings that package skin reports while it renders, where
// the servlet ignores something or fails.
func modelRules() []Rule {
	return []Rule{
		{Code: codes.SkinBadEscape},
		{Code: codes.SkinCycle},
		{Code: codes.SkinDirectory},
		{Code: codes.SkinDoctype},
		{Code: codes.SkinElseInSkipped},
		{Code: codes.SkinElseWithoutIf},
		{Code: codes.SkinFailedCall},
		{Code: codes.SkinFatalCall},
		{Code: codes.SkinLimit},
		{Code: codes.SkinLostText},
		{Code: codes.SkinManifest},
		{Code: codes.SkinMissingEndif},
		{Code: codes.SkinMissingFile},
		{Code: codes.SkinNestedCall},
		{Code: codes.SkinOutside},
		{Code: codes.SkinSecondElse},
		{Code: codes.SkinShadowedColor},
		{Code: codes.SkinSurplusEndif},
		{Code: codes.SkinUnknownColor},
		{Code: codes.SkinUnknownFunction},
		{Code: codes.SkinUnknownToken},
	}
}
