"""How long a refused sign-in takes for names that somebody has and for names that nobody has.

Each try comes from an address and for a name of its own turn, so that no wait and no limit answers in the place of the
hash. Known and unknown names take turns, so that what else the machine does meanwhile falls on both.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from tests.running import ROOT, running

MADE = """
from tracker.models import User
for number in range({people}):
    User.objects.create_user(f"known {{number}}", password="a long quiet word", is_owner=not number)
"""
EACH = 4  # tries at one name, fewer than begin a wait


def seconds(home: str, name: str, turn: int) -> float:
    """How long the refusal of one wrong password takes, from an address that was not there before."""
    browser = requests.Session()
    browser.trust_env = False
    browser.headers["X-Forwarded-For"] = f"203.0.{turn // 250}.{turn % 250 + 1}"
    page = browser.get(f"{home}/accounts/login/", timeout=60).text
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"login": name, "password": "not this one", "csrfmiddlewaretoken": token}
    began = time.perf_counter()
    answer = browser.post(f"{home}/accounts/login/", sent, timeout=60)
    took = time.perf_counter() - began
    assert "do not belong together" in answer.text, answer.text
    return took


def measured(home: str, tries: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for turn in range(2 * tries):
        kind = ("known", "unknown")[turn % 2]
        took[kind].append(seconds(home, f"{kind} {turn // 2 // EACH}", turn))
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="for each kind of name")
    tries = parser.parse_args().tries
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "data", Path(folder) / "log") as server:
        environment = {**os.environ, "DATA_DIR": f"{folder}/data", "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        made = MADE.format(people=tries // EACH + 1)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", made], cwd=ROOT, env=environment, check=True
        )
        took = measured(f"http://127.0.0.1:{server.port}", tries)
    middle = {kind: statistics.median(values) for kind, values in took.items()}
    for kind, value in middle.items():
        print(f"{kind:>8}: median {value * 1000:.1f} ms of {tries} refused sign-ins")
    print(f"   ratio: {middle['known'] / middle['unknown']:.3f}")


if __name__ == "__main__":
    main()
