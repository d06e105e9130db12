"""A diary with something of everything, and files to bring in."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tests.builders import (
    a_break,
    a_day,
    a_dose,
    a_food,
    a_lab_value,
    a_moment,
    a_mood_name,
    a_night,
    a_serving,
    a_supplement,
    a_total,
    a_value,
    an_event,
    an_own_tracker,
)
from tracker.exchange.formats.observation import Notice, Observation
from tracker.exchange.formats.recognise import recognise
from tracker.exchange.formats.source import Given
from tracker.models import CheckIn, Favourite, Food, SavedMeal, SavedMealItem, User

TODAY = date(2026, 11, 21)
OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
DAYLIO = (
    b"full_date,date,weekday,time,mood,activities,note_title,note\n"
    b'2026-11-20,20 November,Friday,8:00 pm,rad,"tea | walk","","quiet"\n'
    b'2026-11-19,19 November,Thursday,8:00 pm,meh,"","",""\n'
    b'2026-11-18,18 November,Wednesday,8:00 pm,bad,"","",""\n'
)


def shipped() -> Food:
    return Food.objects.filter(owner=None, slug="oats").first() or a_food("oats")


def a_whole_diary(owner: User) -> None:
    """Something in every table, with the texts and numbers that tend to break."""
    oats = shipped()
    kefir = a_food("kefir", owner, name_en='=Aunt\'s "kefir"', fermented_live=True, fibre=None, portion_g=33.333)
    a_food("oats", owner, name_en="Own oats", archived=True)
    a_food("plain", owner, fibre=0, portion_g=100)
    magnesium = a_supplement(
        owner, "Magnesium", amount=300.5, unit="mg", magnesium_mg=60, b6_mg=1.4, strains="=LGG; 299v", batch="-7, b",
        position=2,
    )  # fmt: skip
    a_supplement(owner, "Vitamin, D", slug="vitamin_d", archived=True, position=2)
    a_day(owner, TODAY, mood=0, unease=10, stool_type=0, food_day="all", note="-one\r\n'two'\n=\"three\" 😀\t")
    a_day(owner, date(2019, 2, 28), mood=7)
    a_day(owner, date(2019, 3, 1))
    a_night(owner, TODAY)
    night = a_night(owner, date(2026, 3, 29), zone="Asia/Kolkata")
    type(night).objects.filter(pk=night.pk).update(wake_time=None, bed_time=time(23, 20, 30))
    for grams, meal, food in ((40, "breakfast", oats), (0.1, "", kefir), (40, "breakfast", oats)):
        a_serving(owner, food, TODAY, grams, meal=meal)
    a_serving(owner, oats, TODAY, 99, removed=NOW)
    a_dose(owner, magnesium)
    a_dose(owner, magnesium)
    some_own_trackers(owner)
    an_event(owner, "illness", date(2026, 11, 1), date(2026, 11, 4), text="+cold, the 2nd")
    an_event(owner, "travel", date(2026, 11, 10))
    an_event(owner, "medicine", date(2026, 11, 12), what="dose", who="self", text="-half")
    an_event(owner, "antibiotics", date(2026, 11, 13), what="@amoxicillin")
    a_total(owner, "who5", 0, date(2026, 11, 2), given_by="=Dr, O'Hara")
    a_total(owner, "hit6", 78, date(2026, 11, 2))
    a_lab_value(owner, "+Vitamin D", -2.125, unit="µg/L", printed_range='<= 3,5; see "note"', note="'fasting")
    a_lab_value(owner, "Folate", 1e-7, unit="", printed_range="")
    a_moment(owner, -5, 5, words=["tense", "own:=on edge", "own:a, 'b'"], note="-late")
    a_moment(owner, 0, 0, date(2026, 11, 2), clock="00:05")
    a_mood_name(owner, "=on edge")
    a_mood_name(owner, "møtt", "pleasant_low")
    a_break(owner, date(2026, 11, 5), date(2026, 11, 6), note="@sea")
    a_break(owner, date(2026, 12, 24))
    Favourite.objects.create(owner=owner, food=kefir)
    Favourite.objects.create(owner=owner, food=oats)
    meal = SavedMeal.objects.create(owner=owner, name="@Porridge, small")
    for food, grams in ((oats, 40), (kefir, 12.5), (oats, 1)):
        SavedMealItem.objects.create(owner=owner, meal=meal, food=food, grams=grams)
    SavedMeal.objects.create(owner=owner, name="Nothing in it yet")


def some_own_trackers(owner: User) -> None:
    """One of each kind, the last put away, and what they say of a few days."""
    kinds = {"yes_no": (0, 1), "count": (0, 12_000), "amount": (0.1, 1e6), "scale": (0, 10), "minutes": (7.5, 1440)}
    for position, (kind, (low, high)) in enumerate(kinds.items()):
        tracker = an_own_tracker(
            owner, f'={kind}, "mine"', kind, slug=f"own_{kind}", unit="km" if kind == "amount" else "",
            better="lower", role="context", position=position, archived=kind == "minutes",
        )  # fmt: skip
        a_value(owner, tracker, low)
        a_value(owner, tracker, high, date(2026, 11, 2))
        a_value(owner, tracker, None, date(2026, 11, 3))


def readings(data: bytes) -> list[Observation | Notice]:
    """What a file says, its moods by the app's own names."""
    return list(recognise(data).read(Given(TODAY, OSLO)))


def moods(owner: User) -> dict[date, int | None]:
    return dict(CheckIn.objects.filter(owner=owner).order_by("day").values_list("day", "mood"))
