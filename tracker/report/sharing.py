"""Opens a copy of the page to whoever has a link, for a while.

The copy is frozen: it shows exactly what stood on the page when the link was made. A live page would show days that
nobody looked at before they went out, and what a running experiment holds back would have to be judged anew at every
opening. Only a hash of the link's secret is kept.
"""

import secrets
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from tracker.accounts.models import User, hash_of
from tracker.report import choosing, wording
from tracker.report.fitting import fitted, left_out
from tracker.report.models import Link, SharedPage
from tracker.report.paper import drawings, paper
from tracker.report.sheet import Sheet, sheet

MOST = 10  # open links of one person at a time
KEPT_DAYS = 90  # so long a link that is over stays in the list


class TooManyError(Exception):
    """So many links are open already."""


class NothingToShareError(Exception):
    """The page is empty."""


def make(user: User, days: int, now: datetime) -> tuple[SharedPage, str]:
    """A copy of the page as it was chosen last, and the secret of its link, which only this answer ever holds.

    Raises:
        TooManyError: nothing was made.
        NothingToShareError: nothing was made.
    """
    rows = SharedPage.objects.filter(owner=user)
    rows.filter(expires__lt=now - timedelta(days=KEPT_DAYS)).delete()
    if rows.open_at(now).count() >= MOST:
        raise TooManyError
    asked, today = choosing.Asked(user), user.today(now)
    made, choice = sheet(user, asked.chosen, today, asked), asked.chosen
    if made.is_empty:
        raise NothingToShareError
    shown, token = made if choice.long else fitted(made), secrets.token_urlsafe(32)
    svgs = drawings(user, shown)
    row = SharedPage.objects.create(
        owner=user, token_hash=hash_of(token), language=get_language() or "en", created=now,
        body=frozen(shown, svgs), expires=now + timedelta(days=days),
        paper=paper(made, svgs, today, long=choice.long),
    )  # fmt: skip
    return row, token


def frozen(made: Sheet, svgs: dict[str, str]) -> dict[str, Any]:
    """The page with its figures, as JSON keeps it."""
    bare = replace(made, figures=tuple(replace(figure, order=None, url="") for figure in made.figures))
    return {"sheet": asdict(bare), "svgs": svgs}


def behind(token: str, now: datetime) -> SharedPage | None:
    """The copy that a link leads to, while it is open."""
    return SharedPage.objects.open_at(now).filter(token_hash=hash_of(token)).select_related("owner").first()


def revoke(user: User, uid: UUID, now: datetime) -> bool:
    """Shut a link for good; whether there was one."""
    rows = SharedPage.objects.filter(owner=user, uid=uid)
    rows.open_at(now).update(revoked=now)
    return rows.exists()


def listed(user: User) -> list[Link]:
    """The person's links, the latest first, without the copies themselves."""
    rows = SharedPage.objects.filter(owner=user).order_by("-created", "-pk")
    return [Link(*row) for row in rows.values_list(*Link._fields)]


def thawed(row: SharedPage) -> dict[str, Any]:
    """What the page of a copy needs: the sheet as it was, its figures under addresses of the link."""
    kept = row.body["sheet"]
    drawn = list(row.body["svgs"])
    figures = [{**one, "nth": drawn.index(one["key"]) if one["key"] in drawn else None} for one in kept["figures"]]
    return {
        "sheet": {**kept, "figures": figures},
        "left_out": left_out(kept["cut"]),
        "held": wording.held(kept["held"]),
    }


def svgs(row: SharedPage) -> list[str]:
    """The figures in order."""
    return list(row.body["svgs"].values())
