# Everything here works on a fresh machine with Python 3.11-3.13 and make. The first target that needs it installs what the
# lock names, once; after that nothing uses the network but `explore-roles run` without `--sample`.

UV_VERSION := 0.13.9
UV         := .tools/bin/uv
BIN        := .venv/bin
PYTEST     := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# Prefect's database for this checkout, out of the way of one the user may have at home.
export PREFECT_HOME ?= $(CURDIR)/.cache/prefect
export PREFECT_SERVER_ANALYTICS_ENABLED ?= false
export DO_NOT_TRACK ?= 1

# Containers often forbid Python to keep what it compiled; every process would then compile all that it imports, anew.
unexport PYTHONDONTWRITEBYTECODE

INSTALLED := .venv/.installed
READY     := .cache/prefect-ready

.DEFAULT_GOAL := help
.PHONY: help install run test test-long check format format-check lint types imports secure clean

help:  ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install  ## One night over the sample employers, on this machine alone: a table, and files to look at in data/sample
	@echo "==> run: one night over the sample that ships with the project (a local server plays the boards)"
	@$(BIN)/explore-roles run --sample

test: install  ## Run the tests, but for the long ones
	@echo "==> test: pytest, in two processes"
	@$(PYTEST) -m "not long"

test-long: install  ## Run the long tests: the page in a browser, many nights, kills and real postings
	@echo "==> test-long: pytest, in two processes"
	@$(PYTEST) -m long

check: format-check lint types imports secure test test-long  ## Everything that must hold before a change goes in

format: install  ## Rewrite the code in the house's format
	@echo "==> format: ruff rewrites layout and import order"
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --select I --fix .

format-check: install
	@echo "==> format: is every file in the house's format?"
	@$(BIN)/ruff format --check .

lint: install  ## Look for mistakes (ruff; pyproject.toml says why each family is on) and for a lock out of date
	@echo "==> lint: ruff"
	@$(BIN)/ruff check .
	@env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL $(UV) lock --check --offline --no-config --quiet \
	  || { echo "make: uv.lock no longer agrees with pyproject.toml; run: $(UV) lock" >&2; exit 1; }

types: install  ## Check the types (mypy, strict)
	@echo "==> types: mypy --strict over flows, extractors, classifiers, warehouse"
	@$(BIN)/mypy

imports: install  ## Check that imports go one way
	@echo "==> imports: which folder may import which"
	@$(BIN)/lint-imports --no-logo

secure: install  ## Look for known vulnerabilities, for mistakes that ruff does not know, and for secrets
	@.ci/secure

clean:  ## Remove what make and the tools made (not data/)
	@echo "==> clean: .venv, .tools, .cache and the tools' caches"
	@rm -rf .venv .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

install: $(INSTALLED) $(READY)

# uv, which reads the lock, comes first, in an environment of its own.
$(UV):
	@echo "==> tools: uv $(UV_VERSION) into .tools (once)"
	@python=; for name in python3 python3.13 python3.12 python3.11; do \
	  if command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then \
	    python=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "make: Python 3.11, 3.12 or 3.13 is needed; python3 here is: $$(python3 --version 2>&1 || echo not installed)" >&2; exit 1; \
	fi; \
	rm -rf .tools; \
	$$python -m venv .tools || { \
	  echo "make: $$python cannot make a virtual environment; on Debian and Ubuntu install the package python3-venv" >&2; exit 1; }; \
	.tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

# --frozen: exactly the lock, never a new resolution, and independent of which index this machine is set up with.
# That the lock still agrees with pyproject.toml is checked by `make lint`.
$(INSTALLED): pyproject.toml uv.lock | $(UV)
	@echo "==> install: the packages that uv.lock names, into .venv"
	@env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT="$(CURDIR)/.venv" UV_PYTHON_DOWNLOADS=never \
	  $(UV) sync --frozen --compile-bytecode --quiet --python "$$(.tools/bin/python -c 'import sys; print(sys._base_executable)')"
	@touch $@

# A new Prefect database takes its migrations now, so that the first flow starts at once.
$(READY): $(INSTALLED)
	@echo "==> prefect: its local database, in $(PREFECT_HOME)"
	@mkdir -p .cache
	@$(BIN)/prefect server database upgrade -y >.cache/prefect-upgrade.log 2>&1 || { cat .cache/prefect-upgrade.log >&2; exit 1; }
	@touch $@
