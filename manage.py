#!/usr/bin/env python
"""Run a management command: `python manage.py help` lists them."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.argv[1:2] == ["serve"]:
        gc.disable()  # what is imported at a start stays; `serve` turns it on again before anybody is answered
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting is wrong: say which, in one line
        sys.exit(str(error))
