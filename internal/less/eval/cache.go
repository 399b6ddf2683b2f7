package eval

import (
	"sync"

	"skinbuild/internal/less/syntax"
	"skinbuild/internal/source"
)

// A Cache keeps parsed files, so that several compilations parse a file they share
// once. It is safe for concurrent use. A file whose text has changed is parsed
// anew.
type Cache struct {
	mu    sync.Mutex
	files map[string]*cachedFile
}

type cachedFile struct {
	once   sync.Once
	text   string
	result *syntax.Result
}

// parse returns the parsed text, whose nodes may take that many bytes of memory. A nil
// Cache parses every time, into the arena.
func (c *Cache) parse(name, text string, memory int, arena *syntax.Arena) *syntax.Result {
	if c == nil {
		return syntax.ParseWithin(source.NewFile(name, text), memory, arena)
	}
	c.mu.Lock()
	f := c.files[name]
	if f == nil || f.text != text {
		f = &cachedFile{text: text}
		if c.files == nil {
			c.files = map[string]*cachedFile{}
		}
		c.files[name] = f
	}
	c.mu.Unlock()
	f.once.Do(func() { f.result = syntax.ParseWithin(source.NewFile(name, text), memory, &syntax.Arena{}) })
	return f.result
}
