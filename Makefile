SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

GO ?= go
ARGS ?=
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
export GOFLAGS := -buildvcs=false $(filter-out -buildvcs=%,$(GOFLAGS))

# modernc.org/sqlite works with exactly the libc that it was made with.
LIBC := v1.77.1
LINTER := bin/golangci-lint
MODULES := node_modules/.package-lock.json
ASSETS := web/static/vendor/icons.svg
REPORT := bin/testreport
HTMX_CHECK := node_modules/htmx.org/dist/scripts/upgrade-check.py

CHAOS := bin/chaos bin/panel-chaos
MISTAKES := retry quiet keepalive
CHAOS_ON = $(if $(POSTGRES),scripts/with-postgres.sh bash -c 'exec bin/chaos -postgres "$$PANEL_TEST_POSTGRES_URL" "$$@"' chaos,bin/chaos)

# The packages that a run without a single test would be silent about.
QUICK := tangelo/internal/architecture,tangelo/internal/db,tangelo/internal/panel

.PHONY: help demo test check verify lint fmt generate fresh modules assets chaos chaos-short chaos-planted bench dev build clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## a working shop with invented data on 127.0.0.1; ARGS="--addr … --data … --database …"
	exec bin/panel demo $(ARGS)

test: setup-browser setup-postgres assets $(REPORT) $(CHAOS) ## every test, the browser ones and a short bad day on both databases too
	scripts/with-postgres.sh $(MAKE) --no-print-directory quick browser bad-day

check: setup-postgres assets $(REPORT) ## the quick suite: every test that needs no browser, on both databases
	scripts/with-postgres.sh $(MAKE) --no-print-directory quick

verify: setup-race setup-git setup-postgres assets lint fresh modules $(REPORT) $(CHAOS) ## all a change must pass: lint, generated code, modules, quick suite with the race detector, a short bad day of two panels
	scripts/with-postgres.sh $(MAKE) --no-print-directory quick two-panels RACE=-race

# These are called by the targets above, which prepare what they need.
.PHONY: quick browser bad-day two-panels
quick:
	$(GO) test -json -timeout 30m -parallel 8 $(RACE) ./... | $(REPORT) -require $(QUICK)

browser:
	$(GO) test -json -timeout 30m -count 1 -p 1 -tags browser ./e2e/... | $(REPORT) -require tangelo/e2e

bad-day:
	bin/chaos
	bin/chaos -postgres "$$PANEL_TEST_POSTGRES_URL"

two-panels:
	bin/chaos -postgres "$$PANEL_TEST_POSTGRES_URL" -panels 2

lint: $(LINTER) setup-npm $(MODULES) setup-python ## golangci-lint and the htmx check
	$(LINTER) run ./...
	@python3 $(HTMX_CHECK) --ext .templ $(wildcard web/templates web/gallery) >bin/htmx.log 2>&1 || { cat bin/htmx.log; exit 1; }

fmt: $(LINTER) ## format Go code and order its imports
	$(LINTER) fmt ./...

generate: setup-go ## Go code from the templates, docs/vendors from the declarations
	$(GO) tool templ generate
	$(GO) run ./scripts/vendordocs

fresh: setup-go setup-git ## generated code is what the templates say, and committed
	scripts/fresh.sh $(GO) tool templ generate -log-level error

modules: setup-go ## go.mod and go.sum are complete and unaltered
	$(GO) mod verify
	$(GO) mod tidy -diff
	@libc=$$($(GO) list -m -f '{{.Version}}' modernc.org/libc); [ "$$libc" = $(LIBC) ] || \
		{ echo "modernc.org/libc is $$libc, but modernc.org/sqlite needs $(LIBC)"; exit 1; }

assets: $(ASSETS) ## the scripts and icons that browsers load, from npm

chaos: $(CHAOS) ## 100,000 orders on a bad day: nothing twice, nothing lost; POSTGRES=1, ARGS="-seed … -panels …"
	@$(CHAOS_ON) -orders 100000 -kills 200 -patience 10m $(ARGS)

chaos-short: $(CHAOS) ## the same with 5,000 orders; POSTGRES=1
	@$(CHAOS_ON) $(ARGS)

# "claims" does no harm where one panel runs alone.
chaos-planted: $(CHAOS) ## mistakes that are planted on purpose: each must turn the run red; POSTGRES=1 has one more
	@for mistake in $(MISTAKES) $(if $(POSTGRES),"claims -panels 2"); do echo "planted: $$mistake"; status=0; \
		$(CHAOS_ON) -orders 1500 -kills 6 -late 0.05 -plant $$mistake $(ARGS) || status=$$?; \
		[ $$status = 1 ] || { echo "planted mistake $$mistake: exit code $$status, want 1"; exit 1; }; done

bench: setup-postgres assets ## figures: page times, start, memory
	scripts/with-postgres.sh $(GO) test -run '^$$' -bench . -benchmem $(ARGS) ./...

dev: setup-go assets ## the demo, rebuilt and reloaded at every change, on http://127.0.0.1:7331
	$(GO) tool templ generate -watch -proxy http://127.0.0.1:8080 \
		-cmd "$(GO) run ./cmd/panel demo --addr 127.0.0.1:8080 $(ARGS)"

build: setup-go assets ## bin/panel, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/panel ./cmd/panel

clean: ## remove what the other targets made
	rm -rf bin node_modules
	find web/static/vendor -type f ! -name README.md ! -name .gitignore -delete

.PHONY: $(CHAOS)
bin/chaos: setup-go
	$(GO) build -o $@ ./e2e/chaos

bin/panel-chaos: setup-go assets
	$(GO) build -tags chaos -o $@ ./cmd/panel

setup-%:
	@scripts/setup.sh $*

$(MODULES): package.json package-lock.json | setup-npm
	npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

$(ASSETS): $(MODULES) web/static/assets.mjs web/static/icons.txt
	node web/static/assets.mjs

$(REPORT): $(wildcard scripts/testreport/*.go) | setup-go
	$(GO) build -o $@ ./scripts/testreport

$(LINTER): tools/go.mod tools/go.sum | setup-go
	@echo "building golangci-lint, which takes some minutes once"
	$(GO) build -C tools -o ../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
