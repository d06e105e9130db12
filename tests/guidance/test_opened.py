"""An article is put together once for everybody whom it leads to the same places."""

from django.test import Client

from tracker.guidance.library import library
from tracker.guidance.opened import Opened
from tracker.models import User
from tracker.web.pieces import name_of


def opened(
    slug: str = "magnesium", *, food_free: bool = False, due: bool = False, modules: tuple[str, ...] = ()
) -> bytes:
    shelf = library()
    article = shelf.article(slug)
    assert article is not None
    return name_of("guidance/_article.html", {"opened": Opened(shelf, article, food_free, modules, due)}, forms=True)


def test_whatever_makes_it_say_something_else_gives_it_another_name() -> None:
    names = [
        opened(), opened("gut-and-mood"), opened(food_free=True), opened(due=True), opened(modules=("sleep",)),
    ]  # fmt: skip
    assert len(set(names)) == len(names)
    assert opened() == names[0]


def test_it_leads_each_reader_to_their_own_places(door: Client, alice: User) -> None:
    """Plants are for whoever notes food; for others nothing leads there, however often the page was asked for."""
    with_food = door.get("/learn/gut-and-mood/").text
    User.objects.filter(pk=alice.pk).update(food_free=True)
    without = door.get("/learn/gut-and-mood/").text
    assert "template=E2" in with_food or "show=plants" in with_food
    assert "template=E2" not in without
    assert "show=plants" not in without
    User.objects.filter(pk=alice.pk).update(food_free=False)
    assert door.get("/learn/gut-and-mood/").text == with_food
