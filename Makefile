# What a developer does with the project: `make demo` shows it at work, `make test` proves that it works.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test check test-all bench docs shots constraints clean

demo: $(READY)
	$(BIN)/organiser demo --no-app

test: $(READY)
	$(BIN)/pytest -n 3 -m "not slow"

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

test-all: $(READY)
	$(BIN)/pytest -n 2

# Each figure is a ratio of two measurements of one run; `make bench FULL=--full` measures a million people.
bench: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[bench]"
	$(BIN)/python benchmarks/import_people.py $(FULL)
	$(BIN)/python benchmarks/startup.py $(FULL)
	$(BIN)/python benchmarks/search.py $(FULL)
	$(BIN)/python benchmarks/behind.py $(FULL)
	$(BIN)/python benchmarks/doorstep.py $(FULL)
	$(BIN)/python benchmarks/pilot.py $(FULL)
	$(BIN)/python benchmarks/counting.py $(FULL)
	$(BIN)/python benchmarks/pack.py
	$(BIN)/python -m benchmarks.keystrokes
	$(BIN)/python benchmarks/screen.py $(FULL)
	$(BIN)/python benchmarks/stalls.py $(FULL)
	$(BIN)/python benchmarks/stalls.py

docs: $(READY)
	$(BIN)/python docs/generate.py

# A picture of each screen, for the README: the same program draws the same pictures.
shots: $(READY)
	$(BIN)/python docs/shots.py

constraints:
	uv pip compile pyproject.toml --extra dev --extra bench --extra sqlite --universal --no-header --no-annotate \
		-o constraints.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "organiser needs Python 3.11 or newer: make PYTHON=python3.11 names one (apt install python3)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments: apt install python3-venv, then try again."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	@touch $@
