# Everything runs in .venv, made once; after that nothing here needs a network.
# Paths are relative throughout, so the folder may have any name, spaces included.

.DEFAULT_GOAL := help

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# --no-build-isolation: what builds is pinned too, in requirements/build.txt.
# --no-deps: the pins are complete, so nothing is left to choose. A pip that chooses again (the
# one that comes with Python 3.11 does) stumbles over the first version that is newer than its pin.
INSTALL := $(PIP) install --no-build-isolation --no-deps --require-hashes

# As many at once as there are processors; PYTEST_ARGS="-n 0" for one after the other.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 8

.PHONY: help demo gallery rehearsal test check static chaos bench screenshots audit lock clean distclean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/.runtime ## notes in, a narrated 1080p film out, in a few minutes
	@mkdir -p build/demo
	@REELWORKS_HOME="$$PWD/.reelworks" $(BIN)/reelworks make examples/notes/lighthouse.md \
	  --channel demo --shots 18 --size 1920x1080 --seed 1 --output build/demo/lighthouse.mp4

gallery: .venv/.runtime ## six films of six notes, and a sheet of each in docs/gallery.md
	@$(BIN)/python -m examples.gallery

rehearsal: .venv/.dev ## six films with stand-ins for all vendors, faults and an outage (FULL=1: full size)
	@$(BIN)/python -m examples.rehearsal $(if $(FULL),--full) $(REHEARSAL_ARGS)

test: static .venv/.moto .venv/.notion ## every check and every test
	@$(PYTEST) $(PYTEST_ARGS)

check: static .venv/.moto .venv/.notion ## the same without the slow tests
	@$(PYTEST) -m "not slow" $(PYTEST_ARGS)

static: .venv/.dev ## format, lint, types, import contracts, security scan
	@$(MAKE) --no-print-directory --jobs 2 types rules

.PHONY: types rules
types:
	@$(BIN)/mypy --no-error-summary

rules:
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "Run: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo > build/imports.txt || { cat build/imports.txt >&2; exit 1; }
	@$(BIN)/bandit --quiet -ll -ii --recursive --configfile pyproject.toml reelworks

chaos: .venv/.dev ## the long form of the tests that kill, freeze, fill and cut
	@REELWORKS_BORDERS=all REELWORKS_FAULTS=1000 REELWORKS_KILLS=20 REELWORKS_STORM=220 REELWORKS_UPLOAD_MB=200 $(PYTEST) -m chaos $(PYTEST_ARGS)

bench: .venv/.dev .venv/.moviepy ## measure; each benchmark ends with one JSON line
	@set -e; for name in overhead scripts "queue --quick" "makespan --quick" "pages --quick" "webhook --quick" board camera film; do $(BIN)/python -m benchmarks.$$name; done

screenshots: .venv/.dev ## a picture of every page, light, dark and on a phone, in docs/pages.md
	@mkdir -p docs/pictures/pages
	@REELWORKS_PICTURES="$$PWD/docs/pictures/pages" \
	  $(BIN)/python -m pytest --quiet -n 0 -k anybodys_way tests/doors/browser/test_pages.py

audit: .venv/.dev ## look for known holes in the pinned versions (needs a network)
	@mkdir -p build; $(BIN)/pip-audit --strict --disable-pip --require-hashes \
	  --requirement requirements/runtime.txt > build/audit.txt 2>&1 && found=0 || found=$$?; \
	if grep -qE 'Max retries|ConnectionError|Timeout|could not be audited' build/audit.txt; then \
	  echo "Nothing was audited: the advisory database cannot be reached from here." >&2; exit 2; \
	fi; cat build/audit.txt; exit $$found

# Only the public index is asked, whatever this machine is set up to use, so that the hashes
# are those of the files that everybody gets.
LOCK := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
  CUSTOM_COMPILE_COMMAND="make lock" UV_NO_CONFIG=1 UV_CUSTOM_COMPILE_COMMAND="make lock"
COMPILE := $(LOCK) $(BIN)/uv pip compile --quiet --python $(BIN)/python --generate-hashes \
  $(if $(UPGRADE),--upgrade)

lock: ## choose versions again and pin them (UPGRADE=1 takes newer ones)
	@[ -x $(BIN)/uv ] || $(MAKE) --no-print-directory .venv/.dev
	@$(LOCK) $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade) \
	  --only-build-deps --build-deps-for editable --output-file requirements/build.txt pyproject.toml
	@$(COMPILE) --constraint requirements/build.txt \
	  --output-file requirements/runtime.txt pyproject.toml
	@$(COMPILE) --constraint requirements/runtime.txt --extra dev \
	  --output-file requirements/dev.txt pyproject.toml
	@set -e; for apart in moviepy moto; do \
	  $(COMPILE) --output-file requirements/$$apart.txt requirements/$$apart.in; done

# The database of .reelworks may lie elsewhere (as root it does); in use, it stays and says so.
REMOVE_DATABASE := 'import pathlib, sys; from reelworks.ops import postgres; \
  sys.excepthook = lambda _kind, error, _trace: print(error, file=sys.stderr); \
  postgres.remove(pathlib.Path(".reelworks"))'

clean: ## remove what was built and made, and the local database; keeps .venv
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache .coverage .coverage.* htmlcov
	@find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -d .reelworks ] && [ -x $(BIN)/python ]; then $(BIN)/python -c $(REMOVE_DATABASE); fi
	@rm -rf .reelworks

distclean: clean ## the same, and .venv too
	@rm -rf .venv

# --- the environment: made once, repeated only when its pins change ---

.venv/.python:
	@for python in $(if $(PYTHON),"$(PYTHON)",python3.11 python3.12 python3.13 python3); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv .venv && touch $@ && exit 0; exit 1; \
	  fi; \
	done; \
	echo "Reelworks needs Python 3.11 or newer, and there is none on the PATH." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1

.venv/.build: requirements/build.txt | .venv/.python
	@echo "Setting up .venv (once; a few minutes) ..."
	@$(INSTALL) -r requirements/build.txt
	@touch $@

.venv/.runtime: requirements/runtime.txt pyproject.toml .venv/.build
	@began=$$(date +%s); set -e; \
	$(INSTALL) -r requirements/runtime.txt; \
	$(PIP) install --no-build-isolation --no-deps --editable .; \
	$(PIP) check; \
	echo "The environment is ready ($$(( $$(date +%s) - began )) s)."
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@$(INSTALL) -r requirements/dev.txt
	@$(PIP) check
	@mkdir -p build
	@touch $@

# What asks for other versions than ours lives apart: MoviePy (the film benchmark compares with it;
# an older Pillow) and moto (an S3 server for tests; an older dateutil).
.venv/.moviepy .venv/.moto: .venv/.%: requirements/%.txt .venv/.python
	@$(BIN)/python -m venv .venv/$*
	@.venv/$*/bin/python -m pip --disable-pip-version-check --quiet --quiet install \
	  --no-deps --require-hashes -r requirements/$*.txt
	@touch $@

# What Notion publishes of its API comes by npm. Where there is none, that is said, and the test
# that needs it is skipped; in CI it is an error.
.venv/.notion: requirements/notion.txt .venv/.dev
	@$(BIN)/python -m tests.sandbox.notion_spec
