"""The door at which a second step is asked for."""

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.views.decorators.http import require_http_methods

from tracker.accounts.origin import passkeys_for


class SecondStep(AuthenticateView):
    """The library's, which offers a passkey only to who has one that works under this address."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        theirs = Authenticator.objects.filter(user=self.stage.login.user)
        return context | {"passkeys": passkeys_for(self.request, theirs)}


authenticate = require_http_methods(["GET", "HEAD", "POST"])(SecondStep.as_view())
