// Command accesslog writes an access log of any size, always the same for the same
// flags, to measure uacheck census with.
//
//	go run ./bench/accesslog -size 1000000000 -o access.log
//
// A few User-Agents make most of the requests and thousands make few, as in a real
// log: the n-th most frequent comes with a share of n to the power of -1.3.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"sort"
	"strings"

	"skinbuild/internal/agents/ua"
)

func main() {
	size := flag.Int64("size", 1_000_000_000, "bytes to write")
	distinct := flag.Int("agents", 3249, "distinct User-Agents")
	format := flag.String("format", "nginx", "nginx or jetty")
	output := flag.String("o", "", "file to write; by default stdout")
	flag.Parse()
	if err := run(*size, *distinct, *format, *output); err != nil {
		fmt.Fprintln(os.Stderr, "accesslog:", err)
		os.Exit(1)
	}
}

func run(size int64, distinct int, format, output string) error {
	var w io.Writer = os.Stdout
	if output != "" {
		f, err := os.Create(output)
		if err != nil {
			return err
		}
		defer f.Close()
		w = f
	}
	out := bufio.NewWriterSize(w, 1<<20)
	l := newLog(distinct, format)
	var line []byte
	for written := int64(0); written < size; written += int64(len(line)) {
		line = l.line(line[:0])
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

type log struct {
	rand   *rand.Rand
	agents []string
	shares []float64 // of the agents up to that one
	jetty  bool
	second int
}

func newLog(distinct int, format string) *log {
	l := &log{rand: rand.New(rand.NewPCG(1, 2)), jetty: format == "jetty"}
	l.agents = agents(l.rand, distinct)
	sum := 0.0
	for i := range l.agents {
		sum += math.Pow(float64(i+1), -1.3)
		l.shares = append(l.shares, sum)
	}
	return l
}

// agents returns as many different texts as asked for: every supported browser in
// many versions first, then phones by model, programs and bots.
func agents(r *rand.Rand, distinct int) []string {
	seen := map[string]bool{}
	var list []string
	add := func(s string) {
		if !seen[s] && len(list) < distinct {
			seen[s] = true
			list = append(list, s)
		}
	}
	for _, b := range ua.Supported() {
		add(b.UserAgent)
	}
	for _, s := range []string{"zm-client/9.0", "ZCS/8.8.15", "curl/8.5.0", "-", "Zimbra Desktop ZCB/1.0",
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"} {
		add(s)
	}
	for len(list) < distinct {
		keys := ua.Supported()
		b := keys[r.IntN(len(keys))]
		version := fmt.Sprint(100 + r.IntN(58))
		if strings.HasPrefix(b.Key, "safari") || b.Key == "ipad" {
			version = fmt.Sprintf("%d.%d", 13+r.IntN(15), r.IntN(7))
		}
		if at, ok := ua.Find(b.Key + "@" + version); ok {
			add(at.UserAgent)
		}
		major, build := 80+r.IntN(78), r.IntN(6000)
		add(fmt.Sprintf("Mozilla/5.0 (Linux; Android %d; SM-%c%d%c) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.%d.%d Mobile Safari/537.36",
			8+r.IntN(8), 'A'+rune(r.IntN(26)), 100+r.IntN(900), 'A'+rune(r.IntN(26)), major, build, r.IntN(200)))
		add(fmt.Sprintf("Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/%d.0.%d.%d Mobile/15E148 Safari/604.1",
			14+r.IntN(5), r.IntN(7), major, build, r.IntN(200)))
	}
	return list
}

var (
	paths    = []string{"/service/soap/SearchRequest", "/service/soap/NoOpRequest", "/zimbra/", "/zimbra/js/zimbraMail.js?v=250101", "/zimbra/css/common,dwt,msgview,login,zm,spellcheck,skin.css?skin=harmony", "/service/home/~/?auth=co&id=257&part=2", "/zimbraAdmin/", "/zimbra/img/large.png"}
	statuses = []int{200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 304, 304, 401, 404}
)

// line appends one line.
func (l *log) line(b []byte) []byte {
	l.second += l.rand.IntN(2)
	i := sort.SearchFloat64s(l.shares, l.rand.Float64()*l.shares[len(l.shares)-1])
	agent := l.agents[min(i, len(l.agents)-1)]
	// An agent has its own users: the more frequent, the more.
	user := l.rand.IntN(1 + 20000/(1+i))
	address := fmt.Sprintf("10.%d.%d.%d", i%200, user/250, 1+user%250)
	date := fmt.Sprintf("%02d/Nov/2026:%02d:%02d:%02d +0100", 1+l.second/86400%30, l.second/3600%24, l.second/60%60, l.second%60)
	path, status := paths[l.rand.IntN(len(paths))], statuses[l.rand.IntN(len(statuses))]
	if l.jetty {
		return fmt.Appendf(b, "%s -  - [%s] \"POST %s HTTP/1.1\" %d %d \"https://mail.example.com/zimbra/\" \"%s\" %d\n",
			address, date, path, status, l.rand.IntN(90000), agent, l.rand.IntN(500))
	}
	return fmt.Appendf(b, "%s:%d - - [%s]  \"POST https://mail.example.com%s HTTP/2.0\" %d %d \"https://mail.example.com/zimbra/\" \"%s\" \"127.0.0.1:8443\" \"10.0.0.5:443\"\n",
		address, 1024+l.rand.IntN(60000), date, path, status, l.rand.IntN(90000), agent)
}
