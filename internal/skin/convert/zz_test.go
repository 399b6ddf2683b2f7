package convert
import ("testing";"os";"path/filepath";"fmt";"skinbuild/internal/source")
func TestDump(t *testing.T){
 files,_:=filepath.Glob("/work/shared/zimbra/webroot/*/webapps/zimbra/css/*.css")
 f2,_:=filepath.Glob("/work/shared/zimbra/webroot/*/webapps/zimbra/skins/*/*.css")
 f3,_:=filepath.Glob("/work/shared/zimbra/webroot/*/webapps/zimbra/skins/_base/*/*.css")
 for _,f:=range append(append(f2,f3...),files...){
  b,_:=os.ReadFile(f)
  l,ds:=parseSheet(source.NewFile(f[27:],string(b)))
  n:=map[string]int{}
  count(l,n)
  fmt.Println(f[27:],n)
  for _,d:=range ds{fmt.Println(d.Excerpt())}
 }
}
func count(l []stmt,n map[string]int){
 for _,s:=range l{ n[fmt.Sprintf("%T",s)[9:]]++
  switch s:=s.(type){case *rule: count(s.body,n); case *atRule: count(s.body,n); case *cond: for _,p:=range s.parts{count(p.body,n)}}}
}
