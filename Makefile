# Everything runs in .venv, made here with the pinned versions of requirements.lock.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PIP_CONSTRAINT := $(CURDIR)/requirements.lock
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint types layers docs bench bench-accuracy train data lock clean

run: .venv/core  ## classify the example catalogue and show the first rows
	@$(BIN)/hs classify examples/catalogue.csv --out coded.csv || test $$? = 1
	@$(BIN)/python examples/show.py coded.csv

test: lint types layers  ## everything that must hold before a commit lands
	$(BIN)/python -m pytest --cov --cov-report=term

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/lint-imports

docs: .venv/dev  ## write the generated reference pages
	$(BIN)/python -m tools.reference

bench: .venv/dev  ## measure speed and accuracy and write docs/benchmarks.md
	$(BIN)/python -m benchmarks

bench-accuracy: .venv/dev  ## measure accuracy alone, set by set and part by part
	$(BIN)/python -m benchmarks --accuracy

train: .venv/dev  ## learn the model of data/model anew; REFERENCE is a folder of reference data
	$(BIN)/pip install --quiet -e '.[train]'
	$(BIN)/python -m tools.train $(if $(REFERENCE),--reference $(REFERENCE))
	$(BIN)/python -m tools.build

data: .venv/dev  ## build the package's artifacts from data/
	$(BIN)/python -m tools.build

lock:  ## pin the newest versions that work together
	rm -rf .venv && $(PYTHON) -m venv .venv
	PIP_CONSTRAINT= $(BIN)/pip install --quiet --upgrade hatchling -e '.[dev,bench]'
	$(BIN)/pip freeze --exclude-editable | grep -v '^openhs' > requirements.lock

clean:
	rm -rf .venv src/openhs/_built coded.csv

# An editable install builds the artifacts; it is made again when a source of them changes.
SOURCES := pyproject.toml requirements.lock $(shell find data tools -type f -not -name '*.pyc' 2>/dev/null)

.venv/core: $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e '.[parquet]'
	@touch $@

.venv/dev: $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e '.[dev]'
	@touch .venv/core $@
