# make app    start the app (sets everything up first)
# make test   everything that must be green, browser included
# make bench  methods against each other, in ten minutes
# make pictures  every page in every state as a picture, in pictures/
# make docs   the documentation site, in site/; warnings are errors
# make dist   sdist and wheel in dist/, checked; make sbom: what the app is made of, as CycloneDX in dist/sbom.json
# make setup  only the virtual environment

PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin
export OMP_NUM_THREADS ?= 1

.PHONY: app setup test bench pictures docs dist sbom lint types layers unit format clean

setup: $(VENV)/.app

app: setup
	$(RUN)/python -m lieaug app

# the tests wait for browsers and other processes about half of their time: the checks run beside them
test: $(VENV)/.dev $(VENV)/.docs $(VENV)/.browser
	$(MAKE) --jobs 2 unit lint types layers docs

bench: setup
	$(RUN)/python -m benchmarks.methods

pictures: $(VENV)/.dev $(VENV)/.browser
	$(RUN)/python -m tests.browser.pictures pictures

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(RUN)/mkdocs build --quiet --strict

dist: $(VENV)/.release
	rm -rf build dist/*.whl dist/*.tar.gz
	$(RUN)/python -m build
	$(RUN)/twine check --strict dist/*.whl dist/*.tar.gz

sbom: $(VENV)/.release
	mkdir -p dist
	$(RUN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json requirements.txt

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

$(VENV)/.docs: requirements-docs.txt $(VENV)/.app
	$(RUN)/pip install --quiet --requirement requirements-docs.txt
	touch $@

$(VENV)/.release: requirements-release.txt | $(VENV)/bin/python
	$(RUN)/pip install --quiet --requirement requirements-release.txt
	touch $@

$(VENV)/.browser: tests/browser/install.sh | $(VENV)/.dev
	sh tests/browser/install.sh $(RUN)
	touch $@
