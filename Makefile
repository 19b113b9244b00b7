# Everything a newcomer types. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run test check fix schema release pictures bench messages lock
help:
	@echo "make run [PORT=8000]   bring up a working post office (Ctrl-C stops it)"
	@echo "make setup             make the environment only"
	@echo "make test              run all tests on a throw-away PostgreSQL"
	@echo "make check             lint, types, walls, migrations, catalogues"
	@echo "make fix               mend what can be mended by machine"
	@echo "make schema            write docs/openapi.yaml anew, when a change of the API is meant"
	@echo "make bench [ROWS=...]  measure against the physical floor"
	@echo "make release           check, test, and refuse while a goal about money is red (docs/goals.md)"
	@echo "make pictures          the pictures of README and guides, as the browser tests see the pages"
	@echo "make lock              resolve the dependencies anew (needs uv)"

setup: $(VENV)/.run
run: $(VENV)/.run
	@$(BIN)/python -m apt.stack.run --port $(PORT)
test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n 2
check: $(VENV)/.dev
	@$(BIN)/python -m tests.check
fix: $(VENV)/.dev
	-$(BIN)/ruff check --fix -q .
	$(BIN)/ruff format -q .
	-find . -path './$(VENV)' -prune -o -path '*/templates/*' -name '*.html' -print | xargs $(BIN)/djade --target-version 5.2
	$(BIN)/python manage.py draw_states
	$(BIN)/python manage.py draw_rights
schema: $(VENV)/.dev
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml
release: check test
	@$(BIN)/python -m tests.goals --release
	@echo "Well. Tag it: git tag -a v... && docker compose build"
pictures: $(VENV)/.dev
	SHOTS=var/shots $(BIN)/python -m pytest -q tests/browser
	@$(BIN)/python -m tests.pictures
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(ROWS)
messages: $(VENV)/.dev
	$(BIN)/python manage.py messages update
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --extra embedded pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --extra embedded --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; }
$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "  Installing the locked packages ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "  Installing the locked packages and the tools for tests ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
