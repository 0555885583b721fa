# `make help` lists what there is. Set PYTHON to the interpreter that the virtual environment is made of.

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
# dynoxide, the engine, exists for Linux on x64; elsewhere the one that needs Java is installed for a run too.
ENGINE_FITS := $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m))

.DEFAULT_GOAL := help
.PHONY: help run test bench lint clean java chromium

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(STAMPS)/python $(STAMPS)/$(if $(ENGINE_FITS),npm-run,npm-full) ## Serve on http://127.0.0.1:8000 (PORT moves it), data in var/
	@exec $(BIN)/python manage.py serve

test: $(STAMPS)/python $(STAMPS)/npm-full java chromium ## Run every test, with what they need installed
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not engine"
	$(BIN)/python -m pytest -n 2 --dist loadfile -m engine --ignore tests/concurrency --ignore tests/crash
	$(BIN)/python -m pytest -m engine tests/concurrency tests/crash
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser

bench: $(STAMPS)/python-bench $(STAMPS)/npm-full java ## Measure the speed, beside yardsticks (benchmarks/README.md)
	$(BIN)/python -m benchmarks

lint: $(STAMPS)/python ## Check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf .venv node_modules staticfiles staticfiles.collected staticfiles.lock .mypy_cache .pytest_cache .ruff_cache .hypothesis

# --- What the targets above need ---

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, as in: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(STAMPS)/python: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python-bench: requirements-bench.txt $(STAMPS)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

# A full install serves a run as well, so a run never reduces one.
$(STAMPS)/npm-run: package-lock.json | $(BIN)/python
	@scripts/npm_install.sh run
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm-full: package-lock.json | $(BIN)/python
	@scripts/npm_install.sh full
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/npm-run

java: $(STAMPS)/python
	@scripts/need_java.sh $(BIN)/python

chromium:
	@scripts/need_chromium.sh
