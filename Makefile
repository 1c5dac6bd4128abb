# Copydesk, one command a chore. `make run` and `make test` need Python 3.11+ and, the first time, a package index.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv is far faster; where only pip's own settings know the package index, pip does the work.
UV := $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python
FROM_LOCK := --no-deps --require-hashes -r requirements.lock
# Byte code is kept: without it every start of Prefect compiles some thousand modules again.
export PYTHONDONTWRITEBYTECODE :=
unexport PYTHONPATH

.PHONY: help run test test-prefect test-others lint format golden docs bench lock clean
help:
	@echo "make run     ingest the bundled newsroom and show what came out"
	@echo "make test    every test"
	@echo "make lint    ruff and mypy"
	@echo "make golden  rewrite the expected records in tests/corpus; read the diff"
	@echo "make docs    rewrite docs/tables.md from the warehouse's comments"
	@echo "make bench   measure beside peers: make bench PAGES=folder STORIES=1000000; writes docs/benchmarks.md"
	@echo "make lock    resolve requirements.lock anew from pyproject.toml (needs uv)"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Copydesk needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv from requirements.lock; this takes some minutes, once."
	$(PYTHON) -m venv --clear .venv
	@awk '/^[a-z]/ {of_uv = /^uv==/} of_uv' requirements.lock > .venv/uv.txt
	$(PIP) --only-binary uv --require-hashes -r .venv/uv.txt && $(UV) $(FROM_LOCK) || $(PIP) $(FROM_LOCK)
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

run: $(READY)
	$(BIN)/copydesk demo

# the tests that want Prefect's server wait for it half of the time, which the others use
test: $(READY)
	$(MAKE) --no-print-directory --jobs=2 test-prefect test-others

test-prefect: $(READY)
	$(BIN)/python -m pytest -m prefect

test-others: $(READY)
	$(BIN)/python -m pytest -m "not prefect"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(READY)
	$(BIN)/python -m pytest tests/transforms/test_corpus.py --golden

docs: $(READY)
	$(BIN)/python -m warehouse.dictionary > docs/tables.md

PEERS := .venv-bench/.ready
$(PEERS): bench/requirements.txt | $(READY)
	$(PYTHON) -m venv --clear .venv-bench
	$(BIN)/uv pip install --quiet --system-certs --python .venv-bench/bin/python -r bench/requirements.txt
	@touch $@

bench: $(READY) $(PEERS)
	$(BIN)/python -m bench $(if $(PAGES),--pages "$(PAGES)") $(if $(STORIES),--stories $(STORIES))

lock:
	uv pip compile pyproject.toml --extra dev --extra ner --extra lake --extra dask --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-header --output-file requirements.lock

clean:
	rm -rf .venv .venv-bench data
