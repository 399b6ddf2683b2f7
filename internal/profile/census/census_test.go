package census

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"skinbuild/internal/agents/compat"
	"skinbuild/internal/source"
)

const (
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36"
	chrome9 = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.0.0 Safari/537.36"
	criOS   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/157.0.0.0 Mobile/15E148 Safari/604.1"
)

// nginx and jetty return a line in the form of each.
func nginx(address, path string, status int, agent string) string {
	return fmt.Sprintf("%s:40000 - - [25/Nov/2026:10:00:00 +0100]  \"GET https://mail.example.com%s HTTP/2.0\" %d 123 \"https://mail.example.com/\" \"%s\" \"10.0.0.1:8443\" \"10.0.0.2:443\"\n", address, path, status, agent)
}

func jetty(address, path string, status int, agent string) string {
	return fmt.Sprintf("%s -  - [25/Nov/2026:10:00:00 +0100] \"GET %s HTTP/1.1\" %d 123 \"-\" \"%s\" 17\n", address, path, status, agent)
}

func TestLines(t *testing.T) {
	var o origin
	for _, tt := range []struct {
		line, address, path, agent string
		status                     int
		why                        string
	}{
		{line: nginx("192.0.2.7", "/zimbra/?a=b", 200, chrome), address: "192.0.2.7", path: "/zimbra/?a=b HTTP/2.0", agent: chrome, status: 200},
		{line: nginx("2001:db8::7", "/", 304, "-"), address: "2001:db8::7", path: "/ HTTP/2.0", agent: "-", status: 304},
		{line: nginx("192.0.2.7", "/", 200, `a \x22quoted\x22 agent`), address: "192.0.2.7", path: "/ HTTP/2.0", agent: `a \x22quoted\x22 agent`, status: 200},
		{line: jetty("192.0.2.8", "/service/soap", 200, chrome), address: "192.0.2.8", path: "/service/soap HTTP/1.1", agent: chrome, status: 200},
		{line: jetty("2001:db8::8", "/", 500, ""), address: "2001:db8::8", path: "/ HTTP/1.1", agent: "", status: 500},
		// Quotes that jetty lets through: in the agent, in the request, in the referer.
		{line: jetty("192.0.2.8", "/", 200, `one "two" three`), address: "192.0.2.8", path: "/ HTTP/1.1", agent: `one "two" three`, status: 200},
		{line: jetty("192.0.2.8", "/", 200, `ends in "`), address: "192.0.2.8", path: "/ HTTP/1.1", agent: `ends in "`, status: 200},
		{line: jetty("192.0.2.8", `/?q="x" 9`, 200, chrome), address: "192.0.2.8", path: `/?q="x" 9 HTTP/1.1`, agent: chrome, status: 200},
		{line: strings.Replace(jetty("192.0.2.8", "/", 200, chrome), `"-"`, `"a "b" c"`, 1), address: "192.0.2.8", path: "/ HTTP/1.1", agent: chrome, status: 200},
		// The combined form, which has nothing after the agent.
		{line: strings.TrimSuffix(jetty("192.0.2.8", "/", 200, chrome), " 17\n"), address: "192.0.2.8", path: "/ HTTP/1.1", agent: chrome, status: 200},
		// No URL at all: what a scanner sends.
		{line: strings.Replace(jetty("192.0.2.8", "/", 400, "-"), "GET / HTTP/1.1", "-", 1), address: "192.0.2.8", agent: "-", status: 400},

		{line: "hello", why: noRequest},
		{line: `a "b`, why: noRequest},
		{line: `a "GET / HTTP/1.1" OK 7 "-" "x"`, why: noStatus},
		{line: `a "GET / HTTP/1.1" 200 7 -`, why: noReferer},
		{line: `a "GET / HTTP/1.1" 200 7 "-`, why: noReferer},
		{line: `a "GET / HTTP/1.1" 200 7 "-" x`, why: noAgent},
		{line: `a "GET / HTTP/1.1" 200 7 "-" "x`, why: noAgent},
	} {
		var r record
		why := r.read([]byte(strings.TrimSuffix(tt.line, "\n")))
		agent, ok := agentIn(r.tail)
		if why == "" && !ok {
			why = noAgent
		}
		if why != tt.why {
			t.Errorf("%s\nwhy %q, want %q", tt.line, why, tt.why)
			continue
		}
		path := o.pathOf(r.request)
		if why == "" && (string(r.address) != tt.address || string(path) != tt.path || string(agent) != tt.agent || r.status != tt.status) {
			t.Errorf("%s\n%q %q %q %d", tt.line, r.address, path, agent, r.status)
		}
	}
}

func TestFilters(t *testing.T) {
	log := nginx("192.0.2.1", "/", 200, chrome) + nginx("192.0.2.1", "/", 200, chrome) + nginx("192.0.2.2", "/", 200, chrome) +
		nginx("192.0.2.1", "/", 304, chrome) + nginx("127.0.0.1", "/", 200, chrome) + jetty("0:0:0:0:0:0:0:1", "/", 200, chrome) + nginx("::1", "/", 200, chrome) +
		nginx("192.0.2.1", "/zimbraAdmin/", 200, chrome) + jetty("192.0.2.1", "/service/admin/soap", 200, chrome) +
		nginx("192.0.2.1", "/", 200, "zmmailboxd/1") + nginx("192.0.2.1", "/", 200, "Some ZCB thing") + nginx("192.0.2.1", "/", 200, "curl/8.0") + nginx("192.0.2.1", "/", 200, "-") +
		nginx("192.0.2.1", "/", 200, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)") + nginx("192.0.2.1", "/", 200, "python-requests/2.32") +
		nginx("192.0.2.1", "/", 200, "DAVx5/4.4") + "broken\n\n" + nginx("192.0.2.3", "/", 200, criOS)
	r := count(t, log, Limits{})
	want := map[string]int64{reasonStatus: 1, reasonLoopback: 3, reasonAdmin: 2, reasonVendor: 3, reasonNone: 1, reasonBot: 1, reasonTool: 1, reasonSync: 1}
	if !reflect.DeepEqual(r.Filtered, want) {
		t.Errorf("%v\nwant %v", r.Filtered, want)
	}
	agents := []Agent{{chrome, 3, 2}, {criOS, 1, 1}}
	if !slices.Equal(r.Agents, agents) || r.Requests != 4 || r.Clients != 3 || r.Lines != 18 || r.Broken != 1 {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(r.BrokenAt, []Broken{{"log", 17, noRequest}}) {
		t.Errorf("%+v", r.BrokenAt)
	}
	data, err := json.Marshal(r)
	if err != nil || bytes.Contains(data, []byte("192.0.2")) {
		t.Errorf("an address in the result, %v: %s", err, data)
	}
}

func list(t *testing.T) compat.List {
	t.Helper()
	l, ds := compat.ParseList(source.NewFile("list", "chrome >= 109"))
	if ds.Err() != nil {
		t.Fatal(ds.Err())
	}
	return l
}

func count(t *testing.T, log string, limits Limits) *Result {
	t.Helper()
	c := New(limits)
	if err := c.Read(context.Background(), strings.NewReader(log), "log", nil); err != nil {
		t.Fatal(err)
	}
	return c.Result(list(t))
}

func TestView(t *testing.T) {
	log := strings.Repeat(nginx("192.0.2.1", "/", 200, chrome), 5) + nginx("192.0.2.2", "/", 200, chrome9) + nginx("192.0.2.3", "/", 200, criOS) +
		nginx("192.0.2.4", "/", 200, strings.Replace(chrome, "157", "190", 1))
	v := count(t, log, Limits{}).View
	if want := []Group{{"Chrome", 4, 8, 4}}; !slices.Equal(v.Families, want) {
		t.Errorf("%+v", v.Families)
	}
	if want := []Group{{"Chrome 157", 2, 6, 2}, {"Chrome 190", 1, 1, 1}, {"Chrome 90", 1, 1, 1}}; !slices.Equal(v.Versions, want) {
		t.Errorf("%+v", v.Versions)
	}
	if want := []Group{{"Chrome 157 (safari_ios 18.6)", 1, 1, 1}, {"Chrome 90 (chrome 90)", 1, 1, 1}}; !slices.Equal(v.Uncovered, want) || v.Covered.Requests != 6 {
		t.Errorf("%+v %+v", v.Uncovered, v.Covered)
	}
	hit := func(rule, certainty string) Group {
		for _, h := range v.Breaks {
			if h.Rule == rule && h.Certainty == certainty {
				return h.Group
			}
		}
		return Group{}
	}
	if g := hit("ios-shell-version", "certain"); g.Clients != 1 || g.Requests != 1 {
		t.Errorf("%+v", v.Breaks)
	}
	if g := hit("blink-as-safari", "certain"); g.Clients != 3 || g.Requests != 7 {
		t.Errorf("%+v", v.Breaks)
	}
}

// TestCap floods a census with agents: memory stays bounded, and no request is
// lost.
func TestCap(t *testing.T) {
	var log strings.Builder
	for i := range 5000 {
		log.WriteString(nginx("192.0.2.1", "/", 200, fmt.Sprintf("Mozilla/5.0 (X11; Linux) Flood%d/1.0", i)))
		log.WriteString(nginx("192.0.2.2", "/", 200, chrome))
	}
	r := count(t, log.String(), Limits{Agents: 100})
	if len(r.Agents) > 100 || r.Agents[0] != (Agent{chrome, 5000, 1}) {
		t.Errorf("%d agents, first %+v", len(r.Agents), r.Agents[0])
	}
	if r.Requests != 10000 || r.Others.Requests == 0 || math.Abs(float64(r.Others.Agents)/4950-1) > 0.15 || r.Others.ShortBy == 0 {
		t.Errorf("%d requests, %+v", r.Requests, r.Others)
	}
	if r = count(t, log.String(), Limits{Bytes: 10_000}); r.Requests != 10000 || len(r.Agents) > 300 {
		t.Errorf("%d requests, %d agents", r.Requests, len(r.Agents))
	}
}

// TestSketch compares with the exact number.
func TestSketch(t *testing.T) {
	for _, n := range []int{0, 1, 2, 10, 24, 25, 64, 65, 100, 300, 1000, 2500, 5000, 20000, 200000} {
		var whole, a, b sketch
		for range 3 { // again and again the same ones
			rnd := rand.New(rand.NewPCG(uint64(n), 7))
			for i := range n {
				h := hash(fmt.Appendf(nil, "10.%d.%d.%d", rnd.IntN(200), i/250%250, i%250+i/62500*1000))
				whole.add(h)
				if i%2 == 0 {
					a.add(h)
				} else {
					b.add(h)
				}
			}
		}
		a.merge(&b)
		got := whole.estimate()
		if n <= maxFew && got != int64(n) || math.Abs(float64(got)-float64(n)) > 0.05*float64(n) {
			t.Errorf("%d of %d", got, n)
		}
		if merged := a.estimate(); math.Abs(float64(merged-got)) > 0.02*float64(n) {
			t.Errorf("merged %d, whole %d", merged, got)
		}
	}
}

func compressed(t *testing.T, log string) map[string][]byte {
	t.Helper()
	var gz, zs bytes.Buffer
	w := gzip.NewWriter(&gz)
	if _, err := w.Write([]byte(log)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(log)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"plain": []byte(log), "gzip": gz.Bytes(), "two members": append(slices.Clone(gz.Bytes()), gz.Bytes()...), "zstd": zs.Bytes()}
}

func TestRead(t *testing.T) {
	log := strings.Repeat(nginx("192.0.2.1", "/", 200, chrome), 5000)
	for name, data := range compressed(t, log) {
		c := New(Limits{})
		if err := c.Read(context.Background(), bytes.NewReader(data), name, nil); err != nil {
			t.Error(err)
		}
		if want := map[bool]int64{false: 5000, true: 10000}[name == "two members"]; c.lines != want || c.agents[chrome].requests != want {
			t.Errorf("%s: %d lines", name, c.lines)
		}
		// Cut short: what came is counted, and it is said.
		if name != "plain" {
			c = New(Limits{})
			err := c.Read(context.Background(), bytes.NewReader(data[:len(data)-9]), name, nil)
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s, cut: %v", name, err)
			}
		}
	}
	for _, other := range []string{"BZh91AY", "\xfd7zXZ"} {
		if err := New(Limits{}).Read(context.Background(), strings.NewReader(other), "x", nil); err == nil {
			t.Errorf("%q is read", other)
		}
	}
	line := nginx("192.0.2.1", "/", 200, chrome)
	for size, why := range map[int]string{maxLine - 1: noRequest, maxLine: tooLong, blockSize + maxLine: tooLong, 3 * blockSize: tooLong} {
		r := count(t, line+strings.Repeat("x", size)+"\n"+line+strings.TrimSuffix(line, "\n"), Limits{})
		if r.Lines != 4 || r.Broken != 1 || r.BrokenAt[0] != (Broken{"log", 2, why}) || r.Requests != 3 {
			t.Errorf("a line of %d bytes: %+v", size, r)
		}
	}
}

func TestMerge(t *testing.T) {
	one := count(t, nginx("192.0.2.1", "/", 200, chrome)+"x\n", Limits{})
	two := count(t, strings.Repeat(nginx("192.0.2.1", "/", 200, chrome), 2)+nginx("192.0.2.9", "/", 304, criOS)+nginx("192.0.2.9", "/", 200, criOS), Limits{})
	data, err := json.Marshal(two)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadResult(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	m := Merge([]*Result{one, again}, list(t))
	if !slices.Equal(m.Agents, []Agent{{chrome, 3, 2}, {criOS, 1, 1}}) || m.Hosts != 2 || m.Lines != 6 || m.Broken != 1 || m.Filtered[reasonStatus] != 1 || m.View.Families[0].Requests != 4 {
		t.Errorf("%+v", m)
	}
	for _, bad := range []string{"", "{}", "[]", `{"form":"uacheck census 1","agents":[{"requests":-1}]}`} {
		if _, err := ReadResult(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, want := range [][]string{
		{"/l/access.log.10.gz", "/l/access.log.2.gz", "/l/access.log.1", "/l/access.log"},
		{"access_log.2026-11-24", "access_log.2026-11-25", "access_log.2026-12-01"},
		{"nginx.access.log-20261123.gz", "nginx.access.log-20261124", "nginx.access.log"},
		{"-"},
	} {
		mixed := slices.Clone(want)
		slices.Reverse(mixed)
		if len(mixed) > 2 {
			mixed[0], mixed[1] = mixed[1], mixed[0]
		}
		if got := Order(mixed); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// TestFollow writes to a log while it is followed, and rotates it in the three
// usual ways.
func TestFollow(t *testing.T) {
	for _, way := range []string{"rename", "truncate", "date"} {
		t.Run(way, func(t *testing.T) { follow(t, way) })
	}
}

func follow(t *testing.T, way string) {
	dir := t.TempDir()
	name := filepath.Join(dir, map[string]string{"rename": "access.log", "truncate": "access.log", "date": "access_log.2026-11-24"}[way])
	write := func(name, text string, flag int) {
		t.Helper()
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|flag, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil || f.Close() != nil {
			t.Fatal(err)
		}
	}
	line := nginx("192.0.2.1", "/", 200, chrome)
	write(name, line, 0)
	c := New(Limits{})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ticks, done := make(chan int64), make(chan error, 1)
	go func() {
		done <- c.Follow(ctx, name, func() {
			select {
			case ticks <- c.lines:
			case <-ctx.Done():
			}
		})
	}()
	until := func(want int64) {
		t.Helper()
		for deadline := time.After(20 * time.Second); ; {
			select {
			case got := <-ticks:
				if got == want {
					return
				}
			case err := <-done:
				t.Fatalf("ended: %v", err)
			case <-deadline:
				t.Fatalf("%d lines never came", want)
			}
		}
	}
	until(1)
	// An incomplete line is not counted until it is complete.
	write(name, line+line[:40], os.O_APPEND)
	until(2)
	write(name, line[40:], os.O_APPEND)
	until(3)
	switch way {
	case "rename":
		if err := os.Rename(name, name+".1"); err != nil {
			t.Fatal(err)
		}
		write(name+".1", line, os.O_APPEND)
		write(name, line, 0)
	case "truncate":
		write(name, "", os.O_TRUNC)
		until(3)
		write(name, line+line, os.O_APPEND)
	case "date":
		write(name, line, os.O_APPEND)
		write(filepath.Join(dir, "access_log.2026-11-25"), line, 0)
	}
	until(5)
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// FuzzLine checks that any line is parsed or reported broken, and that every
// part of the result comes from the line.
func FuzzLine(f *testing.F) {
	for _, s := range []string{nginx("192.0.2.1", "/", 200, chrome), jetty("::1", "/", 200, `a "b" c`), "", `"`, `"" 200 "" ""`, `x "a" 200 1 "b" "c" "`, "\\x2\\x22", `" 200  "" "" "`, strings.Repeat(jetty("1", "/", 200, strings.Repeat(`a"`, 90)), 2)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line = bytes.ReplaceAll(line, []byte("\n"), nil)
		var r record
		why := r.read(line)
		agent, _ := agentIn(r.tail)
		if why == "" && (!bytes.Contains(line, agent) || !bytes.Contains(line, r.address) || !bytes.Contains(line, new(origin).pathOf(r.request)) || r.status < 0 || r.status > 999) {
			t.Errorf("%q: %+v", line, r)
		}
		p, tally := &parser{layout: &Layout{}}, &tally{}
		for i := range 3 {
			p.line(append(line, byte('0'+i)), tally)
		}
		// The last agent of a fingerprint is tried first, which must not change the
		// result.
		for _, end := range []string{"", "0", `" "`, `"`, ""} {
			tail := append(slices.Clone(r.tail), end...)
			agent, ok := agentIn(tail)
			if a := p.agent(tail); ok != (a != nil) || ok && a.text != string(agent) {
				t.Errorf("%q: %+v, want %q", tail, a, agent)
			}
		}
		if text := unescape(string(agent)); len(text) > len(agent) {
			t.Errorf("%q became longer", agent)
		}
	})
}

// trickle reads as many bytes at once as a seed says.
type trickle struct {
	io.Reader
	sizes *rand.Rand
}

func (r trickle) Read(p []byte) (int, error) {
	return r.Reader.Read(p[:min(len(p), 1+r.sizes.IntN(300))])
}

// TestBlocks checks that the counts do not depend on how the log is split into
// blocks, even with agents beyond the limit.
func TestBlocks(t *testing.T) {
	var log strings.Builder
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		agent := fmt.Sprintf("%s shell/%d", chrome[:rnd.IntN(len(chrome))], int(rnd.ExpFloat64()*40))
		log.WriteString(nginx(fmt.Sprintf("192.0.2.%d", rnd.IntN(250)), "/", 200, agent))
		if rnd.IntN(50) == 0 {
			log.WriteString("broken\n\n")
		}
	}
	want := count(t, log.String(), Limits{Agents: 100})
	if want.Others.Requests == 0 || want.Broken == 0 {
		t.Fatalf("nothing is beyond the cap: %+v", want)
	}
	for seed := range uint64(20) {
		c := New(Limits{Agents: 100})
		if err := c.Read(context.Background(), trickle{strings.NewReader(log.String()), rand.New(rand.NewPCG(seed, 3))}, "log", nil); err != nil {
			t.Fatal(err)
		}
		if got := c.Result(list(t)); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: %+v\nwant %+v", seed, got, want)
		}
	}
}

// FuzzRead checks that Read accepts any stream.
func FuzzRead(f *testing.F) {
	f.Add([]byte(nginx("192.0.2.1", "/", 200, chrome)))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := New(Limits{})
		if err := c.Read(context.Background(), bytes.NewReader(data), "f", nil); err == nil && c.lines > int64(len(data))*1100+1 {
			t.Errorf("%d lines of %d bytes", c.lines, len(data))
		}
	})
}

func FuzzReadResult(f *testing.F) {
	f.Add([]byte(`{"form":"uacheck census 1","agents":[{"userAgent":"x","requests":1,"clients":1}],"brokenAt":[{"file":"a","line":1,"why":"b"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := ReadResult(bytes.NewReader(data)); err == nil {
			var b bytes.Buffer
			if err := Merge([]*Result{r, r}, nil).WriteText(&b, 3); err != nil {
				t.Error(err)
			}
		}
	})
}

// BenchmarkRead reads a log from memory; the throughput is of one core.
func BenchmarkRead(b *testing.B) {
	var log bytes.Buffer
	for i := range 100_000 {
		log.WriteString(nginx(fmt.Sprintf("10.0.%d.%d", i/250%250, i%250), "/service/soap/SearchRequest", 200, strings.Replace(chrome, "157", fmt.Sprint(100+i%58), 1)))
	}
	b.SetBytes(int64(log.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := New(Limits{}).Read(context.Background(), bytes.NewReader(log.Bytes()), "log", nil); err != nil {
			b.Fatal(err)
		}
	}
}
