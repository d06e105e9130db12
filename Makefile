# make run     start Vagus                      make test    everything, browser tests included
# make install what run installs, no start
# make lint    format, lint, types, settings    make lock    write the lock files anew
# make messages  gather texts into the catalogues, and compile them
# make test-postgres  all but the browser tests, on a PostgreSQL of their own (browser tests look at pages, on SQLite)
# make load     200 people, 50 at once, on SQLite and on PostgreSQL (LOAD="--seconds 60" for a quick look)
# make bench    measure every page against a bare one (BENCH="--short" for a quick look)
# make clean   take away what the others made (never the diary)
# Settable: HOST, PORT, DATA_DIR, VAGUS_URL, DATABASE_URL and the rest of README's table.

SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export HOST PORT
# A container that sets the first would compile every module again at each start; the second is not for serving.
unexport PYTHONDONTWRITEBYTECODE DEBUG

.PHONY: run install test lint lock messages bench clean venv system
.SILENT:

run: install
	exec $(PY) manage.py serve

# What running needs, for whoever starts it another way (.deploy).
install: venv
	$(call locked,requirements.txt)
	case "$$DATABASE_URL$$(cat "$$DATABASE_URL_FILE" 2>/dev/null)" in postgres*) $(call locked,requirements-postgres.txt);; esac
	case "$$VAGUS_NOTIFY_APPRISE" in 1|true|yes|on) $(call locked,requirements-apprise.txt);; esac
	case "$$VAGUS_OIDC_URL" in ?*) $(call locked,requirements-oidc.txt);; esac

test: venv system
	$(call locked,requirements-dev.txt)
	$(PY) -m pytest -n 2 -m "not browser and not server"
	$(PY) -m pytest -n 4 -m server
	$(PY) -m pytest -n 2 -m browser || { echo "A browser test failed on a busy machine; it must pass alone:"; \
	$(PY) -m pytest -m browser --last-failed --last-failed-no-failures none; }

# One database a process; tests that are about SQLite's own file or triggers are skipped by name.
test-postgres: venv system
	$(call locked,requirements-dev.txt)
	$(PY) -m tests.postgres $(PY) -m pytest -n 2 -m "not browser and not server"
	$(PY) -m tests.postgres $(PY) -m pytest -n 2 tests/test_two_servers.py tests/management/test_copy_to_database.py

load: venv system
	$(call locked,requirements-dev.txt)
	$(PY) -m tests.bench.load $(LOAD)

lint: venv
	$(call locked,requirements-dev.txt)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	find templates -name '*.html' -exec $(VENV)/bin/djade --check --target-version 5.2 {} +
	$(PY) -m mypy
	find tracker/locale -name '*.po' -exec msgfmt --check -o /dev/null {} \;
	DATA_DIR=$$(mktemp -d) && export DATA_DIR && $(PY) manage.py makemigrations --check --dry-run \
	&& VAGUS_URL=https://diary.example.org/ $(PY) manage.py check --deploy --fail-level WARNING \
	&& VAGUS_URL= $(PY) manage.py check --deploy --fail-level WARNING && rm -rf "$$DATA_DIR"

# The lock holds for every system and names no host. Versions live there and nowhere else.
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet
lock: venv
	$(call locked,requirements-dev.txt)
	$(LOCK) -o requirements.txt
	$(LOCK) -c requirements.txt --all-extras -o requirements-dev.txt
	printf 'psycopg[binary]\n' | $(LOCK:pyproject.toml=-) -c requirements-dev.txt -o requirements-postgres.txt
	printf 'apprise\n' | $(LOCK:pyproject.toml=-) -c requirements-dev.txt -o requirements-apprise.txt
	printf 'django-allauth[socialaccount]\n' | $(LOCK:pyproject.toml=-) -c requirements-dev.txt -o requirements-oidc.txt

# Texts are gathered with the gettext tools; the compiled catalogues are kept beside them, so running needs no tools.
messages: venv system
	$(call locked,requirements-dev.txt)
	$(PY) manage.py makemessages -l nb -l da -l sv -l zh_Hans --no-obsolete --add-location file --no-wrap \
		--ignore '.venv' --ignore 'tests' --ignore 'seeds'
	$(PY) -m tests.catalogues

bench: venv
	$(call locked,requirements-dev.txt)
	$(PY) -m tests.bench $(BENCH)

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Installs a lock file, unless exactly this one was installed before.
define locked
cmp -s $(1) $(VENV)/$(1) || { echo "Installing $(1) ..."; $(PY) -m pip install --require-hashes --no-deps \
	--only-binary :all: --no-compile -q --disable-pip-version-check -r $(1) && cp $(1) $(VENV)/$(1); }
endef

venv:
	test -x $(PY) && $(PY) -c "" 2>/dev/null || { \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Vagus needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON to a newer one."; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }

# What the tests need from the system: a browser, the tools of the message catalogues, two proxies, and, where a power cut can be
# tried, a look at system calls and a file system to cut; and a second database.
system:
	missing=; PATH="$$PATH:/usr/sbin"; for tool in chromium:chromium msgfmt:gettext nginx:nginx-light caddy:caddy \
	strace:strace mkfs.ext4:e2fsprogs mount:mount pg_ctlcluster:postgresql; do \
	command -v $${tool%%:*} >/dev/null || missing="$$missing $${tool##*:}"; done; \
	test -z "$$missing" || { \
	if command -v apt-get >/dev/null && test "$$(id -u)" = 0; then \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "Not installed:$$missing. Tests that need them will say so."; test -z "$$CI"; fi; }
