# Everything that one does with Voxloop while working on it. `make` alone lists it.
#
#   VENV=folder     where the virtual environment lies          PYTHON=python3.12   which Python makes it
#   PORT=9000       where the demo listens                      TESTS=tests/cli     which tests to run
#   NODE_MODULES=folder   where packages of npm lie that some tests hold Teams' cards against; `make npm` fills it

VENV ?= .venv
BIN := $(VENV)/bin
TESTS ?= tests
NODE_MODULES ?= $(VENV)/npm/node_modules
export NODE_MODULES

# The first Python on the PATH that is new enough.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)

# Four databases and browsers at a time are enough, however many cores there are.
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadgroup

.DEFAULT_GOAL := help

.PHONY: help
help: ## List what can be made
	@echo "Voxloop. Usage: make TARGET"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: $(VENV)/run.stamp ## Open a fictional company on http://127.0.0.1:8321 (PORT= changes the port)
	@exec $(BIN)/python -m bot demo

.PHONY: test
test: $(VENV)/dev.stamp ## Run the whole suite but for the slow tests (TESTS= chooses some)
	$(PYTEST) -m "not slow" $(TESTS)

.PHONY: test-slow
test-slow: $(VENV)/dev.stamp ## Run the slow tests: the built wheel, long simulations
	$(PYTEST) -m slow $(TESTS) || [ $$? -eq 5 ] # 5: none of the chosen tests is slow

.PHONY: npm
npm: | $(BIN)/python ## Install from npm what Microsoft publishes for Teams: more tests then run
	npm install --prefix $(VENV)/npm --no-save --ignore-scripts --no-audit --no-fund --loglevel=error \
		adaptivecards@3.0.6 @microsoft/app-manifest@1.1.2

.PHONY: check
check: lint test ## Format, lint, types, directions of imports, tests: what a change must pass

.PHONY: lint
lint: format-check ruff types imports ## All of `check` that runs no tests

.PHONY: format-check ruff types imports
format-check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
ruff: $(VENV)/dev.stamp
	$(BIN)/ruff check .
types: $(VENV)/dev.stamp
	$(BIN)/mypy
imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code and mend what can be mended without thinking
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: $(VENV)/dev.stamp ## Measure, print the table and write bench/RESULTS.md
	$(BIN)/python -m bench

.PHONY: words
words: $(VENV)/dev.stamp ## Bring the catalogues in bot/locale up to the words in the code
	$(BIN)/python -m tests.project.catalogues

.PHONY: lock
lock: $(VENV)/dev.stamp ## Lock the dependencies again, after a change in pyproject.toml
	$(LOCK) --all-extras --group dev --output-file requirements/dev.lock
	$(LOCK) --extra all --constraint requirements/dev.lock --output-file requirements/run.lock

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--python-version 3.11 --no-header --no-annotate

.PHONY: clean
clean: ## Remove the virtual environment and the caches, never your data
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot adapters storage packaging tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement

# The environment. A stamp is as new as the last installation, so a changed lock file installs again.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Voxloop needs Python 3.11 or newer, and there is none on the PATH." \
		"Install it, or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Voxloop needs Python 3.11 or" \
		"newer, and $(PYTHON) is older or is no Python. Choose another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments." \
		"On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements/run.lock | $(BIN)/python
	@echo "Installing requirements/run.lock into $(VENV); this happens once and again when the lock file changes."
	@$(INSTALL) requirements/run.lock
	@touch $@

# What is locked for development holds all that is locked for running, in the same versions.
$(VENV)/dev.stamp: requirements/dev.lock requirements/run.lock | $(BIN)/python
	@echo "Installing requirements/dev.lock into $(VENV); this happens once and again when the lock file changes."
	@$(INSTALL) requirements/dev.lock
	@touch $(VENV)/run.stamp $@
