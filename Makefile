# make        the environment: .venv with .venv/bin/tui-studio
# make run    the app on a demo song
# make test   lint, types, contracts and all tests
# make bench  the measurements, beside peers where they are installed   (ONLY="1 8": some of them)

SHELL := /bin/sh
.SUFFIXES:
MAKEFLAGS += --no-print-directory

HERE := $(CURDIR)
VENV := .venv
ONLY ?=

# An environment does not survive being moved: its scripts name the folder they were made in.
ifneq ($(shell cat $(VENV)/.place 2>/dev/null),$(HERE))
.PHONY: $(VENV)/.runtime
endif

.PHONY: all run test bench clean

all: $(VENV)/.runtime

$(VENV)/.runtime: pyproject.toml scripts/environment scripts/find-python
	@scripts/environment runtime

$(VENV)/.dev: pyproject.toml $(VENV)/.runtime
	@scripts/environment dev

run: $(VENV)/.runtime
	@scripts/system-packages portaudio || echo "Going on without a sound card: the virtual interface plays."
	@$(VENV)/bin/tui-studio --demo

test: $(VENV)/.dev
	@scripts/system-packages tests || echo "Going on: the tests that need them say so."
	@scripts/check

bench: $(VENV)/.dev
	@scripts/system-packages tests || echo "Going on: what needs them is left out."
	@$(VENV)/bin/python -m bench $(ONLY)

clean:
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
