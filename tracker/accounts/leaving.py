"""Signing out ends the session here; of the provider by which somebody came in, the page says that its own goes on."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

CAME_BY, LEFT = "came_by_provider", "left_provider"


def came_by_provider(session: SessionBase, told: dict[str, Any]) -> None:
    """From now on this session is one that the provider opened; `told` is what it announces of itself."""
    session[CAME_BY] = {"url": _way_out(str(told.get("end_session_endpoint") or ""))}


def _way_out(endpoint: str) -> str:
    """Where the provider ends its own session, if it says where; nothing about the person is sent there."""
    if not endpoint or urlsplit(endpoint).scheme != urlsplit(settings.OIDC.issuer).scheme:
        return ""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode({'client_id': settings.OIDC.client})}"


def left_provider(session: SessionBase) -> dict[str, str] | None:
    """What the next page says of the provider, once."""
    found: dict[str, str] | None = session.pop(LEFT, None)
    return found
