package less

// NumberText, ScriptText and ToFixed let the tests compare the printing of numbers.
func NumberText(v float64) string            { return string(appendNumber(nil, v)) }
func ScriptText(v float64) string            { return string(appendJS(nil, v)) }
func ToFixed(v float64, decimals int) string { return toFixed(v, decimals) }
