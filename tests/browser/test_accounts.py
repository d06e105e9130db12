"""The whole life of an account in a real browser: made, guarded, entered by passkey, deleted."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.builders import PASSWORD
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints(page: Page, live_url: str) -> Iterator[list[str]]:
    """What the console said and whoever else was called; nothing is what every test wants."""
    found: list[str] = []
    host = urlsplit(live_url).netloc
    page.on("console", lambda message: message.type in {"error", "warning"} and found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: urlsplit(request.url).netloc not in {host, ""} and found.append(request.url))
    yield found
    assert found == []


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


def sign_up(page: Page, live_url: str) -> None:
    page.goto(live_url)
    expect(page).to_have_url(f"{live_url}/welcome/")
    page.get_by_label("Name").fill("Mari")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start my diary").click()
    expect(page).to_have_url(f"{live_url}/welcome/ready/")


def sign_out(page: Page, live_url: str) -> None:
    page.goto(f"{live_url}/settings/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{live_url}/accounts/login/")


def type_password(page: Page) -> None:
    page.get_by_label("Name").fill("mari")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_from_app(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_the_life_of_an_account(page: Page, live_url: str, complaints: list[str], authenticator: Any) -> None:
    sign_up(page, live_url)
    assert User.objects.get().time_zone == page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    sign_out(page, live_url)
    type_password(page)
    expect(page).not_to_have_url(f"{live_url}/accounts/login/")

    # one-time codes
    page.goto(f"{live_url}/accounts/second-step/app/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("#authenticator_secret").inner_text()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_label("Code that the app shows now").fill(code_from_app(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page).to_have_url(f"{live_url}/accounts/recovery-codes/")
    codes = page.locator("#recovery_codes li").all_inner_texts()
    assert len(codes) == 10

    # a passkey, and in by it alone
    page.goto(f"{live_url}/accounts/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("Phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.locator("#security")).to_contain_text("Phone")
    sign_out(page, live_url)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/today/"))

    # the password with a recovery code
    sign_out(page, live_url)
    type_password(page)
    page.get_by_label("Code from the app, or a recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/today/"))
    page.goto(f"{live_url}/settings/")
    expect(page.locator("#security")).to_contain_text("9 left")

    # and out for good
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page).to_have_url(f"{live_url}/welcome/")
    assert not User.objects.exists()


def test_a_choice_in_settings_is_saved_and_shown_at_once(page: Page, live_url: str, complaints: list[str]) -> None:
    sign_up(page, live_url)
    page.goto(f"{live_url}/settings/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("#look [role=status]")).to_have_text("saved")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert User.objects.get().theme == "dark"


def test_a_passkey_that_is_not_used_is_said_on_the_page(page: Page, live_url: str, complaints: list[str]) -> None:
    sign_up(page, live_url)
    sign_out(page, live_url)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('not allowed')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("the passkey was not used")).to_be_visible()
