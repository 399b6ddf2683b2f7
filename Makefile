GO ?= go

# Build both tools into bin/. -trimpath keeps the path of the checkout out of them.
build:
	$(GO) build -trimpath -o bin/ ./cmd/...

# Install what is missing, build the default project on the reference webapp, and
# look at its pages in a browser as three of them.
run: build
	tools/setup run
	bin/skinbuild build --webapp :reference
	bin/uacheck run --skin synacor --agents chrome,firefox,safari --html dist/report.html
	@echo "dist/report.html shows what the browsers made of it; dist/webapp is what was built"

# Install what is missing and pass every test, browsers included.
test: setup check
	$(GO) test ./...

# The whole story, on the reference webapp; with ZIMBRA_TREES=DIR also on real ones.
e2e: setup
	$(GO) test -count=1 -v ./e2e

# The archives of a release, in dist/release: the same bytes wherever they are made.
dist: setup
	cd tools/dist && $(GO) run . -out dist/release

# The cheap checks: formatting, vet, staticcheck (pinned in tools/go.mod), tidy modules.
check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	$(GO) mod tidy -diff

# What the tests need and this machine lacks: Debian and npm packages.
setup:
	tools/setup

# Benchmarks of the packages; bench/README.md tells how peers are compared.
bench:
	$(GO) test -run '^$$' -bench . ./internal/...

# Take over the browser data that npm has installed (bench/package.json says which version).
data:
	$(GO) run ./internal/agents/compat/generate

# List the newer versions of direct dependencies: Go modules, then npm packages.
outdated:
	@for dir in . tools; do (cd $$dir && $(GO) list -m -u -f '{{if and .Update (not .Indirect)}}{{.Path}} {{.Version}} -> {{.Update.Version}}{{end}}' all); done
	@for dir in . bench; do npm --prefix $$dir outdated || test $$? -eq 1; done

# Make the pages of docs/ that are made from the code.
docs: build
	mkdir -p docs/commands
	bin/skinbuild manual >docs/commands/skinbuild.md
	bin/uacheck manual >docs/commands/uacheck.md
	UPDATE_DOCS=1 $(GO) test -count=1 -run Docs ./internal/project

# Everything that a build or a test made inside the checkout.
clean:
	rm -rf bin dist

.PHONY: build run test e2e dist check setup bench data outdated docs clean
