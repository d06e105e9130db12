"""The request of a program that showed a token, and the refusals that its doors raise."""

from typing import Any

from tracker.accounts.requests import PersonRequest
from tracker.api.models import ApiToken
from tracker.diary.changes import Tap


class ApiRequest(PersonRequest):
    """`tap` names the change that a write makes: the same idempotency key, the same name."""

    token: ApiToken
    tap: Tap


class Problem(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """A request that cannot be answered as it is: status, a word for programs, a sentence for people."""

    def __init__(self, status: int, detail: str, *, code: str = "", **more: Any) -> None:
        super().__init__(status)
        self.status, self.detail, self.code, self.more = status, detail, code, more


def invalid(**errors: str) -> Problem:
    """What was sent cannot be kept; a sentence for each field."""
    return Problem(
        422, "Something in it cannot be kept, so nothing was saved.", code="invalid",
        errors=[{"field": field, "message": message} for field, message in errors.items()],
    )  # fmt: skip
