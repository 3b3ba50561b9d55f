# `make` serves the validated site, `make test` runs every test. Both set themselves up.
# Windows without make: the same lines stand in README.md.

# Material prints its end of life in May 2027 at every build; CONTRIBUTING.md says what then.
export NO_MKDOCS_2_WARNING := 1

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python
READY := .venv/ready
SITE ?= site

.DEFAULT_GOAL := serve
.PHONY: anchors audit serve build offline book test test-hooks test-chapters test-site test-browser chapters chapters-newer twins measure bench lint format clean help

serve: $(READY)  ## build with validation, then serve with reload on http://127.0.0.1:8100/
	$(PY) -m mkdocs build --strict --quiet --site-dir $(SITE)
	$(PY) -m mkdocs serve

build: $(READY)  ## build the site into site/; any problem of any page fails it
	$(PY) -m mkdocs build --strict --site-dir $(SITE)

offline: build  ## django-flask-notes.zip: the site as a folder that opens without a server
	$(PY) -c "import shutil; shutil.copy('$(SITE)/django-flask-notes.zip', '.')"

book: build  ## django-flask-notes.pdf: all pages as one, printed by the browser; the site offers it too
	$(PY) -m tests.browser.book $(SITE)
	$(PY) -c "import shutil; shutil.copy('$(SITE)/django-flask-notes.pdf', '.')"

test: lint  ## everything: lint, hooks, chapters, built site, browser
	$(PY) -m pytest

test-hooks: $(READY)  ## the validation alone (seconds)
	$(PY) -m pytest tests/hooks

test-chapters: $(READY)  ## every chapter, performed as a reader would
	$(PY) -m pytest tests/chapters

twins: $(READY)  ## the same black-box suite against the board in Django and in Flask
	$(PY) -m pytest tests/twins

measure: $(READY)  ## measure both boards again: docs/compare/measurements.json
	$(PY) -m tests.twins.measure

test-site: $(READY)  ## links, fragments, HTML, descriptions, claims of the built site
	$(PY) -m pytest tests/site

test-browser: $(READY)  ## the built site in a real headless browser
	$(PY) -m pytest tests/browser

chapters: $(READY)  ## perform chapters and print a line for each: make chapters PAGES="docs/django/views.md"
	$(PY) -m tests.chapters $(PAGES)

audit: build  ## Lighthouse over a page of each type, and how well the search finds (minutes)
	$(PY) -m tests.audit $(SITE)

bench: $(READY)  ## how fast the checks are, against their goals (minutes)
	$(PY) -m tests.bench

chapters-newer: $(READY)  ## the same with Django 6.1, on a Python that it runs on
	$(PY) -m tests.chapters --newer $(PAGES)

anchors: build  ## note the anchors of new pages in tests/site/anchors.json, from then on published
	$(PY) -m tests.site.anchors $(SITE)

lint: $(READY)  ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy hooks

format: $(READY)  ## let ruff mend what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# The version is checked before anything else, so that an old Python gives a sentence, not a traceback.
$(READY): requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11, 5) else 'This project needs Python 3.11.5 or newer, but \"$(PYTHON)\" is ' + sys.version.split()[0] + '. Install a newer Python, or name one: make PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(PYTHON) -c "open('$(READY)', 'w').close()"

clean:  ## remove everything that make has made
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('.venv', '.cache', 'site')]"

help:  ## this list
	@$(PYTHON) -c "import re; [print(f'{m[1]:15}{m[2]}') for m in re.finditer(r'^([a-z-]+):.*?## (.*)', open('Makefile').read(), re.M)]"
