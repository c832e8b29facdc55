# Everything lives in this folder: the virtual environment in .venv, the browser for the tests in .chromium.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
BIN := .venv/bin
SAMPLE_LIBRARY := .sample-library

.PHONY: help serve test check mutants relevance tagging bench lock clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

serve: .venv/serve ## Index the sample corpus and serve it on loopback
	$(BIN)/policyscope serve corpus --library $(SAMPLE_LIBRARY)

test: .venv/test ## Run lint, types and every test, browser tests included
	$(BIN)/python tests/browser/chromium.py
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/test ## Run lint and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

mutants: .venv/test ## Put faults into copies of the program and list those that no test notices: make mutants ONLY=web
	$(BIN)/python -m tests.mutants $(ONLY)

relevance: .venv/test ## Measure the ranking on judged collections: make relevance DATA=folder
	$(BIN)/python -m tests.relevance $(DATA)

tagging: .venv/test ## Measure the tagger beside Annif and scikit-learn, which it installs apart: make tagging QUICK=1
	$(BIN)/python -m tests.tagging $(if $(filter-out 0,$(QUICK)),--quick)

bench: .venv/test ## Measure speed beside the engines that are installed: make bench QUICK=1
	QUICK=$(QUICK) $(BIN)/python -m tests.performance

lock: .venv/test ## Pin the newest dependencies with their hashes, those of the extra `fast` included
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build --extra fast --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --extra fast --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove everything made here
	rm -rf .venv .chromium $(SAMPLE_LIBRARY) .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Policyscope needs Python 3.11 or later, and none was found. Name one: make serve PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No virtual environment could be made. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

.venv/serve: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: requirements-dev.lock .venv/serve
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
