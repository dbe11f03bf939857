# The front door. `make run` and `make test` need only Python 3.11+ with venv, make and a C-less machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test check fix bench screenshots docs lock clean reliability test-readers

run: $(VENV)/run.stamp  ## install, assess the sample applications, serve
	$(BIN)/proof-of-talent samples
	$(BIN)/proof-of-talent serve --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp  ## the whole test suite
	@scripts/ensure_system_packages.sh
	@scripts/ensure_chromium.sh
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: $(VENV)/dev.stamp  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/dev.stamp  ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp  ## ratios against named baselines, as a table and as JSON in bench/results/
	$(BIN)/python -m bench $(ARGS)

screenshots: $(VENV)/dev.stamp  ## take the pictures in docs/images/ anew
	@scripts/ensure_chromium.sh
	$(BIN)/python scripts/take_screenshots.py

docs: $(VENV)/dev.stamp  ## regenerate the generated parts of docs/
	$(BIN)/python -m scripts.write_docs

reliability: $(VENV)/dev.stamp  ## run the fault tests and write what happened to docs/reliability.md
	@scripts/ensure_system_packages.sh
	$(BIN)/python -m pytest tests/faults --write-reliability docs/reliability.md $(ARGS)

test-readers: $(VENV)/readers.stamp  ## exports read by Spark, Hugging Face datasets and LibreOffice; installs them (600 MB)
	@scripts/ensure_reader_packages.sh
	$(BIN)/python -m pytest tests/readers/read_by_*.py $(ARGS)

audit:  ## look for known vulnerabilities of the pinned packages (needs the internet)
	@test -x .cache/audit/bin/pip-audit || { $(PYTHON) -m venv .cache/audit && \
	  .cache/audit/bin/python -m pip install -q --disable-pip-version-check "pip-audit>=2.10"; }
	$(PYTHON) scripts/audit_dependencies.py .cache/audit/bin/pip-audit

lock: pyproject.toml  ## renew the hashed lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --all-extras --group build pyproject.toml -o requirements.lock -q
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --all-extras --group build --group dev pyproject.toml -o requirements-dev.lock -q
	printf 'pyspark\nsetuptools\ndatasets\n' | uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url -c requirements-dev.lock - -o requirements-readers.lock -q

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@test -f $(VENV)/dev.stamp || $(MAKE) --no-print-directory install LOCK=requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements-dev.lock
	@touch $@

$(VENV)/readers.stamp: requirements-readers.lock $(VENV)/dev.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-build-isolation \
	  -r requirements-readers.lock
	@touch $@

.PHONY: install
install:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer with venv is needed (Debian/Ubuntu: apt install python3-venv;" \
	       "or name one: make PYTHON=python3.12 …)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
