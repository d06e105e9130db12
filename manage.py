#!/usr/bin/env python
"""Run a management command: `python manage.py help` lists them."""

import gc
import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["keep"]:  # what `serve` becomes; it reads no Django
        from tracker.management.keeper import keep

        sys.exit(keep(int(sys.argv[2])))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting is wrong: say which, in one line
        sys.exit(str(error))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        from tracker.management import bytecode, spared

        gc.disable()  # what is imported at a start stays; its workers turn it on again (tracker/web/later.py)
        bytecode.use()
        spared.spare()
    main()
