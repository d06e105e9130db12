"""Where people reach this machine, for what is printed on it."""

import os

from django.conf import settings


def of_this_machine() -> str:
    """Scheme and host of the first address that the owner named; else where Vagus listens on the machine itself."""
    if settings.ADDRESSES.hosts:
        return str(settings.ADDRESSES.origins[0])
    return f"http://localhost:{os.environ.get('PORT') or '8000'}"
