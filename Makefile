# Maintainers' verbs. Learners need only start.py.
PYTHON ?= .venv/bin/python
NOTEBOOKS ?= $(sort $(wildcard notebooks/*.ipynb))
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with tests/nbval_sanitize.cfg

.PHONY: setup lab test lint format notebooks check pins clean

setup:  ## .venv with everything the tests need
	python3 start.py setup

lab:  ## JupyterLab at lesson 1
	python3 start.py

test:  ## everything CI runs
	python3 start.py test

lint:  ## what ruff and codespell find
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m codespell_lib

format:  ## let ruff mend what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

notebooks:  ## run the lessons again and keep their outputs
	COURSE_PROGRESS_FILE=$$(mktemp -u) $(PYTHON) -m nbconvert --to notebook --inplace --execute \
	    --ExecutePreprocessor.record_timing=False $(NOTEBOOKS)

check:  ## the notebooks as they are: style, then outputs
	$(PYTHON) -m ruff check notebooks
	$(PYTHON) -m ruff format --check notebooks
	COURSE_PROGRESS_FILE=$$(mktemp -u) $(PYTHON) -m pytest $(NBVAL) notebooks

pins:  ## requirements.txt from a fresh environment with the newest versions in pyproject.toml's ranges
	rm -rf build/pins
	python3 -m venv build/pins
	build/pins/bin/python -m pip install torch==2.13.0
	build/pins/bin/python -m pip install -e '.[homework,lab,model,test]'
	{ echo '# The tested environment, exactly; start.py installs within it. Written by: make pins'; \
	  build/pins/bin/python -m pip list --format=freeze --exclude-editable \
	    --exclude pip --exclude wheel | sed 's/+cpu$$//'; } > build/requirements.txt
	mv build/requirements.txt requirements.txt

clean:  ## everything that is made, .venv too
	rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
