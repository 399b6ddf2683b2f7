package java
import ("testing";"os";"strings";"slices")
func TestZ(t *testing.T){d,_:=os.ReadFile("/tmp/jt/p.tsv");n:=0
for l:=range strings.Lines(string(d)){a,b,_:=strings.Cut(strings.TrimRight(l,"\n"),"\t");
var g []string; if s,ok:=strings.CutPrefix(a,"H");ok&&n%2==1{ g=strings.Fields(s); HashMapOrder(g)}else{g=PropertyOrder(strings.Fields(a))}
n++
if w:=strings.Fields(b);!slices.Equal(g,w){t.Errorf("%d keys differ (line %d)",len(g),n)}}}
