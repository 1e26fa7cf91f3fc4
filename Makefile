# `make report` and `make test` are all the set-up there is: each makes the environment it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CX := $(BIN)/python -m cx_cli

# An editable install leaves to the first run what compiling takes, or to every run where Python may write no bytecode.
define compile
@$(BIN)/python -m compileall -q cx_cli
@$(BIN)/python -m cx_cli.shipped
endef

.DEFAULT_GOAL := help
.PHONY: help report demo test lint types tests test-long format sample readme man bench bench-helpdesk bench-hostile bench-startup clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(VENV)/.core ## the KPI report of sample_data/
	@$(CX) report sample_data/*.csv

demo: $(VENV)/.core ## the same on data made on the spot
	@$(CX) demo

test: lint types tests ## linter, formatter check, type checker and all tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-long: $(VENV)/.dev ## the property tests with thousands of examples, which takes an hour
	$(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile=long

format: $(VENV)/.dev ## let the formatter and the linter mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

sample: $(VENV)/.core ## write sample_data/ anew from its seed
	$(BIN)/python -m cx_cli.sample sample_data

readme: $(VENV)/.dev ## run the README's examples and put their output and the picture in it
	$(BIN)/python -m tests.readme --write

man: $(VENV)/.core ## write the man page docs/cx.1 anew from the program's own help
	$(CX) help --man > docs/cx.1.new && mv docs/cx.1.new docs/cx.1

bench: $(VENV)/.bench ## cx beside DuckDB, Polars, pandas and the bare parse, as ratios (ROWS=100k,1M,5M FORMAT=csv,parquet)
	$(BIN)/python -m benchmarks.run --rows $(or $(ROWS),100k,1M) --format $(or $(FORMAT),csv)
	$(BIN)/python -m benchmarks.dialects 1M

bench-hostile: $(VENV)/.bench ## what cx, pandas, DuckDB and Polars make of hostile files, with their defaults
	$(BIN)/python -m benchmarks.hostile

bench-helpdesk: $(VENV)/.bench ## cx on all ten tables of a helpdesk of 1M tickets and 5M messages (TICKETS=1M)
	$(BIN)/python -m benchmarks.helpdesk --tickets $(or $(TICKETS),1M)

bench-startup: $(VENV)/.bench ## cx --help beside import typer
	$(BIN)/python -m benchmarks.startup

clean: ## remove the environment and what was built
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis benchmarks/data

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.core: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(compile)
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(compile)
	@touch $@ $(VENV)/.core

$(VENV)/.bench: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(compile)
	@touch $@ $(VENV)/.core
