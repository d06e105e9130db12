"""A real Vagus with one person in it, that can be stopped, killed and started again at the same address."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.running import ROOT, Running, a_free_port, serve

SIGNED_IN = """
import json
from django.conf import settings
from django.test import Client
from tracker.models import User
user = User.objects.filter(username="alice").first() or User.objects.create_user(
    "alice", None, time_zone="UTC", is_owner=True)
client = Client()
client.force_login(user)
print(json.dumps({"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}))
"""


@dataclass
class Household:
    """Where it is, and the server while there is one."""

    folder: Path
    path: str
    port: int = field(default_factory=a_free_port)
    server: Running | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}{self.path}/"

    @property
    def environment(self) -> dict[str, str]:
        return {"VAGUS_URL": self.address, "VAGUS_BACKUP_DAILY": "off", "WORKERS": "1"}

    @property
    def database(self) -> Path:
        return self.folder / "data" / "vagus.sqlite3"

    def start(self) -> None:
        log = self.folder / f"log-{len(list(self.folder.glob('log-*')))}"
        self.server = serve(self.folder / "data", log, port=self.port, **self.environment)
        self.server.wait_for("Vagus is at")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.server and self.server.process.poll() is None:
            self.server.stop(how)

    def answers(self) -> bool:
        return self.server is not None and self.server.process.poll() is None

    def sign_in(self, context: Any) -> None:
        """The cookie of a new session for a browser."""
        ours = {"DATA_DIR": str(self.folder / "data"), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", SIGNED_IN]
        environment = {**os.environ, **ours, **self.environment}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        context.add_cookies([{**json.loads(done.stdout), "url": self.address, "httpOnly": True}])

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            return database.execute(statement).fetchall()


@contextmanager
def a_household(folder: Path, path: str = "") -> Iterator[Household]:
    (folder / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Household(folder, path)
    try:
        made.start()
        yield made
    finally:
        made.stop()
