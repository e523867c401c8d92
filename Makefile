# Maintainers' verbs. Learners need only start.py.
PYTHON ?= .venv/bin/python
NOTEBOOKS ?= $(sort $(wildcard notebooks/*.ipynb))
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with tests/nbval_sanitize.cfg

.PHONY: setup lab test thorough colab slides sheets lint format notebooks check docs compared pairs pins clean

setup:  ## .venv with everything the tests need
	python3 start.py setup

lab:  ## JupyterLab at lesson 1
	python3 start.py

test:  ## what README promises
	python3 start.py test

thorough:  ## the slower tests, which CI runs too
	python3 start.py thorough

colab:  ## the lessons as in Colab, which CI runs too
	python3 start.py colab

slides:  ## build/slides/: every deck as HTML and PDF, looked at in a browser; CI runs it too
	python3 start.py slides

sheets:  ## build/slides/: all slides of each deck on one picture
	$(PYTHON) -m slides.contact_sheet

lint:  ## what ruff and codespell find
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m codespell_lib

format:  ## let ruff mend what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

notebooks:  ## run the lessons again; where nothing changed, not a byte does on one machine (MEASURED=new: new times)
	COURSE_PROGRESS_FILE=$$(mktemp -u) $(PYTHON) -m nbconvert --to notebook --inplace --execute \
	    --ExecutePreprocessor.record_timing=False $(NOTEBOOKS)
	$(PYTHON) -m nbconvert --to notebook --inplace --coalesce-streams $(NOTEBOOKS)
	[ "$(MEASURED)" = new ] || $(PYTHON) tests/keep_measured.py $(NOTEBOOKS)

check:  ## the lessons' outputs are what their cells give (only some: make check NOTEBOOKS=...)
	$(PYTHON) -m pytest $(NBVAL) $(NOTEBOOKS)

docs:  ## docs/mistakes.md and docs/mistakes/: what can go wrong in each exercise
	$(PYTHON) -m course_utils mistakes --pages docs

compared:  ## docs/checks_compared.md: what these checks catch, and what simpler ones do (minutes)
	$(PYTHON) benchmarks/checks_compared.py

pairs:  ## docs/pairs.md: what the checks say to every two mistakes at once (minutes)
	$(PYTHON) tests/thorough/pairs.py

pins:  ## requirements.txt anew: the newest versions in pyproject.toml's ranges, torch as it is
	mkdir -p build
	$(PYTHON) .ci/pins.py > build/requirements.txt
	mv build/requirements.txt requirements.txt

clean:  ## everything that is made, .venv too
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
