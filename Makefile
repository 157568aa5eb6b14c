# The two commands of the README, and three more for those who work on the site.

.PHONY: run test bench guide clean

run: ## install, migrate, load the demo gallery, serve on http://localhost:8000
	@scripts/run

test: ## everything: lint, tests on SQLite and PostgreSQL, browser, accessibility
	@scripts/test

bench: ## requests per second of a server that is already running (make run)
	@.venv/bin/python benchmarks/load.py

guide: ## pictures of docs/petugas.md from a running demo site, and the guide as var/petugas.pdf
	@.venv/bin/python scripts/guide $(SITE)

clean: ## forget the installed packages; var/ with the database and pictures stays
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache
