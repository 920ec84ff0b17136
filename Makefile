# make run · make test · make check · make test-all · make drill · make format · make lock · make screenshots
.DEFAULT_GOAL := run
.NOTPARALLEL:
.PHONY: run test check test-all drill lint format lock screenshots clean setup setup-dev system

BIN := .venv/bin
WORKERS ?= 2
APPS := kehoach agencies tasks reporting
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal -q
# Every process of the suite would compile all of Django again where the environment forbids byte code.
export PYTHONDONTWRITEBYTECODE :=
# A Sunday night, the end of a year, the first day of Tết; `make test` runs a sample of tests at them.
HOURS := 2026-11-29T22:30 2026-12-31T23:50 2027-02-06T09:00
PRODUCTION := DEBUG=0 SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w0) ALLOWED_HOSTS=example.vn \
  SITE_URL=https://example.vn PROVINCE=Huế DATABASE_URL=sqlite://:memory: REDIS_URL=redis://example.vn DEFAULT_FROM_EMAIL=a@example.vn

setup:
	@.ci/install.sh requirements.txt

setup-dev:
	@.ci/install.sh requirements-dev.txt

system:
	@.ci/system_packages.sh

run: setup
	@mkdir -p var
	@DEBUG=$${DEBUG:-1} DEMO=$${DEMO:-1} exec $(BIN)/python manage.py run_portal

# Types are checked beside the rest: both take long, and there are two cores.
lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@DEBUG=1 $(BIN)/mypy $(APPS) & types=$$!; \
	set -x; \
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html') && \
	$(BIN)/djlint --lint --quiet templates && \
	DEBUG=1 $(BIN)/lint-imports && \
	DEBUG=1 $(BIN)/python manage.py makemigrations --check --dry-run && \
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING; \
	rest=$$?; wait $$types && exit $$rest

test: system lint
	$(PYTEST) -m "not slow"
	KEHOACH_TEST_DATABASE=sqlite $(PYTEST) -m "sqlite_too and not slow" $$(grep -rl --include='test_*.py' sqlite_too $(APPS))

check: lint
	$(PYTEST) -p kehoach.testing.changed --changed=main --seconds=100 -m "not slow and not browser" -x

test-all: export KEHOACH_TEST_EXAMPLES = all
test-all: system lint
	$(PYTEST)
	set -e; for hour in $(HOURS); do KEHOACH_TEST_NOW=$$hour $(PYTEST) -m "not browser and not own_hour"; done
	KEHOACH_TEST_DATABASE=sqlite $(PYTEST) -m "(sqlite_too or not slow) and not browser and not needs_postgres and not needs_redis"

# A backup, the end of everything, a restore; prints how long each took.
drill: system setup-dev
	$(BIN)/pytest -q -s kehoach/backup/tests/test_drill.py

format: setup-dev
	$(BIN)/ruff check --fix -q . || true
	$(BIN)/ruff format -q .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true

lock: setup-dev
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url requirements.in -o requirements.txt
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt

screenshots: system setup-dev
	$(BIN)/python docs/screenshots.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
