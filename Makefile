# One recipe for each thing people do; the pre-commit hook and CI call the same ones.
# Everything is installed under .venv and nowhere else. `up` installs what serving and the site need,
# `setup` everything; both may share a .venv in any order, for neither takes away what the other put there.

PYTHON ?= python3
PY := .venv/bin/python
UV := UV_PYTHON_DOWNLOADS=never .venv/bin/uv
PYTEST := $(PY) -m pytest
LOG := .venv/setup.log
INSTALL := $(UV) pip install --quiet --python $(PY)
TYPED := src tests $(if $(wildcard benchmarks/*.py),benchmarks)

.DEFAULT_GOAL := help
.PHONY: help setup up test e2e check bench asterisk system-deps lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.full ## install everything for working on Harborline (repeating it is free)

up: .venv/.site ## install what serving needs and start; then open http://127.0.0.1:8001/phone
	@exec .venv/bin/harborline up

# Tests with real parts wait for telephones and browsers more than they compute: four run at once, and behind
# them, with what they leave of the cores, what goes through everything there is, and the site on PostgreSQL.
test: .venv/.full ## run all tests, quickest first
	@$(PYTEST) -n auto --part=decisions --cov=harborline.core --cov=harborline.callflow \
		--cov-report=term-missing --cov-fail-under=100
	@$(PYTEST) -n auto --dist worksteal --part=rest -m "not exhaustive"
	@scripts/beside "$(PYTEST) -q -n 2 --dist worksteal --part=rest -m exhaustive" \
		"scripts/with-postgresql $(PYTEST) -q -n 2 --dist worksteal --part=rest tests/web" \
		-- $(PYTEST) -n 4 --part=system

e2e: .venv/.full ## run the tests with real parts alone: Asterisk, browser (`make system-deps` first)
	@HARBORLINE_CHAOS_CALLS=$${HARBORLINE_CHAOS_CALLS:-200} HARBORLINE_CHAOS_MAP_CALLS=1000 \
		HARBORLINE_LONG_CUTS=1 \
		$(PYTEST) --part=system tests/e2e tests/contract
	@HARBORLINE_FUZZ_FIELDS=100000 HARBORLINE_REPLAYS=1000 $(PYTEST) -n auto \
		tests/telephony/twiml/test_field_values.py tests/telephony/twiml/test_replays.py
	@HARBORLINE_FUZZ_REQUESTS=$${HARBORLINE_FUZZ_REQUESTS:-50000} \
		$(PYTEST) -n auto tests/voice/test_fuzz.py tests/web/exchange/test_hsds_fuzz.py

check: .venv/.full ## lint, format, types, import contracts, house rules, documents
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PY) -m mypy $(TYPED)
	@.venv/bin/lint-imports --no-logo
	@$(PYTEST) -q $(wildcard tests/test_house.py tests/docs)

bench: .venv/.full ## measure ratios against named peers; writes docs/reference/performance.md
	@$(PY) -m compileall -q src/harborline
	@$(PY) -m benchmarks

asterisk: ## install Asterisk into a root of its own (repeating it is free)
	@scripts/asterisk-root

system-deps: ## install what the tests with real parts need, on Debian; says what it does
	@scripts/system-parts

COMPILE := $(UV) pip compile --quiet --python $(PY) --universal --generate-hashes \
	--python-version 3.11 --no-python-downloads --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

lock: .venv/.uv ## pin and hash what pyproject.toml asks for (UPGRADE=--upgrade for the newest)
	@$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt
	@$(COMPILE) --all-extras pyproject.toml -o requirements/full.txt
	@$(COMPILE) --constraint requirements/full.txt --no-annotate pyproject.toml \
		-o requirements/serve.txt
	@$(COMPILE) --constraint requirements/full.txt --no-annotate --extra compile --extra postgres --extra planning \
		pyproject.toml -o requirements/site.txt

clean: ## remove .venv and what tools left behind; keeps var/
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Compiled beforehand, so that a command starts at once where Python may not write beside the source.
# -- stamps: each is as new as the lock it was made from ------------------------------------------

.venv/.uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Harborline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --require-hashes --only-binary :all: \
		-r requirements/bootstrap.txt >$(LOG) 2>&1 || { cat $(LOG) >&2; exit 1; }
	@touch $@

.venv/.serve: .venv/.uv requirements/serve.txt pyproject.toml
	@$(INSTALL) --require-hashes -r requirements/serve.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(PY) -m compileall -q src/harborline
	@touch $@

# The site compiles maps and may lie in PostgreSQL; a machine that only answers calls needs neither.
.venv/.site: .venv/.serve requirements/site.txt
	@$(INSTALL) --require-hashes -r requirements/site.txt
	@touch $@

.venv/.full: .venv/.serve requirements/full.txt
	@$(INSTALL) --require-hashes -r requirements/full.txt
	@touch $@
