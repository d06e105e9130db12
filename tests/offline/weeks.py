"""Weeks by chance: `python -m tests.offline.weeks --seed N --weeks M`.

Two devices of one person live through seven days in Chromium, with a real server that is stopped, killed and
started, and a connection that goes and comes: taps, corrections, food, undo, signing out. At the end both are in
reach of the server, and nothing is lost, nothing is there twice, and what differs is shown with both values.
"""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as Trouble

from tests.durability.looking import looked_into, unsound
from tests.offline.household import Household, a_household

DAYS, TURNS = 7, 4  # of a week; of a device on a day
SCALES = ("mood", "stress", "unease", "gut_discomfort")
TILES = ("fruit", "vegetables", "nuts")
SECONDS = 30
WAITING = """async () => {
  let number = 0;
  for (const tag of await vagusOutbox.tags()) number += (await vagusOutbox.all(tag)).length;
  return number;
}"""


@dataclass
class Told:
    """What was tapped in a week."""

    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    added: int = 0
    taken: int = 0
    doings: Counter[str] = field(default_factory=Counter)


@dataclass
class Device:
    """One browser of the person, and whether it has a connection."""

    home: Household
    context: BrowserContext
    page: Page
    is_online: bool = True

    def go(self, connected: bool) -> None:
        self.context.set_offline(not connected)
        self.is_online = connected

    def open(self, day: date) -> bool:
        """Whether the questions of that day are there to be answered."""
        self.page.goto(f"day/{day}/")
        cards = self.page.locator("#mind")
        expect(cards).to_be_visible()
        self.page.wait_for_timeout(300)
        return True

    def keep_a_copy(self) -> None:
        self.go(True)
        self.home.sign_in(self.context)
        self.page.goto("settings/")
        button = self.page.get_by_role("button", name="Keep a copy here")
        if button.count():
            button.click()
        expect(self.page.locator("[data-copy-state]")).to_have_text("This device has the last 14 days.", timeout=20_000)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def is_empty(self) -> bool:
        try:
            return int(self.page.evaluate(WAITING)) == 0
        except Trouble:  # the page is just opening anew
            return False


def answer(device: Device, day: date, chance: random.Random, told: Told) -> None:
    """A tap on a scale, or a correction: another value than the one that is shown."""
    field_ = chance.choice(SCALES)
    shown = device.page.locator(f'input[name="{field_}"]:checked')
    before = shown.first.get_attribute("value") if shown.count() else None
    value = chance.choice([n for n in range(11) if str(n) != before])
    label = device.page.locator(f"label:has(#{field_}-{value})")
    if not label.count():
        return
    label.click()
    told.answers[str(day), field_, value] += 1
    device.page.wait_for_timeout(chance.choice((20, 200, 700)))


def food(device: Device, day: date, chance: random.Random, told: Told) -> None:
    tile = chance.choice(TILES)
    if chance.random() < 0.25 and (less := device.page.locator(f'button[name="less"][value="{tile}"]')).count():
        less.first.click()
        told.taken += 1
    else:
        device.page.locator(f"#add-{tile}").click()
        told.added += 1
    device.page.wait_for_timeout(chance.choice((20, 200, 700)))


def undo(device: Device, day: date, chance: random.Random, told: Told) -> None:
    """Take back what was tapped last, where the page offers it."""
    button = device.page.locator('#toast button[name="undo"]')
    if device.is_online and button.count():
        button.first.click()
        told.taken += 1  # if it was food
        device.page.wait_for_timeout(400)


def sign_out(device: Device, day: date, chance: random.Random, told: Told) -> None:
    """The proper way, and in again; what waits is kept here or sent first."""
    if not device.is_online or not device.home.answers():
        return
    device.page.goto("accounts/logout/")
    device.page.get_by_role("button", name="Sign out of this browser").click()
    stays = device.page.get_by_role("button", name="Keep them here until I sign in again")
    at_the_door = device.page.get_by_label("Password")
    expect(stays.or_(at_the_door).first).to_be_visible(timeout=20_000)
    if stays.count():
        stays.click()
        expect(at_the_door).to_be_visible(timeout=20_000)
    device.keep_a_copy()
    told.doings["signed out"] += 1


def connection(device: Device, day: date, chance: random.Random, told: Told) -> None:
    device.go(not device.is_online)
    told.doings["connection"] += 1


def server(device: Device, day: date, chance: random.Random, told: Told) -> None:
    """It is stopped or killed, and started at once or later."""
    if device.home.answers():
        device.home.stop(chance.choice((signal.SIGTERM, signal.SIGKILL)))
        if chance.random() < 0.5:
            device.home.start()
        told.doings["server"] += 1
    else:
        device.home.start()


DOINGS = {answer: 10, food: 5, undo: 1, connection: 3, server: 1, sign_out: 0.4}


def a_week(home: Household, browser: Browser, chance: random.Random) -> tuple[list[str], Told]:
    """What is wrong after a week; nothing, as it should be."""
    told, today = Told(), datetime.now(UTC).date()
    devices = [a_device(home, browser) for _ in range(2)]
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        for device in chance.sample(devices, 2):
            device.open(day)
            for _ in range(TURNS):
                (doing,) = chance.choices(list(DOINGS), weights=list(DOINGS.values()))
                doing(device, day, chance, told)
                if doing is sign_out:
                    device.open(day)
    if not home.answers():
        home.start()
    for device in devices:
        bring_home(device)
    faults = [*compared(home, told, today), *not_shown(home, devices[0])]
    for device in devices:
        device.context.close()
    return faults, told


def a_device(home: Household, browser: Browser) -> Device:
    context = browser.new_context(base_url=home.address, locale="en-GB", service_workers="allow")
    device = Device(home, context, context.new_page())
    device.page.on("dialog", lambda dialog: dialog.accept())
    device.keep_a_copy()
    return device


def bring_home(device: Device) -> None:
    device.go(True)
    until = time.monotonic() + SECONDS
    device.page.goto("today/")
    while not device.is_empty():
        assert time.monotonic() < until, "something goes on waiting on a device"
        device.page.evaluate("dispatchEvent(new Event('online'))")
        device.page.wait_for_timeout(500)


def compared(home: Household, told: Told, today: date) -> list[str]:
    """The log against what was tapped: each tap once, and none gone without somebody having seen it."""
    with looked_into(home.database) as database:
        faults = unsound(database)
        asked = "SELECT key, day, field, value, base, alias, outcome FROM tracker_savedanswer ORDER BY id"
        lines: list[tuple[Any, ...]] = list(database.execute(asked))
        rows = [row for (row,) in database.execute("SELECT removed IS NULL FROM tracker_serving")]
    logged = Counter(
        (day, name, int(value)) for key, day, name, value, *_ in lines if name in SCALES and "-" not in key
    )
    for tap, times in ((told.answers - logged) + (logged - told.answers)).items():
        faults.append(f"{tap} was tapped {told.answers[tap]} times and logged {logged[tap]} times ({times})")
    if len(rows) != told.added:
        faults.append(f"{told.added} times food was added, and there are {len(rows)} rows")
    if not told.added - told.taken <= sum(rows) <= told.added:
        faults.append(f"{told.added} added, {told.taken} taken away, {sum(rows)} there")
    return faults + unseen(lines)


def unseen(lines: list[tuple[Any, ...]]) -> list[str]:
    """Answers that stand no more although nobody who answered after them had seen them."""
    faults, equal = [], {key: alias for key, *_, alias, _outcome in lines if alias}
    bases = {stood_for(base, equal) for *_, base, _alias, _outcome in lines}
    last = {(day, name): key for key, day, name, *_, outcome in lines if outcome == "applied"}
    for key, day, name, value, _base, alias, outcome in lines:
        stands = last.get((day, name)) == key or outcome in {"conflict", "settled", "same"} or alias
        if name in SCALES and not stands and key not in bases and f"{key}-{name}" not in {line[0] for line in lines}:
            followed = any(
                line[6] == "applied" and line[2] == name and line[1] == day and "-" in line[0] for line in lines
            )
            if not followed:
                faults.append(f"{day} {name} {value} vanished")
    return faults


def stood_for(key: str, equal: dict[str, str]) -> str:
    """The answer that this one turned out to equal, which its device saw as well as its own."""
    while key in equal:
        key = equal[key]
    return key


def not_shown(home: Household, device: Device) -> list[str]:
    """Two answers to one question that the page of that day does not offer both of."""
    faults = []
    open_ = home.rows("SELECT DISTINCT day, field FROM tracker_savedanswer WHERE outcome = 'conflict'")
    for day, name in open_:
        device.page.goto(f"day/{day}/")
        if device.page.locator(f"#differs-{name} button").count() < 2:
            faults.append(f"{day} {name} differs, and its page does not say so")
    return faults


def lived(seed: int, weeks: int, browser: Browser, folder: Path) -> list[str]:
    """The faults of so many weeks, each in a house of its own."""
    found = []
    for number in range(weeks):
        chance = random.Random(f"{seed}-{number}")
        place = folder / f"week-{number}"
        with a_household(place) as home:
            faults, told = a_week(home, browser, chance)
            open_ = home.rows("SELECT count(*) FROM tracker_savedanswer WHERE outcome = 'conflict'")[0][0]
        taps = sum(told.answers.values()) + told.added + told.taken
        print(
            f"week {number}: {taps} taps, {open_} open conflicts, {dict(told.doings)}, {len(faults)} faults", flush=True
        )
        found += [f"seed {seed}, week {number}: {fault}" for fault in faults]
        shutil.rmtree(place, ignore_errors=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.offline.weeks", description=__doc__)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--weeks", type=int, default=50)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vagus-weeks-") as folder, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        faults = lived(said.seed, said.weeks, browser, Path(folder))
    print(*faults, sep="\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
