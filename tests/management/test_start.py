"""A start reads what the first pages need, and nothing large that only some need."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.running import ROOT

# Sums, figures, papers, seals, keys of the second step, the API's library, the readers of other apps' files.
LARGE = {
    "numpy", "scipy", "matplotlib", "PIL", "fpdf", "fontTools", "ninja", "pydantic", "rapidfuzz",
    "markdown_it", "tracker.table", "tracker.stats", "tracker.charts", "tracker.exchange.formats",
    "tracker.exchange.jobs", "tracker.insights.page", "tracker.trends.page", "tracker.experiments.running",
    "tracker.report.paper",
}  # fmt: skip
OF_VISITORS = {"fido2", "cryptography"}  # the sign-in page asks for passkeys
ASKED = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
import django
django.setup()
import tracker.management.commands.serve, tracker.management.prepare
from django.core.management import call_command
from django.conf import settings
loaded = lambda: sorted(sys.modules)
found = {"setup": loaded()}
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
import tracker.wsgi
from django.test import Client
from tracker.models import User
door = Client(headers={"host": "localhost"})
user = User.objects.create_user("alice", password="nobody else should read this")
door.force_login(user)
assert door.get("/today/").status_code == 200
found["today"] = loaded()
assert Client(headers={"host": "localhost"}).get("/accounts/login/").status_code == 200
found["login"] = loaded()
print(json.dumps(found))
"""


def test_no_large_library_is_read_before_somebody_needs_it(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    for name in ("DATABASE_URL", "DEBUG", "VAGUS_URL"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = {when: set(names) for when, names in json.loads(done.stdout.splitlines()[-1]).items()}
    assert {when: names & LARGE for when, names in found.items()} == {"setup": set(), "today": set(), "login": set()}
    assert not (found["setup"] | found["today"]) & OF_VISITORS
