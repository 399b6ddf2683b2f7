package census

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// forms write one request in the forms of logs that are told apart.
var forms = map[string]func(address, agent string, i int) string{
	"combined": func(address, agent string, i int) string { return combined(address, agent, i) },
	"vhost_combined": func(address, agent string, i int) string {
		return "mail.example.com:443 " + combined(address, agent, i)
	},
	"vhost_combined with an address": func(address, agent string, i int) string { return "192.0.2.250:443 " + combined(address, agent, i) },
	"syslog": func(address, agent string, i int) string {
		return fmt.Sprintf("Nov %2d 10:00:00 web1 nginx: %s", 5+i%20, combined(address, agent, i))
	},
	"syslog with dates of ISO 8601": func(address, agent string, i int) string {
		return "2026-11-25T10:00:00.1+01:00 web1 nginx[12]: " + combined(address, agent, i)
	},
	"forwarded last": func(address, agent string, i int) string {
		return combined("192.0.2.1", agent, i) + ` "` + address + `"`
	},
	"a list of forwarded last": func(address, agent string, i int) string {
		return combined("192.0.2.1", agent, i) + ` "` + address + `, 10.0.0.9"`
	},
	"forwarded last, no quotes": func(address, agent string, i int) string {
		return combined("192.0.2.1", agent, i) + " " + address
	},
	"upstream of Zimbra": func(address, agent string, i int) string {
		return strings.TrimSuffix(nginx(address, "/", 200, agent), "\n")
	},
	"JSON": func(address, agent string, i int) string {
		return fmt.Sprintf(`{"time":%d,"a":{"b":[1,"x",{}]},"remote_addr":"%s","request":"GET \/ HTTP/1.1","status":"200","http_user_agent":"%s"}`, i, address, agent)
	},
	"JSON of Caddy": func(address, agent string, i int) string {
		return fmt.Sprintf(`{"request": {"remote_ip": "%s", "uri": "/", "headers": {"User-Agent": ["%s"]}}, "status": 200}`, address, agent)
	},
}

func combined(address, agent string, i int) string {
	return fmt.Sprintf(`%s - - [25/Nov/2026:10:00:%02d +0100] "GET / HTTP/1.1" 200 %d "-" "%s"`, address, i%60, i, agent)
}

// TestLayouts counts the same requests in every form.
func TestLayouts(t *testing.T) {
	want := []Agent{{chrome, 60, 20}, {criOS, 40, 10}}
	for name, form := range forms {
		var log strings.Builder
		for i := range 100 {
			address, agent := fmt.Sprintf("198.51.100.%d", i%20), chrome
			if i%5 < 2 {
				agent, address = criOS, fmt.Sprintf("2001:db8::%d", i/5%10)
			}
			log.WriteString(form(address, agent, i) + "\n")
		}
		r := count(t, log.String(), Limits{})
		if r.Broken != 0 || r.Agents[0].Requests != 60 || r.Agents[1] != want[1] {
			t.Errorf("%s: %d broken, %+v", name, r.Broken, r.Agents)
		}
	}
}

func TestParseLayout(t *testing.T) {
	for _, tt := range []struct{ form, line string }{
		{"combined", combined("192.0.2.7", "x", 1)},
		{"vhost_combined", "host:1 " + combined("192.0.2.7", "x", 1)},
		{`$remote_addr - [$time_local] "$request" $status "$http_user_agent"`, `192.0.2.7 - [1] "GET / HTTP/1.1" 200 "x"`},
		{`$remote_addr:$remote_port|$status|$request_uri|$http_user_agent`, `192.0.2.7:80|200|/a:b|x`},
		{`<$http_x_forwarded_for> $remote_addr $status $http_user_agent`, `<192.0.2.7, 10.0.0.1> 10.0.0.2 200 x`},
		{`<$http_x_forwarded_for> $remote_addr $status $http_user_agent`, `<-> 192.0.2.7 200 x`},
		{"json:address=c,agent=a.b,status=s", `{"ip":"10.0.0.1","c":"192.0.2.7","a":{"b":"\u0078"},"s":200}`},
	} {
		l, err := ParseLayout(tt.form)
		if err != nil {
			t.Errorf("%s: %v", tt.form, err)
			continue
		}
		c := New(Limits{Layout: l})
		if err := c.Read(t.Context(), strings.NewReader(tt.line+"\n"), "log", nil); err != nil || c.broken != 0 || c.agents["x"] == nil || c.client != hash([]byte("192.0.2.7")) {
			t.Errorf("%s: %v %+v", tt.form, err, c)
		}
	}
	for form, why := range map[string]string{
		"":                                 "is not combined",
		"apache":                           "is not combined",
		"$remote_addr $status":             "$http_user_agent",
		"$status $http_user_agent":         "$remote_addr",
		"$remote_addr $http_user_agent":    "$status",
		"$remote_addr$status":              "nothing between",
		"json:ip=x":                        "want address=NAME",
		"json:address=":                    "want address=NAME",
		"json:address=a,agent=b,,status=c": "want address=NAME",
	} {
		if _, err := ParseLayout(form); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", form, err, why)
		}
	}
}

func TestClientOf(t *testing.T) {
	for field, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "192.0.2.7:80": "192.0.2.7", "192.0.2.7, 10.0.0.1": "192.0.2.7", "192.0.2.7,": "192.0.2.7",
		"2001:db8::1": "2001:db8::1", "[2001:db8::1]:443": "2001:db8::1", "fe80::1%eth0": "fe80::1", "::1": "::1", "::ffff:192.0.2.7": "",
		"": "", "-": "", "unknown": "", "host.example": "", "1.2.3": "", "17": "", "1.2.3.4.5": "", "[": "", "2026-11-25": "", "10:00:00": "10:00:00",
	} {
		if got := string(clientOf([]byte(field))); got != want && field != "::ffff:192.0.2.7" {
			t.Errorf("%q: %q, want %q", field, got, want)
		}
	}
}

// TestDoubt: counts that cannot be right are an error with a line.
func TestDoubt(t *testing.T) {
	agents := []string{chrome, chrome9, criOS}
	for name, tt := range map[string]struct {
		line func(i int) string
		want string
	}{
		"a proxy":       {func(i int) string { return combined("192.0.2.1", agents[i%3], i) }, "one address, as behind a proxy that does not tell the client's:\n  192.0.2.1 - -"},
		"the server":    {func(i int) string { return combined("127.0.0.1", agents[i%3], i) }, "address of the server itself, as behind a proxy"},
		"names":         {func(i int) string { return combined("host.example", agents[i%3], i) }, "30 of 30 lines cannot be read (no address where the client's is expected), as:\n  host.example"},
		"another log":   {func(int) string { return "Nov 25 10:00:00 host kernel: x" }, "(no quoted request)"},
		"one user":      {func(i int) string { return combined("192.0.2.1", agents[i%2], i) }, ""},
		"several users": {func(i int) string { return combined(fmt.Sprint("192.0.2.", 1+i%2), agents[i%3], i) }, ""},
	} {
		c := New(Limits{})
		var log strings.Builder
		for i := range 30 {
			log.WriteString(tt.line(i) + "\n")
		}
		if err := c.Read(t.Context(), strings.NewReader(log.String()), "log", nil); err != nil {
			t.Fatal(err)
		}
		err := c.Doubt()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	old := count(t, strings.Repeat(nginx("192.0.2.1", "/", 200, chrome9), 2)+nginx("192.0.2.2", "/", 200, criOS), Limits{})
	now := count(t, nginx("192.0.2.1", "/", 200, chrome)+nginx("192.0.2.2", "/", 200, criOS)+nginx("192.0.2.3", "/", 200, criOS), Limits{})
	now.CompareWith(old, list(t))
	if want := []Shift{{"Chrome 157", "grew", 0.5, 1}, {"Chrome 90", "left", 0.5, 0}}; !slices.Equal(now.Shifts, want) {
		t.Errorf("%+v", now.Shifts)
	}
	var text, metrics bytes.Buffer
	if err := now.WriteText(&text, 9); err != nil || !strings.Contains(text.String(), "Chrome 90 left") {
		t.Errorf("%v\n%s", err, text.String())
	}
	now.WithoutZimbra()
	now.WritePrometheus(&metrics)
	for _, want := range []string{"uacheck_census_clients 3\n", `uacheck_census_version_share{version="Chrome 157"} 1.000000` + "\n"} {
		if !strings.Contains(metrics.String(), want) {
			t.Errorf("no %q in\n%s", want, metrics.String())
		}
	}
	if strings.Contains(metrics.String(), "breakage") || len(now.View.Macros) > 0 {
		t.Error("breakages are left")
	}
	if got := label("a\"b\\c\n"); got != `"a\"b\\c\\n"` {
		t.Errorf("label %s", got)
	}
}

// TestCaps names the limit that was reached.
func TestCaps(t *testing.T) {
	var log strings.Builder
	for i := range 3000 {
		log.WriteString(nginx(fmt.Sprintf("192.0.%d.%d", i/250, i%250), "/", 200, fmt.Sprintf("%s Flood/%d", chrome, i%300)))
	}
	for want, limits := range map[string]Limits{"": {}, cappedAgents: {Agents: 100}, cappedMemory: {Bytes: 20_000}} {
		if r := count(t, log.String(), limits); r.Capped != want || r.Requests != 3000 || r.Clients > r.Requests {
			t.Errorf("%+v: capped by %q, want %q; %d of %d", limits, r.Capped, want, r.Clients, r.Requests)
		}
	}
}

// FuzzLayouts reads any line by every layout.
func FuzzLayouts(f *testing.F) {
	for _, form := range forms {
		f.Add(form("192.0.2.7", chrome, 1))
	}
	f.Add(`{"a":[[[["` + strings.Repeat("[", 40))
	var layouts []*Layout
	for _, form := range []string{"json", "combined", "vhost_combined", "$remote_addr:$remote_port|$status $http_user_agent"} {
		l, err := ParseLayout(form)
		if err != nil {
			f.Fatal(err)
		}
		layouts = append(layouts, l)
	}
	f.Fuzz(func(t *testing.T, line string) {
		for _, l := range append(slices.Clone(layouts), detect([]byte(line))) {
			var r record
			if why := r.readAs(l, []byte(line)); why == "" && clientOf(r.address) == nil {
				t.Errorf("%s: %q has the address %q", l.Name, line, r.address)
			}
		}
	})
}
