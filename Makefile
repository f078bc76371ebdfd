# make app    start the app (sets everything up first)
# make test   everything that must be green, browser included
# make bench  the tables of benchmarks/
# make pictures  every page in every state as a picture, in pictures/
# make setup  only the virtual environment

PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin
export OMP_NUM_THREADS ?= 1

.PHONY: app setup test bench pictures lint types layers unit format clean

setup: $(VENV)/.app

app: setup
	$(RUN)/python -m lieaug app

test: lint types layers unit

bench: setup
	$(RUN)/python -m benchmarks.reach

pictures: $(VENV)/.dev $(VENV)/.browser
	$(RUN)/python -m tests.browser.pictures pictures

lint: $(VENV)/.dev
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .

types: $(VENV)/.dev
	$(RUN)/pyright

layers: $(VENV)/.dev
	$(RUN)/lint-imports

unit: $(VENV)/.dev $(VENV)/.browser
	$(RUN)/python -m pytest -n 2 --dist loadfile --jaxtyping-packages=lieaug,beartype.beartype

format: $(VENV)/.dev
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --upgrade pip

$(VENV)/.app: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(RUN)/pip install --quiet --requirement requirements.txt
	$(RUN)/pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(RUN)/pip install --quiet --requirement requirements-dev.txt
	touch $@

$(VENV)/.browser: tests/browser/install.sh | $(VENV)/.dev
	sh tests/browser/install.sh $(RUN)
	touch $@
