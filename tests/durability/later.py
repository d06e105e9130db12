"""The settings of a Vagus that is yet to come; which one, the environment says: `newer`, or `broken`."""

import os

from tracker.settings import *  # noqa: F403

MIGRATION_MODULES = {"tracker": f"tests.durability.{os.environ['LATER']}"}
