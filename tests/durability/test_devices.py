"""Two phones and two laptops that save the same day at once: each field keeps its answer, and no word is lost."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.durability.devices import Device
from tests.durability.house import Server, a_house
from tests.durability.looking import looked_into, unsound

pytestmark = pytest.mark.server

DAYS = 100
FIELDS = ("mood", "stress", "unease", "note")
FIRST = date(2024, 1, 1)


@pytest.fixture(scope="module")
def home(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, str], Path]]:
    with a_house(tmp_path_factory.mktemp("devices"), like=furnished) as house:
        yield house.serve(), house.move_in()[0], house.database


def at_once(server: Server, devices: list[Device], forms: list[dict[str, str]]) -> list[int]:
    """All send together, each on a connection of its own."""
    statuses = [0] * len(devices)
    start = threading.Barrier(len(devices))

    def send(number: int) -> None:
        with closing(server.connect(timeout=30)) as connection:
            start.wait()
            statuses[number] = devices[number].send(connection, "answer", forms[number], script=bool(number % 2))

    threads = [threading.Thread(target=send, args=[number]) for number in range(len(devices))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_four_fields_saved_at_once_on_a_hundred_days_are_all_kept(home: tuple[Server, dict[str, str], Path]) -> None:
    server, cookies, database = home
    refused = []
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        devices = [Device(cookies, day, Random(0)) for _ in FIELDS]
        forms = [{"field": name, name: str(1 + (number + i) % 9)} for i, name in enumerate(FIELDS)]
        refused += [status for status in at_once(server, devices, forms) if status not in {200, 302}]
    assert refused == []
    with looked_into(database) as rows:
        found = rows.execute(
            f"SELECT {', '.join(FIELDS)} FROM tracker_checkin WHERE day BETWEEN ? AND ? ORDER BY day",
            [FIRST.isoformat(), (FIRST + timedelta(days=DAYS - 1)).isoformat()],
        ).fetchall()
        assert unsound(rows) == []
    said = [(*((1 + (n + i) % 9) for i in range(3)), str(1 + (n + 3) % 9)) for n in range(DAYS)]
    assert [tuple(row) for row in found] == said


def test_one_field_answered_on_two_devices_shows_both(home: tuple[Server, dict[str, str], Path]) -> None:
    server, cookies, database = home
    day = FIRST + timedelta(days=DAYS)
    phone, laptop = Device(cookies, day, Random(0)), Device(cookies, day, Random(0))
    forms = [{"field": "mood", "mood": "7"}, {"field": "mood", "mood": "2"}]
    assert set(at_once(server, [phone, laptop], forms)) <= {200, 302}
    with closing(server.connect()) as connection:
        page = phone.reply(connection, "")[1]
    assert 'name="choose-mood" value="7"' in page
    assert 'name="choose-mood" value="2"' in page
    with looked_into(database) as rows:
        outcomes = rows.execute("SELECT outcome FROM tracker_savedanswer WHERE day = ?", [day.isoformat()]).fetchall()
    assert sorted(outcome for (outcome,) in outcomes) == ["applied", "conflict"]
