# Every target explains itself: run `make`. Nothing is needed beforehand but Python 3.11 or later.

HOST ?= 127.0.0.1
PORT ?= 8000
SIZE ?= 10k
# Further words for pytest: make test ARGS="tests/search -x"
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard kb/translations/*/LC_MESSAGES/*.po))
TEMPLATE := $(VENV)/messages.pot
BABEL = $(PY) -m babel.messages.frontend --quiet

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env serve test check bench translations clean

help: ## Say what can be made
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile
	@printf '\n  PORT=9000, HOST=0.0.0.0, KB_INSTANCE=/data/kb go with serve, ARGS="tests/search -x" with test,\n'
	@printf '  SIZE=100k with bench. All settings: kb/config.py.\n'

env: $(VENV)/.product $(CATALOGUES) ## Make the Python environment in .venv
	@:

serve: env ## Migrate, load content/, bring the index up to date, serve on PORT
	@$(PY) -m flask --app wsgi kb init
	@exec $(PY) -m flask --app wsgi kb serve --host $(HOST) --port $(PORT)

test: $(VENV)/.checks $(CATALOGUES) ## Prove it all; in a real browser too where Chromium is found
	$(PY) -m pytest $(ARGS)

check: $(VENV)/.checks $(CATALOGUES) ## Style, types, translations complete
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q tests/test_translations.py

bench: $(VENV)/.checks $(CATALOGUES) ## Measure against the figures to reach (a few minutes)
	$(PY) -m benchmarks --size $(SIZE)

translations: $(VENV)/.product $(TEMPLATE) ## Take new texts into kb/translations and compile
	$(BABEL) update --ignore-pot-creation-date --ignore-obsolete --no-fuzzy-matching --no-wrap \
	  -i $(TEMPLATE) -d kb/translations
	@$(MAKE) --no-print-directory env

clean: ## Remove what was made, but never the data in instance/
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
	find kb tests benchmarks migrations -name __pycache__ -prune -exec rm -rf {} +
	find kb -name '*.mo' -delete

# --- files -------------------------------------------------------------------------------------

$(VENV)/.product: requirements.txt | $(VENV)/.made
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.checks: requirements.txt requirements-dev.txt | $(VENV)/.made
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.product

%.mo: %.po | $(VENV)/.product
	@$(BABEL) compile -i $< -o $@

.PHONY: $(TEMPLATE)
$(TEMPLATE):
	@$(BABEL) extract -F pyproject.toml -k _l -k lazy_gettext --no-wrap --add-location=file \
	  --project=kb -o $@ .

# A folder left by an interrupted try, or by another Python, is made anew.
$(VENV)/.made:
	@python=; \
	for name in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Python 3.11 or later is missing. Debian, Ubuntu: apt-get install python3 python3-venv;' >&2; \
	  echo 'elsewhere: https://www.python.org/downloads/. Standing in another place: make PYTHON=/path/to/python3 ...' >&2; \
	  exit 1; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python lacks the modules venv and ensurepip. Debian, Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi; \
	if ! $(PY) -m pip --version >/dev/null 2>&1; then \
	  echo "Making $(VENV) with $$("$$python" --version)"; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@touch $@

define install
	@echo "Installing what $(1) lists into $(VENV)"
	@$(PY) -m pip install --quiet -r $(1) || { \
	  echo '$(1) could not be installed; the lines above say why. Without a way to PyPI, name a mirror' >&2; \
	  echo 'in PIP_INDEX_URL, or a folder of wheels: PIP_NO_INDEX=1 PIP_FIND_LINKS=/path make ...' >&2; \
	  exit 1; \
	}
endef
