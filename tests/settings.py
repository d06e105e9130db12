"""The real settings with what makes tests quick: a cheap hasher, plain static files, a throw-away folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What an owner set for their own server means nothing here; DATABASE_URL does, it picks the database to test on.
for name in ("DEBUG", "TZ"):
    os.environ.pop(name, None)
for name in [name for name in os.environ if name.startswith("VAGUS_")]:
    del os.environ[name]
# A folder of its own for each process: never the owner's, and no parallel process sees another's uploads.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="vagus-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from tracker.settings import *  # noqa: E402, F403

SECRET_KEY = "only for tests"
if DATABASES["default"]["ENGINE"].endswith("sqlite"):  # noqa: F405
    # A file, as in real life: the browser's server answers from other threads.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")}  # noqa: F405
# From the models, which takes a tenth of the time; test_tables.py holds them to what the migrations make.
DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
KEPT_PAGES_BYTES = KEPT_FILES_BYTES = 0  # tests of views look at views; tests/web/test_kept.py keeps pages
INSIGHTS_ASIDE = False  # a thread of its own would not see what a test has not written down
