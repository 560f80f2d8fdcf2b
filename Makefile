# Short names for what the README spells out.
.PHONY: install test demo lint ci

install: .venv/bin/padan

.venv/bin/padan: pyproject.toml .ci/constraints.txt
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet -c .ci/constraints.txt -e '.[dev]'
	touch $@

test: install
	.venv/bin/python -m pytest -n 2 --dist loadfile

demo: install
	.venv/bin/padan demo

lint: install
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

ci:
	.ci/run
