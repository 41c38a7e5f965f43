.DEFAULT_GOAL := help
BIN := .venv/bin
# A data folder for tools that only look: nobody's diary is touched.
LOOK := KNEADWELL_DATA=$(CURDIR)/build/data
# Whatever index this machine prefers, the locks come from the public one.
COMPILE = env -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
  UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never .tools/bin/uv pip compile --quiet --no-config --upgrade \
  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

help:      ## Say what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup:     ## Install what working on the code needs, into .venv
	@./setup.sh dev

run:       ## Start Kneadwell on this computer and print the link that opens it
	@./setup.sh run
	@$(BIN)/kneadwell serve

test:      ## Run every test: the rooms, the pages in a browser, the player
	@$(MAKE) --no-print-directory node-test pytest

test-long: ## Run every test, with ten times the generated examples, more killed servers, windows, and Firefox
	@$(MAKE) --no-print-directory node-test pytest WINDOWS= PYTEST_ARGS="--hypothesis-profile=long" FIREFOX="$$(tools/firefox.sh)"

check:     setup ## Ask the tools about style, types, rooms, knowledge, rows, locks and hazards
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/kneadwell knowledge check
	@mkdir -p build/data
	$(LOOK) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_locks.py
	$(BIN)/python tools/trace_hazards.py --check

fix:       setup ## Let the tools tidy what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

trace:     setup ## Tie hazards to controls and tests, and write docs/safety/traceability.md
	$(BIN)/python tools/trace_hazards.py

mutate:    setup ## Put small faults into the screening, one at a time, and see if a test fails
	$(BIN)/mutmut run
	$(BIN)/mutmut results

bench:     setup ## Measure the figures the project claims
	$(BIN)/python -m bench

lock:      setup ## Choose the newest versions pyproject.toml allows, and write the locks
	$(COMPILE) --group uv --output-file requirements-uv.lock
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev --output-file requirements-dev.lock

WINDOWS := --without-windows

# The parts of the tests, for `make test` alone.
pytest:    setup
	browser=$$(tools/chromium.sh $(WINDOWS)) && KNEADWELL_CHROMIUM="$$browser" KNEADWELL_FIREFOX="$${KNEADWELL_FIREFOX:-$(FIREFOX)}" \
	  $(BIN)/python -m pytest --numprocesses=auto --dist=loadfile $(PYTEST_ARGS)
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile -p tests.storage.on_postgresql tests/storage $(PYTEST_ARGS)

node-test:
	@command -v node >/dev/null || { echo "make test: Node was not found, and the player's tests need it (20 or newer; Debian: apt install nodejs)." >&2; exit 1; }
	node --test tests/js/*.test.js

.PHONY: help setup run test test-long check fix trace mutate bench lock pytest node-test
