"""Diaries to measure on: equally shaped, some fifteen entries a day, built once and kept under a hash of their making.

`python -m tests.bench.diaries DAYS` fills the database of DATA_DIR.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SEED, OWN_FOODS, PIECE = 7, 2000, 5000
# Whatever shapes the rows.
MADE_OF = ("tracker/diary/simulation.py", "tracker/diary/sample.py", "tracker/diary/menus.py", "tracker/migrations",
           "seeds/foods.csv", "tests/bench/diaries.py")  # fmt: skip


def copied(days: int, cache: Path, target: Path, today: date) -> Path:
    """A folder with the diary, free to be written into; 0 days give an account alone."""
    kept = cache / f"{_hash(today)}-{days}"
    if not kept.exists():
        half = cache / f"{kept.name}.{os.getpid()}.half"  # another run may be making the same
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        environment = os.environ | {"DATA_DIR": str(half), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
        subprocess.run([sys.executable, "-m", __spec__.name, str(days)], cwd=ROOT, env=environment, check=True)
        if not kept.exists():
            half.rename(kept)
    return Path(shutil.copytree(kept, target))


def _hash(today: date) -> str:
    digest = hashlib.sha256(str(today).encode())
    for name in MADE_OF:
        place = ROOT / name
        for file in [place] if place.is_file() else sorted(place.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def fill(days: int) -> None:
    """One person, whose rows are those of a sample diary, with the log that taps leave behind."""
    from django.core.management import call_command
    from django.utils import timezone

    from tracker.diary import sample
    from tracker.foods import seed
    from tracker.models import Food, User

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    user = sample.account("alice", "UTC")
    if days:
        seed.load()
        sample.make(user, days=days, seed=SEED, today=user.today(timezone.now()))
        log(user)
        Food.objects.bulk_create(
            Food(owner=user, slug=f"own-{n}", name_en=f"{_name(n)} {n}", fibre=n % 9, portion_g=100)
            for n in range(OWN_FOODS)
        )
    User.objects.filter(pk=user.pk).update(is_sample=False, is_owner=True)
    _sign_in(user)


def _name(n: int) -> str:
    firsts, seconds = ("Apple", "Barley", "Cabbage", "Oat", "Rye", "Lentil"), ("bread", "soup", "stew", "salad", "pie")
    return f"{firsts[n % 6]} {seconds[n // 6 % 5]}"


def log(user: "User") -> None:  # noqa: F821
    """What `changes` writes down at each tap: a line an answer, a serving, a dose."""
    from tracker.diary.fields import REGISTERS, kept
    from tracker.models import CheckIn, Dose, SavedAnswer, Serving

    def line(day: date, field: str, value: object) -> SavedAnswer:
        key, at = uuid.uuid4().hex, datetime.combine(day, time(20), UTC)
        return SavedAnswer(owner=user, key=key, batch=key, day=day, field=field, value=value, outcome="applied", at=at)

    lines = [
        line(row.day, field, kept(field, getattr(row, field)))
        for row in CheckIn.objects.filter(owner=user)
        for field, table in REGISTERS.items()
        if table is CheckIn and getattr(row, field) not in (None, "")
    ]
    for kind, table in (("serving", Serving), ("dose", Dose)):
        rows = table.objects.filter(owner=user).values_list("day", "uid")
        lines += [line(day, f"{kind}:{uid}", True) for day, uid in rows]
    SavedAnswer.objects.bulk_create(lines, batch_size=PIECE)


def _sign_in(user: "User") -> None:  # noqa: F821
    """A session as after a login; its name lies beside the database."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    (settings.DATA_DIR / "session").write_text(client.cookies[settings.SESSION_COOKIE_NAME].value, encoding="ascii")


if __name__ == "__main__":
    import django

    django.setup()
    fill(int(sys.argv[1]))
