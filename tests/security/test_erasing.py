"""An account that is deleted leaves no file, no way in and no word of it behind."""

import secrets
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from tests.accounts.test_erase import a_full_life
from tests.accounts.test_login import sign_in
from tests.builders import PASSWORD, a_day, a_shared_page, a_token
from tracker.models import User
from tracker.report import sharing
from tracker.web import uploads

SENTINEL = "quetzalcoatl"


def everything_stored() -> str:
    """Every value of every table as text, those of the libraries and of the cache too."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # names of our own tables
            told += [repr(row) for row in cursor.fetchall()]
    return "\n".join(told)


def test_nothing_of_it_is_left(here: Client, alice: User, bob: User) -> None:
    a_full_life(bob)
    a_full_life(alice)
    a_day(alice, day=timezone.now().date(), note=SENTINEL)
    link, token = secrets.token_hex(), a_token(alice)
    a_shared_page(alice, link, now=timezone.now())
    Authenticator.objects.filter(user=alice).delete()  # or a code would be asked for
    sign_in(here)
    here.post("/import/", {"file": SimpleUploadedFile("a.csv", f"date,mood,note\n2026-11-20,5,{SENTINEL}\n".encode())})
    bearer = Client(headers={"authorization": f"Bearer {token}"})
    assert bearer.get("/api/v1/days/today").status_code == 200
    assert sharing.behind(link, timezone.now()) is not None
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    here.post("/settings/delete/")
    assert list(User.objects.all()) == [bob]
    assert SENTINEL not in everything_stored()
    assert [path for path in uploads.folder().rglob("*") if path.is_file() and _tells(path)] == []
    assert bearer.get("/api/v1/days/today").status_code == 401
    assert Client().get(f"/shared/{link}/").status_code == 404
    assert here.get("/settings/").status_code == 302


def _tells(path: Path) -> bool:
    return "sqlite3" not in path.name and SENTINEL.encode() in path.read_bytes()


def test_every_table_of_ours_belongs_to_somebody_or_is_named_here() -> None:
    """A table without an owner is forgotten by no erasing; so each that has none is here with its reason."""
    shared = {
        "loadedseed": "which reference foods were loaded", "period": "part of an experiment",
        "sealed": "part of an experiment", "user": "the account itself",
    }  # fmt: skip
    ownerless = {
        model._meta.model_name
        for model in apps.get_app_config("tracker").get_models()
        if not any(isinstance(field, models.ForeignKey) and field.name == "owner" for field in model._meta.fields)
    }
    assert ownerless <= shared.keys()
