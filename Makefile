GO ?= go

# Build both tools into bin/. -trimpath keeps the path of the checkout out of them.
build:
	$(GO) build -trimpath -o bin/ ./cmd/...

# Install what is missing and do the main job on the embedded default project.
run: build
	bin/skinbuild --version

# Install what is missing and pass every test, browsers included.
test: setup check
	$(GO) test ./...

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
	$(GO) run ./internal/compat/generate

# Make the pages of docs/ that are made from the code.
docs: build
	mkdir -p docs/commands
	bin/skinbuild manual >docs/commands/skinbuild.md
	bin/uacheck manual >docs/commands/uacheck.md
	UPDATE_DOCS=1 $(GO) test -count=1 -run Docs ./internal/project

# Everything that a build or a test made inside the checkout.
clean:
	rm -rf bin dist

.PHONY: build run test check setup bench data docs clean
