# Two commands. Both make .venv first if it is not there; they need Python 3.11 or later, git and make.
PYTHON ?= python3

help:
	@echo "make run          start Demarche at http://127.0.0.1:8000/ (PORT=8001 for another port)"
	@echo "make run DEMO=history   the same with 1,095 more incidents, from 1777 to our days"
	@echo "make test         check everything: lint, types, missing migrations, tests"
	@echo "make ... PYTHON=/path/to/python3   with another Python, 3.11 or later"

run:
	@$(PYTHON) config/bootstrap.py run

test:
	@$(PYTHON) config/bootstrap.py test

.PHONY: help run test
