"""A pushed reminder in a real browser: shown as it was sent, and nothing asked of anybody."""

from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.conftest import Opener
from tracker.models import Reminder, User

SUBSCRIBED = """async (worker) => {
    await navigator.serviceWorker.register(worker);
    for (;;) {
        const found = await navigator.serviceWorker.getRegistration(worker);
        if (found?.active) return found.scope;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""
SHOWN = """async (scope) => {
    for (let tries = 0; tries < 100; tries += 1) {
        const found = await (await navigator.serviceWorker.getRegistration(scope)).getNotifications();
        if (found.length) return [found[0].title, found[0].body, found[0].data.open];
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""


def test_a_pushed_reminder_is_shown(open_page: Opener, alice: User, settings: Settings, live_server: object) -> None:
    settings.PUSH_CONTACT = "mailto:owner@example.org"
    page = open_page(alice)
    page.context.grant_permissions(["notifications"])
    session = page.context.new_cdp_session(page)
    ids: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: ids.extend(
        row["registrationId"] for row in told["registrations"] if row["scopeURL"].endswith("/js/")))  # fmt: skip
    session.send("ServiceWorker.enable")
    page.goto("/settings/reminders/by/push/")
    expect(page.get_by_role("button", name="Switch on in this browser")).to_be_visible()
    scope = page.evaluate(SUBSCRIBED, page.locator("form[data-push]").get_attribute("data-worker"))
    said = '{"text": "Te på kvelden 茶", "open": "/today/"}'
    session.send(
        "ServiceWorker.deliverPushMessage", {"origin": str(live_server), "registrationId": ids[-1], "data": said}
    )
    assert page.evaluate(SHOWN, scope) == ["Vagus", "Te på kvelden 茶", "/today/"]


def test_a_time_is_set_by_keyboard_alone(page: Page, alice: User) -> None:
    page.goto("/settings/reminders/")
    page.get_by_role("link", name="Add a reminder").press("Enter")
    page.get_by_label("Time of day").fill("21:30")
    page.get_by_label("Sun").press("Space")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("21:30")).to_be_visible()
    assert Reminder.objects.get().weekdays == 0b0111111
