"""The whole life of an account in a real browser: made, guarded, entered by passkey, deleted."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, barriers
from tests.builders import PASSWORD, a_passkey
from tracker.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(open_page: Opener) -> Page:
    """The phone of someone who is not known yet."""
    return open_page()


@pytest.fixture
def authenticator(page: Page) -> Any:
    """A phone that confirms its owner, inside the browser."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def look(page: Page, place: str) -> None:
    """The page is there and shuts nobody out."""
    expect(page).to_have_url(place)
    assert barriers(page) == []


def sign_up(page: Page) -> None:
    page.goto("/")
    look(page, "/welcome/")
    page.get_by_label("Name").fill("Mari")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start my diary").click()
    look(page, "/welcome/ready/")


def sign_out(page: Page) -> None:
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    look(page, "/accounts/login/")


def type_password(page: Page) -> None:
    page.get_by_label("Name").fill("mari")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_from_app(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_the_life_of_an_account(page: Page, authenticator: Any) -> None:
    sign_up(page)
    assert User.objects.get().time_zone == page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    sign_out(page)
    type_password(page)
    expect(page).not_to_have_url("/accounts/login/")

    # one-time codes
    page.goto("/accounts/second-step/app/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look(page, "/accounts/second-step/app/")
    secret = page.locator("#authenticator_secret").inner_text()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_label("Code that the app shows now").fill(code_from_app(secret))
    page.get_by_role("button", name="Switch on").click()
    look(page, "/accounts/recovery-codes/")
    codes = page.locator("#recovery_codes li").all_inner_texts()
    assert len(codes) == 10

    # a passkey, and in by it alone
    page.goto("/accounts/passkeys/add/")
    look(page, "/accounts/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("Phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.locator("#security")).to_contain_text("Phone")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/today/"))

    # the password with a recovery code
    sign_out(page)
    type_password(page)
    page.get_by_label("Code from the app, or a recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/today/"))
    page.goto("/settings/")
    expect(page.locator("#security")).to_contain_text("9 left")
    look(page, "/settings/")

    # and out for good
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look(page, "/settings/delete/")
    page.get_by_role("button", name="Delete everything").click()
    expect(page).to_have_url("/welcome/")
    assert not User.objects.exists()


def test_a_choice_in_settings_is_saved_and_shown_at_once(page: Page) -> None:
    sign_up(page)
    page.goto("/settings/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("#look [role=status]")).to_have_text("saved")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert User.objects.get().theme == "dark"


def test_a_passkey_that_is_not_used_is_said_on_the_page(page: Page) -> None:
    sign_up(page)
    a_passkey(User.objects.get())
    sign_out(page)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('not allowed')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("the passkey was not used")).to_be_visible()
