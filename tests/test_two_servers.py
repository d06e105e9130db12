"""Two servers with folders of their own on one PostgreSQL: a session, an answer, a limit and a file hold in both."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.bench.wire import Answer, Door
from tests.exchange.formats.health_files import apple, slept, zipped
from tests.postgres import MISSING, cluster, programs
from tests.running import ROOT, START_SECONDS, running

pytestmark = pytest.mark.server

PASSWORD = "a long quiet word"
MADE = f"""
from tracker.models import User
for name in ("alice", "bob"):
    User.objects.create_user(name, password={PASSWORD!r}, time_zone="UTC", is_owner=name == "alice")
"""
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CAROL = f"""
from allauth.mfa.totp.internal.auth import TOTP
from tracker.models import User
TOTP.activate(User.objects.create_user("carol", password={PASSWORD!r}, time_zone="UTC"), {SEED!r})
"""
TABLES = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
WAITING = """
import shutil
from tracker.exchange import jobs
from tracker.models import ImportJob, User
from tracker.web import uploads
user = User.objects.get(username="alice")
shutil.copy({file!r}, uploads.folder() / f"{{user.pk}}-0")
ImportJob.objects.create(owner=user, token=f"{{user.pk}}-0", name="export.zip", size=99, large=True)
"""
RING = "from tracker.exchange import jobs; from tracker.web import bell; jobs.take_up_again(); bell.ring()"
APPLIED = """
from tracker.exchange import jobs
from tracker.models import ImportJob
jobs.bring_in(ImportJob.objects.get(), {})
"""
TOLD = """
from tracker.models import ImportBatch, ImportJob, Night
print(ImportJob.objects.get().state, ImportBatch.objects.count(), Night.objects.count())
"""


@dataclass(frozen=True)
class Two:
    """Both servers' ports and folders, and the address of their database."""

    first: int
    second: int
    folders: tuple[Path, Path]
    address: str

    def said_to(self, machine: int, code: str) -> str:
        ours = {"DATA_DIR": str(self.folders[machine]), "DATABASE_URL": self.address, "VAGUS_SECRET_KEY": "shared" * 9}
        environment = {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """As README tells it: one database, one secret key, one folder of files on their way in."""
    if programs() is None:
        pytest.skip(MISSING)
    place = tmp_path_factory.mktemp("two")
    folders = (place / "first", place / "second")
    (place / "uploads").mkdir(mode=0o700)
    for folder in folders:
        folder.mkdir(mode=0o700)
        (folder / "uploads").symlink_to(place / "uploads")
    with ExitStack() as stack:
        address = stack.enter_context(cluster())
        Two(0, 0, folders, address).said_to(0, TABLES)  # a start may take no longer than others wait for it
        ours = {"DATABASE_URL": address, "VAGUS_SECRET_KEY": "shared" * 9, "WORKERS": "1", "VAGUS_BACKUP_DAILY": "off"}
        servers = [stack.enter_context(running(folder, place / f"{folder.name}.log", **ours)) for folder in folders]
        found = Two(servers[0].port, servers[1].port, folders, address)
        found.said_to(0, MADE)
        yield found


def signed_in(port: int, name: str, password: str = PASSWORD) -> tuple[Answer, str]:
    """The answer to a name and a password, and the session's cookie."""
    door = Door(port)
    page = door.get("/accounts/login/", encodings="identity")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.raw.decode())
    cookie = re.search(r"^set-cookie: *(vagus_csrf=[^;]+)", page.head, re.M | re.I)
    assert token and cookie, page.head
    form = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": token[1]})
    door.cookie, door.token = cookie[1], token[1]
    answer = door.ask(door.request("/accounts/login/", form, encodings="identity"))
    session = re.search(r"^set-cookie: *(vagus_session=[^;]+)", answer.head, re.M | re.I)
    return answer, session[1] if session else ""


def test_who_signs_in_at_one_saves_at_the_other(two: Two) -> None:
    _, session = signed_in(two.first, "alice")
    assert session
    day = (datetime.now(UTC) - timedelta(days=1)).date()  # today is not theirs yet until the clock says four
    mood = Door(two.second, session).open_day(day)[0]
    assert mood.save().status == 200
    again = Door(two.first, session).open_day(day)[0]
    assert again.base == mood.base, "the first server shows another answer than the second one took"


def comes_in(port: int, code: str) -> bool:
    """Whether Carol comes in at this server by her password and a code of her app."""
    home, browser = f"http://localhost:{port}", requests.Session()
    browser.trust_env = False
    for path, typed in (
        ("/accounts/login/", {"login": "carol", "password": PASSWORD}), ("/accounts/second-step/code/", {"code": code}),
    ):  # fmt: skip
        page = browser.get(home + path, timeout=60).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        sent = {**typed, "csrfmiddlewaretoken": token[1]}
        browser.post(home + path, sent, allow_redirects=False, timeout=60)
    return browser.get(f"{home}/settings/", allow_redirects=False, timeout=60).status_code == 200


def test_a_code_that_was_used_at_one_is_refused_at_the_other(two: Two) -> None:
    two.said_to(0, CAROL)
    with ThreadPoolExecutor(4) as crew:  # at the same moment too
        code = format_hotp_value(hotp_value(SEED, int(time.time()) // 30))
        came = list(crew.map(comes_in, (two.first, two.second) * 2, [code] * 4))
    assert came.count(True) == 1
    assert not comes_in(two.first, code)
    assert not comes_in(two.second, code)


def test_wrong_passwords_are_counted_together(two: Two) -> None:
    for number in range(5):
        signed_in((two.first, two.second)[number % 2], "bob", "a wrong word")
    for port in (two.first, two.second):
        answer, session = signed_in(port, "bob")
        assert not session, answer.head


def test_a_file_is_taken_up_once_whoever_hears_of_it(two: Two, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    file.write_bytes(zipped({"export.xml": apple(*[slept(f"{n - 1} 23:10", f"{n} 06:40") for n in range(11, 21)])}))
    two.said_to(0, WAITING.format(file=str(file)))
    two.said_to(1, RING)  # the other machine reads it
    wait_for(two, "read 0 0")
    two.said_to(0, APPLIED)
    two.said_to(1, RING)
    wait_for(two, "done 1 10")


WORKING = """
import time
from tracker.management import queue
with queue.only_here(30):
    print("holds", flush=True)
    time.sleep(4)
    print("done", time.time(), flush=True)
"""


def test_of_two_machines_one_takes_up_what_was_left_behind(two: Two) -> None:
    """What the other one is doing is marked as running too, and must not be done a second time."""
    with ThreadPoolExecutor() as both:
        first = both.submit(two.said_to, 0, WORKING)
        time.sleep(0.5)
        second = both.submit(two.said_to, 1, WORKING)
    ends = sorted(float(one.result().split()[-1]) for one in (first, second))
    assert ends[1] - ends[0] >= 4, "both worked at the same time"


def wait_for(two: Two, told: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while (found := two.said_to(0, TOLD)) != told:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
