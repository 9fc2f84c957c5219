# Everything a developer or a first visitor needs. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: run test test-deep attacks mutations coverage check format words bench wheel clean help

# The newest interpreter that fits, from 3.11 on; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= auto
# Many processes start here. Where an image forbids to keep what is compiled, each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

run: $(VENV)/.installed ## run the demo on http://127.0.0.1:8000 (HOST, PORT, CASEWORK_DATA, DATABASE_URL change it)
	@exec $(BIN)/casework run --demo

test: $(VENV)/.developing ## the tests, browser journeys included (under 10 minutes; SWEEPS=yes: the long sweeps too, as CI does)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not deep$(if $(SWEEPS),, and not sweep)" $(ARGS)

test-deep: $(VENV)/.developing ## every test with full counts (takes long)
	@CASEWORK_DEEP=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

attacks: $(VENV)/.developing ## every route into the data, tried four ways; which wall holds what: build/attacks.md
	@CASEWORK_ATTACKS=build/attacks.md $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder tests/attacks -k "model_layer" $(ARGS)

mutations: $(VENV)/.developing ## break one thing at a time and see the tests notice (MUTANT=… some of them): build/mutations.json
	@$(BIN)/python -m tests.attacks.mutations $(MUTANT)

coverage: $(VENV)/.developing ## every branch of the enforcement and of the policy is tested, or this fails
	@$(BIN)/python -m tests.attacks.coverage

check: $(VENV)/.developing ## format, lint, strict types, import floors, templates, packs, translations (TESTED=yes: tests/house has just run)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/casework packs check
	@[ -n "$(TESTED)" ] || $(BIN)/python -m pytest -q tests/house -m "not deep" $(ARGS)

format: $(VENV)/.developing ## put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: $(VENV)/.developing ## gather what the pages say and bring the translations up to it
	@$(BIN)/python -m tests.wording

bench: $(VENV)/.developing ## measure on a million cases what is promised (BENCH_CASES=20000: quickly; AREA=… one area; SIZE=full: imports of 100,000 rows)
	@$(BIN)/python -m tests.benchmarks --area "$(AREA)"

wheel: $(VENV)/.developing ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what the commands above made, but never your data
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

help: ## this list
	@echo "make …"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Casework needs Python 3.11 or newer (up to 3.14). On Debian: sudo apt-get install -y python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "The venv module of $(PYTHON) is missing. Install it: sudo apt-get install -y $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing (a minute, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.developing: pyproject.toml | $(BIN)/python
	@echo "Installing with the developers' tools (a minute, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed
