package strip

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// page reads the classes and ids of a page's elements.
func (m *Mentions) page(name, text string) error {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		return nil // its words have been read
	}
	doc.Find("[class], [id]").Each(func(_ int, s *goquery.Selection) {
		tag := goquery.NodeName(s)
		if id, ok := s.Attr("id"); ok {
			m.element(id, "the id of <"+tag+"> in "+name)
		}
		class, _ := s.Attr("class")
		for _, c := range strings.Fields(class) {
			m.element(c, "a class of <"+tag+"> in "+name)
		}
	})
	return nil
}

func (m *Mentions) element(name, what string) {
	if m.elements[name] == "" {
		m.elements[name] = what
	}
}
