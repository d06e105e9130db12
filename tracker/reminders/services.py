"""Further services through Apprise, where the owner installed it: known schemes only, and only to allowed hosts.

Apprise opens its own connections, so the guard of outgoing.py does not stand before it. Only plugins are let in whose
one destination is known: a server that the person names, which the owner has to name too, or a service with a host of
its own. Nothing of it is loaded before somebody uses it.
"""

import importlib.util
import logging
from typing import Any

from tracker.reminders.hosts import Hosts
from tracker.reminders.outgoing import PATIENCE, Fault

OWN_SERVER = frozenset(
    f"{name}{s}" for name in ("apprise", "bark", "hassio", "mmost", "nctalk", "rocket", "signal") for s in ("", "s")
)
SERVICES = {
    "discord": "discord.com", "pbul": "api.pushbullet.com", "pover": "api.pushover.net", "spush": "api.simplepu.sh",
    "tgram": "api.telegram.org", "threema": "msgapi.threema.ch",
}  # fmt: skip


def is_installed() -> bool:
    return importlib.util.find_spec("apprise") is not None


def is_known(url: str) -> bool:
    """Whether an address begins as one of those that may be used; asks nothing of Apprise."""
    scheme, mark, _rest = url.lower().partition("://")
    return bool(mark) and (scheme in OWN_SERVER or scheme in SERVICES)


def send(url: str, title: str, text: str, hosts: Hosts) -> None:
    """One message.

    Raises:
        Fault: if Apprise is missing, the address is not allowed, or it was not delivered.
    """
    service = opened(url, hosts)
    if not service.notify(body=text, title=title, body_format="text"):
        raise Fault("refused")


def opened(url: str, hosts: Hosts) -> Any:
    """The plugin behind an address, which was made to follow no redirect.

    Raises:
        Fault: if it is none that may be called.
    """
    if not is_known(url):
        raise Fault("not_allowed")
    if not is_installed():
        raise Fault("missing")
    from apprise import Apprise, AppriseAsset

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it may name addresses
    service = Apprise.instantiate(url, asset=AppriseAsset(http_redirects=False, storage_mode="memory"))
    if service is None:
        raise Fault("not_allowed")
    service.redirects = False
    service.socket_connect_timeout = service.socket_read_timeout = PATIENCE
    if not leads_to(url.partition("://")[0].lower(), service, hosts):
        raise Fault("not_allowed")
    return service


def leads_to(scheme: str, service: Any, hosts: Hosts) -> bool:
    """Whether the plugin, as it read the address itself, goes to a host that may be called."""
    if scheme in SERVICES:
        return hosts.public or hosts.names(SERVICES[scheme], 443)
    host, port = str(getattr(service, "host", "") or "").lower(), getattr(service, "port", None)
    return hosts.names(host, port) if port else (host, 0) in hosts.named
