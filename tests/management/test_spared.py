"""A start holds nothing that only type checkers ask for, and the queue lacks nothing."""

import json
import subprocess
import sys

from tests.running import ROOT

ALL = """
import json, os, pkgutil, sys
from importlib import import_module
from tracker.management import spared
spared.spare()
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
import django
django.setup()
before = "django.contrib.admin" in sys.modules
import django_tasks, django_tasks_db
for package in (django_tasks, django_tasks_db):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith(".admin"):  # no such pages are installed
            import_module(module.name)
from tracker.exchange.jobs import go_on
print(json.dumps([before, type(go_on).__name__, go_on.get_backend().__class__.__module__]))
"""


def test_the_queue_has_all_it_asks_for_without_djangos_admin() -> None:
    done = subprocess.run([sys.executable, "-c", ALL], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [False, "Task", "django_tasks_db.backend"]
