"""The disk that is cut off in a test behaves like one: flushed stays, the rest is anybody's guess."""

import random

from tests.durability.disk import Disk, Write, sectors


def cuts(disk: Disk, number: int = 200) -> list[dict[str, bytes]]:
    return [disk.after_a_cut(random.Random(seed)) for seed in range(number)]


def test_what_was_flushed_is_always_there() -> None:
    disk = Disk({"a": b"old"})
    disk.make("a").pending.append(Write(0, b"new"))
    disk.make("a").flush()
    assert all(one == {"a": b"new"} for one in cuts(disk))


def test_what_was_not_flushed_may_be_there_or_not() -> None:
    disk = Disk({"a": b"old"})
    disk.make("a").pending.append(Write(0, b"new"))
    assert {one["a"] for one in cuts(disk)} == {b"old", b"new"}


def test_a_write_tears_at_every_sector() -> None:
    disk = Disk({"a": bytes(1024)})
    disk.make("a").pending.append(Write(0, b"x" * 1024))
    halves = {(one["a"][:1], one["a"][512:513]) for one in cuts(disk)}
    assert halves == {(b"\0", b"\0"), (b"x", b"\0"), (b"\0", b"x"), (b"x", b"x")}
    assert [(one.at, len(one.data or b"")) for one in sectors(Write(500, b"y" * 30))] == [(500, 12), (512, 18)]


def test_later_writes_may_land_without_earlier_ones() -> None:
    disk = Disk({"a": bytes(1024)})
    disk.make("a").pending += [Write(0, b"1"), Write(512, b"2")]
    assert bytes(1024)[:512] + b"2" + bytes(511) in {one["a"] for one in cuts(disk)}


def test_a_file_taken_away_may_come_back_until_the_folder_is_flushed() -> None:
    disk = Disk({"a": b"old"})
    disk.remove("a")
    disk.make("a").pending.append(Write(0, b"new"))
    disk.make("a").flush()
    assert {one.get("a") for one in cuts(disk)} == {b"old", None, b"new"}
    disk.flush_names()
    assert {one.get("a") for one in cuts(disk)} == {b"new"}


def test_a_file_may_be_cut_and_grow() -> None:
    disk = Disk({"a": b"12345678"})
    disk.make("a").pending += [Write(4, None), Write(6, b"x")]
    disk.make("a").flush()
    assert disk.after_a_cut(random.Random(1)) == {"a": b"1234\0\0x"}
