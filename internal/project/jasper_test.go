package project

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"skinbuild/internal/testenv"
	"skinbuild/internal/tree"
)

// translator translates pages with Jasper, the JSP compiler of the server.
type translator struct {
	dir       string // of the webapp
	classpath string
	pages     []string
	tags      map[string]map[string]bool // uri → tags used
	functions map[string]map[string]int  // uri → functions used, with their number of arguments
}

// Debian's package libtomcat9-java has Jasper, and these complete it.
var jasperJars = []string{"tomcat9-jasper", "tomcat9-jasper-el", "tomcat9-el-api", "tomcat9-jsp-api", "tomcat9-servlet-api", "tomcat9-juli",
	"tomcat9-util", "tomcat9-util-scan", "tomcat9-api", "tomcat9-catalina", "tomcat9-coyote", "tomcat9-annotations-api",
	"taglibs-standard-impl", "taglibs-standard-spec", "eclipse-jdt-core", "ant"}

// jasper returns the class path of the JSP compiler, "" if it is not installed.
func jasper() string {
	var jars []string
	for _, name := range jasperJars {
		jar := "/usr/share/java/" + name + ".jar"
		if _, err := os.Stat(jar); err == nil {
			jars = append(jars, jar)
		}
	}
	if len(jars) < len(jasperJars)-1 {
		return ""
	}
	return strings.Join(jars, ":")
}

func newTranslator(t *testing.T) *translator {
	t.Helper()
	return &translator{dir: t.TempDir(), classpath: jasper(), tags: map[string]map[string]bool{}, functions: map[string]map[string]int{}}
}

func (j *translator) write(t *testing.T, name, text string) {
	t.Helper()
	full := filepath.Join(j.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

var (
	taglib      = regexp.MustCompile(`<%@\s*taglib\s+prefix="(\w+)"\s+uri="([^"]+)"\s*%>`)
	tagOnly     = regexp.MustCompile(`<%@\s*(?:tag|attribute|variable)\b[^%]*%>`)
	pageInclude = regexp.MustCompile(`<%@\s*include\s+file="([^"]+)"`)
)

// add adds a page in a folder of its own. A tag file becomes a page: without the
// directives of tag files, and with an expression for its body, since Jasper
// compiles a tag file at once, which needs the vendor's classes.
func (j *translator) add(t *testing.T, folder, path, text string) {
	t.Helper()
	name := folder + "/" + path
	if strings.HasSuffix(path, ".tag") {
		name += ".jsp"
		text = strings.ReplaceAll(tagOnly.ReplaceAllString(text, ""), "<jsp:doBody/>", "${body}")
	}
	if filepath.Ext(name) == "" {
		name += ".jsp"
	}
	for _, m := range pageInclude.FindAllStringSubmatch(text, -1) {
		j.write(t, filepath.Join(filepath.Dir(name), m[1]), "included")
	}
	prefixes := map[string]string{}
	for _, m := range taglib.FindAllStringSubmatch(text, -1) {
		prefixes[m[1]] = m[2]
	}
	for prefix, uri := range prefixes {
		if !strings.HasPrefix(uri, "http://java.sun.com/jsp/jstl/") {
			j.note(text, prefix, uri)
		}
	}
	j.write(t, name, text)
	j.pages = append(j.pages, name)
}

// note takes note of the tags and functions that the text uses.
func (j *translator) note(text, prefix, uri string) {
	if j.tags[uri] == nil {
		j.tags[uri], j.functions[uri] = map[string]bool{}, map[string]int{}
	}
	for _, m := range regexp.MustCompile(`</?`+prefix+`:([A-Za-z]+)`).FindAllStringSubmatch(text, -1) {
		j.tags[uri][m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\b`+prefix+`:([A-Za-z]+)\(`).FindAllStringSubmatchIndex(text, -1) {
		j.functions[uri][text[m[2]:m[3]]] = arguments(text[m[1]:])
	}
}

// arguments counts the arguments of a call, text beginning behind the bracket.
func arguments(text string) int {
	depth, n, quote := 0, 0, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			depth++
		case (c == ')' || c == ']') && depth == 0:
			if strings.TrimSpace(text[:i]) == "" {
				return 0
			}
			return n + 1
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			n++
		}
	}
	return n
}

// stubs writes a library for each that the pages use: every tag of it is one
// class that takes any attribute, every function returns null.
func (j *translator) stubs(t *testing.T) {
	t.Helper()
	j.write(t, "WEB-INF/web.xml", `<web-app version="3.0" xmlns="http://java.sun.com/xml/ns/javaee"></web-app>`)
	j.write(t, "WEB-INF/src/stub/Any.java", `package stub;
public class Any extends javax.servlet.jsp.tagext.BodyTagSupport implements javax.servlet.jsp.tagext.DynamicAttributes {
	public void setDynamicAttribute(String uri, String name, Object value) {}
}`)
	sources := []string{filepath.Join(j.dir, "WEB-INF/src/stub/Any.java")}
	for uri, tags := range j.tags {
		class := "F" + regexp.MustCompile(`\W`).ReplaceAllString(uri, "_")
		var tld, java strings.Builder
		for tag := range tags {
			fmt.Fprintf(&tld, "<tag><name>%s</name><tag-class>stub.Any</tag-class><body-content>JSP</body-content><dynamic-attributes>true</dynamic-attributes></tag>\n", tag)
		}
		for f, n := range j.functions[uri] {
			types := strings.TrimSuffix(strings.Repeat("java.lang.Object,", n), ",")
			fmt.Fprintf(&tld, "<function><name>%s</name><function-class>stub.%s</function-class><function-signature>java.lang.Object f_%s(%s)</function-signature></function>\n", f, class, f, types)
			var params []string
			for i := range n {
				params = append(params, fmt.Sprintf("Object a%d", i))
			}
			fmt.Fprintf(&java, "public static Object f_%s(%s) { return null; }\n", f, strings.Join(params, ", "))
		}
		j.write(t, "WEB-INF/"+class+".tld", `<taglib xmlns="http://java.sun.com/xml/ns/j2ee" version="2.0"><tlib-version>1</tlib-version><short-name>s</short-name><uri>`+uri+"</uri>\n"+tld.String()+"</taglib>")
		j.write(t, "WEB-INF/src/stub/"+class+".java", "package stub;\npublic class "+class+" {\n"+java.String()+"}\n")
		sources = append(sources, filepath.Join(j.dir, "WEB-INF/src/stub/"+class+".java"))
	}
	classes := filepath.Join(j.dir, "WEB-INF/classes")
	if err := os.MkdirAll(classes, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("javac", append([]string{"-nowarn", "-cp", j.classpath, "-d", classes}, sources...)...).CombinedOutput(); err != nil {
		t.Fatalf("javac: %v\n%s", err, out)
	}
}

// translate returns the Java that Jasper makes of each page.
func (j *translator) translate(t *testing.T) map[string]string {
	t.Helper()
	j.stubs(t)
	out := t.TempDir()
	args := append([]string{"-cp", j.classpath, "org.apache.jasper.JspC", "-webapp", j.dir, "-d", out}, j.pages...)
	log, err := exec.Command("java", args...).CombinedOutput()
	if err != nil || !strings.Contains(string(log), "completed with [0] errors") {
		var problems []string
		for line := range strings.Lines(string(log)) {
			if strings.Contains(line, "JasperException") && len(problems) < 20 {
				problems = append(problems, line)
			}
		}
		t.Fatalf("Jasper: %v\n%s", err, strings.Join(problems, ""))
	}
	java := map[string]string{}
	err = filepath.WalkDir(out, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if m := regexp.MustCompile(`(?m)^ \* `).FindString(string(text)); m == "" && !strings.Contains(string(text), "class ") {
			return err
		}
		rel, _ := filepath.Rel(filepath.Join(out, "org/apache/jsp"), name)
		java[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return java
}

// TestJasper translates our own webapp, as it is and with the default operations
// applied.
func TestJasper(t *testing.T) {
	testenv.Long(t)
	if jasper() == "" {
		testenv.Skip(t, "Jasper is not installed; run tools/setup")
	}
	p := plan(t, defaultSeries(t), load(t, "../server/reference/webapp"))
	if p.Diags.Err() != nil {
		t.Fatal(p.Diags.Err())
	}
	t.Logf("%d templates translated, before and after", len(translateAll(t, p.Changes)))
}

// translateAll translates each distinct template among the changes, before and
// after, and compares what the two pages send. It returns the old texts, behind
// their paths, of those about which nothing is wrong.
func translateAll(t *testing.T, changes []tree.Change) map[string]bool {
	t.Helper()
	j := newTranslator(t)
	seen := map[string]int{}
	for _, c := range changes {
		if c.Old == nil {
			continue
		}
		key := c.Path.String() + string(c.Old.Data)
		if _, ok := seen[key]; ok {
			continue
		}
		seen[key] = len(seen)
		j.add(t, fmt.Sprintf("before%d", seen[key]), c.Path.String(), string(c.Old.Data))
		j.add(t, fmt.Sprintf("after%d", seen[key]), c.Path.String(), string(c.New.Data))
	}
	java := j.translate(t)
	if len(java) != 2*len(seen) {
		t.Errorf("%d pages were translated, want %d", len(java), 2*len(seen))
	}
	good := map[string]bool{}
	for key, n := range seen {
		before, after := pageOf(java, fmt.Sprintf("before%d/", n)), pageOf(java, fmt.Sprintf("after%d/", n))
		if problem := compareJava(before, after); problem != "" {
			t.Errorf("%.60q: %s", key, problem)
			continue
		}
		good[key] = true
	}
	return good
}

func pageOf(java map[string]string, folder string) string {
	for name, text := range java {
		if strings.HasPrefix(name, folder) {
			return text
		}
	}
	return ""
}

// expression is how the generated code evaluates EL, in text and in attributes.
var expression = regexp.MustCompile(`proprietaryEvaluate\("((?:[^"\\]|\\.)*)"`)

// sent is what the page sends, in order, expressions as they are written; without
// white space, which an insertion adds to.
func sent(java string) string {
	var b strings.Builder
	for line := range strings.Lines(java) {
		line = strings.TrimSpace(line)
		if m := expression.FindStringSubmatch(line); m != nil {
			b.WriteString(m[1])
		} else if text, ok := strings.CutPrefix(line, `out.write("`); ok {
			b.WriteString(strings.TrimSuffix(text, `");`))
		} else if c, ok := strings.CutPrefix(line, `out.write('`); ok {
			b.WriteString(strings.TrimSuffix(c, `');`))
		}
	}
	return regexp.MustCompile(`(?:\\[nrt]|\s)+`).ReplaceAllString(b.String(), "")
}

// compareJava takes what the operations insert out of the text that the page sends
// after, and compares the rest with what it sent before. "" means that all is well.
func compareJava(before, after string) string {
	switch {
	case before == "" || after == "":
		return "it was not translated"
	case strings.Contains(after, "skinbuild:"):
		return "a marker reaches the browser"
	case !strings.Contains(after, "/js/skinbuild/") && !strings.Contains(after, "// head"):
		return "the page has no file of js/skinbuild"
	}
	rest, want := ours.ReplaceAllString(sent(after), ""), sent(before)
	if rest == want {
		return ""
	}
	at := 0
	for at < len(rest) && at < len(want) && rest[at] == want[at] {
		at++
	}
	return fmt.Sprintf("the page sends otherwise from %.120q on, want %.120q", rest[max(at-30, 0):], want[max(at-30, 0):])
}

// ours is what the default operations make a page send, without white space.
var ours = regexp.MustCompile(`<scriptsrc=\\"\$\{pageContext.request.contextPath\}/js/skinbuild/(?:Syna|Fix)\w+\.[0-9a-f]{12}\.js[^>]*></script>|<script>//(?:head|start|modernizr|settings)[^<]*</script>`)
