"""The door a web server calls."""

import multiprocessing
import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tracker.web.door import Proxies, front_door


def leave_with(parent: multiprocessing.process.BaseProcess) -> None:
    """End this worker when the process that started it is gone, however it went."""
    parent.join()
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = front_door(get_wsgi_application(), settings.ADDRESSES, Proxies(settings.PROXIES))
if parent := multiprocessing.parent_process():
    threading.Thread(target=leave_with, args=[parent], daemon=True).start()
