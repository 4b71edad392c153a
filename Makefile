# SPDX-License-Identifier: Apache-2.0
# Two commands on a fresh machine with Python 3.11 - 3.13, git and make: `make demo` and `make test`.
# Each installs what it needs into .venv and .tools, once.

VENV := .venv
ANVIL_VERSION := 1.7.1
SAFE_VERSION := 1.4.1
OPENZEPPELIN_VERSION := 5.7.0
VIEM_VERSION := 2.57.20
TYPESCRIPT_VERSION := 5.9.3
AXE_VERSION := 4.14.1
ESBUILD_VERSION := 0.28.2
HTMX_VERSION := 4.0.1
UQR_VERSION := 0.1.3
FORGE_VERSION := 1.7.1
SOLC_VERSION := 0.8.28
PY := $(VENV)/bin/python
# ape needs numpy 1, which has no ready-made build for Python 3.13: that one comes last.
PYTHONS := python3.12 python3.11 python3 python python3.13

# ape finds the vyper compiler and anvil on PATH only.
export PATH := $(CURDIR)/$(VENV)/bin:$(CURDIR)/.tools/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE ?= 1
# ape-vyper's settings class makes every ape command print it.
export PYTHONWARNINGS ?= ignore:Field 'import_remapping' has an incomplete definition
ifdef REQUIRE_ALL
export REQUIRE_ALL
endif

.DEFAULT_GOAL := help
.PHONY: help demo dev test test-suite test-ape check lint format deep coverage spark replay bench artifacts snapshots words permissions lock system clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo .tools/.anvil  ## set up, then run an alliance through one season
	@$(VENV)/bin/cosmolocal demo $(DEMO_ARGS)

dev: $(VENV)/.dev $(VENV)/.format $(VENV)/.halmos .tools/.anvil .tools/.safe .tools/.openzeppelin .tools/.javascript .tools/.axe .tools/.forge  ## set up everything for development, run nothing

test: dev  ## set up, then run every test
	@$(MAKE) --no-print-directory -j 2 test-suite test-ape

# Three on two cores: replies that are late on purpose leave a worker waiting.
test-suite:
	@$(PY) -m pytest -n 3 --dist worksteal --ignore tests/integration $(PYTEST_ARGS)

# Beside the others, as ape's compiler uses one core only.
test-ape:
	@ape compile --force
	@$(PY) -m pytest -p ape_test tests/integration $(PYTEST_ARGS)

check: lint  ## formatters, linters, types and the gates of the repository
	@$(PY) -m pytest -n 2 tests/gates $(PYTEST_ARGS)

lint: dev
	@ruff format --check .
	@ruff check .
	@mypy
	@.tools/format/bin/mamushi --check --line-length 100 contracts
	@$(PY) -m tests.gates.vyper_lint contracts

format: dev  ## rewrite Python and Vyper sources in the house style
	@ruff format .
	@ruff check --fix-only .
	@.tools/format/bin/mamushi --line-length 100 contracts

deep: dev $(VENV)/.fuzz  ## histories, kills, planted faults, fuzzing and load at full length (a night)
	@HYPOTHESIS_PROFILE=deep $(PY) -m pytest -n 2 tests/stateful tests/foundry \
	  tests/sdk/test_payrun_crash.py tests/sdk/test_deploy_crash.py tests/gates/test_optimiser.py $(PYTEST_ARGS)
	@$(PY) -m tests.fuzz --seconds 60
	@$(PY) -m tests.mutation.run --sample 40
	@$(PY) -m benchmarks.load
	@$(MAKE) coverage

coverage: dev  ## measure which branches of the contracts and of the package the tests run (hours on one core)
	@rm -rf .coverage-vyper .coverage .coverage.*
	@$(PY) -m pytest -p tests.vyper_coverage tests/unit tests/stateful $(PYTEST_ARGS)
	@$(PY) -m tests.vyper_coverage
	@for part in $(PACKAGE_TESTS); do $(PY) -m coverage run -m pytest $$part $(PYTEST_ARGS) || failed=1; done; \
	  $(PY) -m tests.python_coverage && [ -z "$$failed" ]

# One process for each, so that what was measured is kept if a later one is stopped.
PACKAGE_TESTS := tests/tally tests/replay tests/report tests/cli tests/sdk tests/serve tests/pages \
  tests/javascript tests/gates/test_docs.py tests/unit/ledger/test_actions.py \
  $(wildcard tests/unit/ledger/test_resources_*.py) tests/stateful/test_ledger_stocks.py \
  $(addprefix tests/unit/funding/test_,rounds_and_tallies_agree.py retro_funding_agreement.py retro_funding_rule.py)

spark: dev  ## the same tallies on Spark (needs a Java runtime; installs the extra `spark`)
	@if command -v uv >/dev/null; then uv pip install --quiet --python $(PY) -e '.[spark]'; \
	  else $(PY) -m pip install -qq --disable-pip-version-check -e '.[spark]'; fi
	@$(PY) -m pytest tests/spark/equality.py $(PYTEST_ARGS)

replay: dev  ## count published rounds again from ../shared/data and compare every figure
	@$(PY) -m tests.replay $(REPLAY)

bench: dev  ## measure gas and size, write benchmarks/*.json
	@$(PY) -m benchmarks.run

artifacts: dev  ## recompile the contracts into cosmolocal/artifacts and benchmarks/size.json
	@$(PY) scripts/artifacts.py

snapshots: dev  ## accept the present ABIs, storage layouts and tests of invariants
	@$(PY) -m tests.gates.snapshots --write
	@$(PY) -m tests.gates.invariants --write

words: dev  ## bring the catalogues of texts up to date and compile them
	@$(PY) -m scripts.words

permissions: dev  ## try every function as everybody and accept what docs/reference/permissions.md then says
	@$(PY) -m tests.gates.permissions --write

lock:  ## resolve the requirements anew (needs uv; LOCK_ARGS=--upgrade for newer versions)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	@$(COMPILE) pyproject.toml --group build --extra dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --group build --extra cli --extra local --extra reports \
	  --constraint requirements/dev.txt -o requirements/demo.txt
	@$(COMPILE) requirements/format.in -o requirements/format.txt
	@$(COMPILE) requirements/halmos.in -o requirements/halmos.txt
	@$(COMPILE) requirements/fuzz.in -o requirements/fuzz.txt

system:  ## install the Debian packages that some tests use
	@apt-get install -y --no-install-recommends $(DEBIAN_PACKAGES)

clean:  ## remove what was built or cached; environments and locks stay
	@rm -rf .build .cache .coverage .coverage.* .coverage-vyper .hypothesis .mypy_cache .pytest_cache .ruff_cache dist htmlcov report
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# --- set-up ---------------------------------------------------------------------------------

DEBIAN_PACKAGES := chromium git make python3-venv hledger

# Without index addresses and without this machine's own settings: the lock is the same for everybody.
COMPILE = uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --quiet $(LOCK_ARGS)

# install-into(python, requirements): exactly the locked files, by uv if present, else by pip.
define install-into
	@echo "Installing $(2) (once, a minute or two)"
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(1) --no-deps --require-hashes -r $(2); \
	else \
	  $(1) -m pip --version >/dev/null 2>&1 || $(1) -m ensurepip --upgrade >/dev/null; \
	  $(1) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $(2); \
	fi
endef

# The package itself, editable, built by the locked hatchling.
define install-package
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .; \
	else \
	  $(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
endef

define new-environment
	@for name in $(PYTHONS); do \
	  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	  then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "cosmolocal needs Python 3.11, 3.12 or 3.13; none of '$(PYTHONS)' is one."; exit 1; \
	fi; \
	$$found -m venv $(1) || { echo "No venv module. On Debian: make system"; exit 1; }
endef

$(PY):
	$(call new-environment,$(VENV))

.tools/format/bin/python .tools/halmos/bin/python: .tools/%/bin/python:
	$(call new-environment,.tools/$*)

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(PY)
	$(call install-into,$(PY),requirements/demo.txt)
	$(install-package)
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(PY)
	$(call install-into,$(PY),requirements/dev.txt)
	$(install-package)
	@touch $@ $(VENV)/.demo

# The Vyper formatter pins an old click, so it lives apart.
$(VENV)/.format: requirements/format.txt | .tools/format/bin/python
	$(call install-into,.tools/format/bin/python,requirements/format.txt)
	@touch $@

# So does the prover, which pins an old rich.
$(VENV)/.halmos: requirements/halmos.txt | .tools/halmos/bin/python
	$(call install-into,.tools/halmos/bin/python,requirements/halmos.txt)
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.dev
	$(call install-into,$(PY),requirements/fuzz.txt)
	@touch $@

# No install script runs, and a network that does not answer is given up soon: without anvil the
# in-process chain does the work.
NPM_INSTALL := npm install --prefix .tools --no-save --ignore-scripts --no-audit --no-fund \
  --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=2000 --fetch-timeout=120000

.tools/.anvil:
	@mkdir -p .tools/bin
	@if ! command -v npm >/dev/null; then \
	  echo "anvil: npm not found, using the in-process chain"; \
	elif $(NPM_INSTALL) @foundry-rs/anvil@$(ANVIL_VERSION); then \
	  (cd .tools/bin && ln -sf ../node_modules/@foundry-rs/anvil-*/bin/anvil anvil) && touch $@; \
	else \
	  echo "anvil: npm could not install it, using the in-process chain"; \
	fi

# Published contracts that tests deploy: the Safe's own, and OpenZeppelin's timelock as an oracle of ours.
.tools/.safe: PACKAGE := --legacy-peer-deps @safe-global/safe-contracts@$(SAFE_VERSION)
.tools/.openzeppelin: PACKAGE := @openzeppelin/contracts@$(OPENZEPPELIN_VERSION)
# What checks the JavaScript package and bundles the pages' scripts; viem also carries the published Multicall3.
.tools/.javascript: PACKAGE := viem@$(VIEM_VERSION) typescript@$(TYPESCRIPT_VERSION) \
  esbuild@$(ESBUILD_VERSION) htmx.org@$(HTMX_VERSION) uqr@$(UQR_VERSION)
# What looks for barriers in pages (MPL-2.0: tests only).
.tools/.axe: PACKAGE := axe-core@$(AXE_VERSION)
# Histories and proofs on the bytecode: forge, and the compiler of its Solidity. The program inside the platform's own
# package is called, never the launcher beside it: that one exits 0 where tests fail.
.tools/.forge: PACKAGE := @foundry-rs/forge@$(FORGE_VERSION) solc@$(SOLC_VERSION)
.tools/.safe .tools/.openzeppelin .tools/.javascript .tools/.axe .tools/.forge: .tools/.%:
	@mkdir -p .tools/$*
	@if ! command -v npm >/dev/null; then \
	  echo "$*: npm not found, the tests that need it are skipped"; \
	elif $(subst --prefix .tools,--prefix .tools/$*,$(NPM_INSTALL)) $(PACKAGE); then \
	  touch $@; \
	else \
	  echo "$*: npm could not install it, the tests that need it are skipped"; \
	fi