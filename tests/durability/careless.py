"""The real settings with one promise to the disk taken back: a test that sees no loss here could not fail at all."""

import os

from tracker.settings import *  # noqa: F403

DATABASES["default"]["OPTIONS"]["init_command"] += f" PRAGMA {os.environ['CARELESS']};"  # noqa: F405
