GO ?= go
SHELL := bash
FUZZTIME ?= 30s
FUZZSEED ?= 1

# The tests print as go test does, and then which of them were not run.
TEST = set -o pipefail; $(GO) build -C tools -o ../bin/testsummary ./testsummary && $(GO) test -json

# Build both tools into bin/. -trimpath keeps the path of the checkout out of them.
build:
	$(GO) build -trimpath -o bin/ ./cmd/...

# Build the default project, and look at its pages in Chromium as three browsers.
run: build
	tools/setup run
	bin/skinbuild build --webapp :reference
	bin/uacheck run --skin synacor --agent chrome --agent firefox --agent safari --format html -o dist/report.html
	@echo "dist/report.html shows what the browsers made of it; dist/webapp is what was built"

# Build, vet, and run the tests without browsers and Java: under a minute.
quick:
	$(GO) build ./...
	$(GO) vet ./...
	@$(TEST) -short ./... | bin/testsummary

# Install what is missing and run every test, browsers included. Most tests with browsers wait
# for pages, so more of them run at once than there are processors.
test: setup check
	@$(TEST) -timeout 30m -parallel 4 ./... | bin/testsummary

# Run each fuzz target for FUZZTIME (default 30s).
fuzz:
	@grep -rl --include='*_test.go' '^func Fuzz' cmd internal | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' "$$file"); do \
			echo "$$target in $$(dirname "$$file")"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" </dev/null || exit 1; \
		done; \
	done

# Compile generated style sheets and compare with less.js, for FUZZTIME from seed FUZZSEED.
fuzz-less: setup
	FUZZLESS=$(FUZZTIME) FUZZSEED=$(FUZZSEED) $(GO) test -count=1 -timeout 0 -v -run 'TestPrograms$$' ./internal/less

# Fetch what the conformance tests compare with from its repositories.
reference:
	tools/reference

# Compile every real project in every form, and compare with less.js itself.
corpora: setup
	CORPORA=all $(GO) test -count=1 -timeout 30m -v -run 'TestCorpora' ./internal/less

# Play the whole story, on the reference webapp; with ZIMBRA_TREES=DIR also on real ones.
e2e: setup
	$(GO) test -count=1 -v ./e2e

# Try every command of both tools on every kind of bad input, and print the matrix.
# KINDS=nested,text-15MB tries only these kinds.
badinput:
	BADINPUT=$(or $(KINDS),all) $(GO) test -count=1 -timeout 120m -v -run 'TestBadInput$$' ./cmd/... | grep -v ' cells$$'

# Write the archives of a release to dist/release: the same bytes on every machine.
dist: setup
	cd tools/dist && $(GO) run . -out dist/release

# Check cheaply: formatting, vet (for Windows too), staticcheck (pinned in tools/go.mod), tidy modules.
check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	$(GO) mod tidy -diff

# Run the tests without browsers and Java with the race detector, one package after the other.
race:
	$(GO) test -race -short -p 1 -timeout 60m ./...

# Look up known vulnerabilities of the modules; say so if their database cannot be reached.
vulncheck:
	@out=$$(mktemp); $(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./... >"$$out" 2>&1; code=$$?; cat "$$out"; \
	if grep -qE 'fetching vulnerabilities|dial tcp|no such host' "$$out"; then echo "not run: the database cannot be reached"; code=0; fi; \
	rm -f "$$out"; exit $$code

# Install what the tests need and this machine lacks: Debian and npm packages.
setup:
	tools/setup

# Run the benchmarks; bench/README.md says how peers are compared.
bench:
	$(GO) test -run '^$$' -bench . ./internal/...
	$(GO) run ./bench/limits

# Take the browser data from the npm package that bench/package.json pins.
data:
	$(GO) run ./internal/agents/compat/generate

# List the newer versions of direct dependencies: Go modules, then npm packages.
outdated:
	@for dir in . tools; do (cd $$dir && $(GO) list -m -u -f '{{if and .Update (not .Indirect)}}{{.Path}} {{.Version}} -> {{.Update.Version}}{{end}}' all); done
	@for dir in . bench; do npm --prefix $$dir outdated || test $$? -eq 1; done

# Give the module the path of your repository: make rename MODULE=github.com/acme/skinbuild.
rename:
	@tools/rename "$(MODULE)"

# Make every file system call of the commands that write to a server fail in every way, and
# put every fault into a built webapp. FAULT_ENGINES=firefox,webkit chooses the browsers.
faults:
	FAULTS=all $(GO) test -count=1 -timeout 60m -v -run TestFaults ./internal/deploy
	FAULTS=all $(GO) test -count=1 -timeout 60m -v -run 'TestFaults|TestClean' ./cmd/uacheck

# Renew every file that is made from the code: pages, tables, schema, pictures.
golden: build
	mkdir -p docs/commands
	bin/skinbuild manual >docs/commands/skinbuild.md
	bin/uacheck manual >docs/commands/uacheck.md
	bin/skinbuild fixes --format markdown >docs/fixes.md
	UPDATE_DOCS=1 $(GO) test -count=1 -run 'TestImports|Docs|TestMixinsPage' . ./internal/project ./internal/skins/compile
ifdef ZIMBRA_TREES
	UPDATE_NEEDS=1 $(GO) test -count=1 -run TestNeedsTable ./internal/project/scripts
	$(GO) test -count=1 -run TestStockFindings ./internal/skins/lint -update
	$(GO) test -count=1 -timeout 30m -run TestPictures ./skins -update
else
	@echo "needs.tsv, docs/stock-skins.md and docs/pictures were left: they need ZIMBRA_TREES"
endif
	@echo "changed:"; git status --short docs

# Remove what builds and tests made inside the checkout.
clean:
	rm -rf bin dist

# List the targets.
help:
	@awk '/^# / { if (!text) text = substr($$0, 3) } /^[a-z0-9-]+:/ { sub(/:.*/, ""); printf "  make %-10s %s\n", $$0, text } !/^#/ { text = "" }' Makefile

.PHONY: badinput corpora fuzz-less faults build run quick test fuzz reference e2e dist check setup bench data outdated golden rename clean help
