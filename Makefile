# Two commands bring everything with them: make run, make test.
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin

.PHONY: run test check fix lock catalogs screens oracle fuzz bench clean

# A consultation with two phones in the browser, from nothing.
run: $(ENV)/run.done
	$(BIN)/yobal serve --demo --with-worker

# Every check and every test, from nothing.
test: $(ENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n auto

check: test

fix: $(ENV)/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pictures of the console in both languages, wide and narrow, into var/screens.
screens: $(ENV)/dev.done
	$(BIN)/python -m tests.browser.screens var/screens

# Our form engine beside JavaRosa (ODK Collect's), with random answers; needs java and javac. FORMS: files or folders.
oracle: $(ENV)/dev.done
	$(BIN)/python -m tests.oracle.walks --seeds $(or $(SEEDS),5) $(FORMS)

# Damaged forms and expressions for some MINUTES; guided by coverage after: .venv/bin/python -m pip install atheris
fuzz: $(ENV)/dev.done
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),5)

# What one message costs the engine.
bench: $(ENV)/dev.done
	$(BIN)/python -m benchmarks.engine

catalogs: $(ENV)/dev.done
	$(BIN)/python -m bot.catalogs update

$(ENV)/run.done: config/constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Yobal needs Python 3.11 or newer: set PYTHON=python3.11 or like"; exit 1; }
	@echo "Preparing Python's packages in $(ENV) (about a minute, only the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(ENV)/dev.done: config/constraints-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Yobal needs Python 3.11 or newer: set PYTHON=python3.11 or like"; exit 1; }
	@echo "Preparing Python's packages for the tests in $(ENV) (about a minute, only the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/constraints-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(ENV)/run.done

clean:
	rm -rf $(ENV) var

# Renew the pinned versions (needs the network and uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --extra install pyproject.toml -o config/constraints.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra install --extra dev pyproject.toml -c config/constraints.txt -o config/constraints-dev.txt
