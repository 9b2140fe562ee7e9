# What this project can do, as commands. Each makes the virtual environment if it is not there.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# Bytecode is kept: a pass is two processes, and compiling anew would be most of a short one.
export PYTHONDONTWRITEBYTECODE :=
READY := $(VENV)/.ready

.PHONY: setup demo test format check run bench try keep replay clean

setup: $(READY)  ## the virtual environment, from the lock, with policywatch in it

$(READY): requirements.lock pyproject.toml
	@./tools/setup.sh "$(PYTHON)" "$(VENV)"
	@touch $(READY)

demo: $(READY)  ## the whole pipeline on the bundled small world
	@$(BIN)/policywatch demo

test: $(READY)  ## all tests; what is absent (Chromium, the real pages) is skipped with the reason
	@$(BIN)/python -m pytest -rs --numprocesses=auto --dist loadfile --no-loadscope-reorder

format: $(READY)  ## put the code into its form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

check: $(READY)  ## style, types, layers; what `make format` mends, and what it cannot
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

run: $(READY)  ## the desk and the scheduler, for real
	@$(BIN)/policywatch serve

bench: $(READY)  ## the whole line beside a bare spider; reading, and comparing, beside known tools; mails a second
	@$(BIN)/python benchmarks/line.py
	@$(BIN)/python benchmarks/readers.py
	@$(BIN)/python -m benchmarks.clauses
	@$(BIN)/python -m benchmarks.search --documents 2000
	@$(BIN)/python -m benchmarks.telling --send 2000

try: $(READY)  ## make try SOURCE=id: read a source once, politely, and keep nothing
	@$(BIN)/policywatch sources try $(SOURCE)

keep: $(READY)  ## make keep SOURCE=id: the same, and write its facts to tests/sources
	@$(BIN)/policywatch sources keep $(SOURCE)

replay: $(READY)  ## make replay TOPIC=id: what the topic matches among the stored documents
	@$(BIN)/policywatch topics replay $(TOPIC)

clean:  ## remove the virtual environment and caches, never the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
