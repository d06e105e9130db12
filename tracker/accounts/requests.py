"""The request of someone signed in, as every door behind the login receives it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tracker.accounts.models import User


class PersonRequest(HttpRequest):
    """Behind the login there is always a person, and htmx says whether a fragment is enough."""

    user: User
    htmx: HtmxDetails
