package preview

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"skinbuild/internal/tree"
)

// TestListenersAreBounded opens 1,000 streams of events: 100 are served, the others are
// refused at once, and pages are still answered.
func TestListenersAreBounded(t *testing.T) {
	site := &Site{}
	site.Show(http.NotFoundHandler(), tree.Tree{})
	server := httptest.NewServer(site)
	defer server.Close()
	defer server.CloseClientConnections() // else Close waits for the streams
	counts := map[int]int{}
	for range 1000 {
		resp, err := http.Get(server.URL + eventsPath)
		if err != nil {
			t.Fatal(err)
		}
		counts[resp.StatusCode]++
		if resp.StatusCode != http.StatusOK {
			resp.Body.Close()
		}
	}
	if counts[http.StatusOK] != maxListeners || counts[http.StatusServiceUnavailable] != 1000-maxListeners {
		t.Errorf("%v", counts)
	}
	resp, err := http.Get(server.URL + scriptPath)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("the script: %v", err)
	}
	resp.Body.Close()
}
