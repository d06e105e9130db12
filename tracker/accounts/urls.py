"""Doors to one's account: of the account library only those that are used, the rest stays shut."""

from django.conf import settings
from django.urls import include
from django.urls.resolvers import URLPattern

from tracker.web.later import View, Views
from tracker.web.routes import path

account = Views("allauth.account.views")
mfa = Views("allauth.mfa.base.views")
totp = Views("allauth.mfa.totp.views")
passkeys = Views("allauth.mfa.webauthn.views")
people, preferences, recovery, second, views, way_back = (
    Views(f"tracker.accounts.{module}")
    for module in ("people", "preferences", "recovery_views", "passkey_views", "views", "way_back_views")
)

library = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", views.sign_up, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("forgotten/", views.forgotten, name="account_reset_password"),
    path("no-password/", views.forgotten, name="account_set_password"),
    path("devices/", preferences.devices, name="usersessions_list"),
    path("second-step/", views.security, name="mfa_index"),
    path("second-step/code/", second.authenticate, name="mfa_authenticate"),
    path("second-step/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", recovery.add_app, name="mfa_activate_totp"),
    path("second-step/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery.show, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery.renew, name="mfa_generate_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", recovery.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]

if settings.OIDC:  # its library is there only then
    from tracker.accounts import linked

    library += [
        path("oidc/", linked.login, {"provider_id": linked.ID}, name="openid_connect_login"),
        path("oidc/back/", linked.callback, {"provider_id": linked.ID}, name="openid_connect_callback"),
        path("oidc/link/", linked.link, name="socialaccount_connections"),
        path("oidc/unlink/", linked.unlink, name="oidc_unlink"),
    ]


def _guarded(pattern: URLPattern) -> URLPattern:
    """The library's views take a PUT for a form; and a sample diary is nobody's: no factor may be put on it."""
    name, door = str(pattern.name), pattern.callback
    if isinstance(door, View):
        of_library = door.__module__.startswith("allauth.")
        guard = "a_page" if of_library else ""
        if name.startswith("mfa_"):
            guard = "for_people" if of_library else "not_for_samples"
        guard = "a_sight" if name in {"account_inactive", "mfa_list_webauthn"} else guard
        pattern.callback = door.behind(f"tracker.accounts.views.{guard}") if guard else door
    return pattern


ours = [
    path("welcome/", views.welcome, name="welcome"),
    path("welcome/ready/", views.ready, name="ready"),
    path("second-step-needed/", views.second_needed, name="second_needed"),
    path("invite/<str:token>/", views.invited, name="invited"),
    path("way-back/", way_back.new_password, name="way_back"),
    path("way-back/<str:token>/", way_back.opened, name="way_back_link"),
    path("settings/", preferences.settings, name="settings"),
    path("settings/look/", preferences.look, name="look"),
    path("settings/notes/", preferences.notes, name="notes"),
    path("settings/cards/", preferences.cards, name="cards"),
    path("settings/devices/end/", preferences.end_others, name="end_others"),
    path("settings/devices/<int:pk>/end/", preferences.end_one, name="end_one"),
    path("settings/happened/", preferences.happened, name="happened"),
    path("settings/delete/", preferences.delete, name="delete"),
    path("settings/household/", people.household, name="household"),
    path("settings/invitations/", people.invite, name="invite"),
    path("settings/invitations/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("settings/people/<int:pk>/", people.switch, name="switch"),
]

urlpatterns = [
    path("accounts/", include([_guarded(pattern) for pattern in library])),
    path("", include((ours, "accounts"))),
]
