"""The command makes sample accounts and nothing else."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.builders import TODAY, a_day
from tracker.models import CheckIn, Serving, User


def demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_it_makes_a_marked_account_that_nobody_can_sign_in_to(evening: None) -> None:
    assert "Sample account Kari: 40 days" in demo("--user", "Kari", "--days", "40")
    kari = User.objects.get()
    assert (kari.is_sample, kari.is_owner, kari.has_usable_password()) == (True, False, False)
    assert 28 <= CheckIn.objects.filter(owner=kari).count() <= 40


@pytest.mark.django_db
def test_it_fills_two_years_when_nothing_else_is_said(evening: None) -> None:
    said = demo()
    assert "Sample account sample: 730 days" in said
    assert CheckIn.objects.count() > 550
    assert Serving.objects.count() > 3000


@pytest.mark.django_db
def test_a_second_run_replaces_the_days(evening: None) -> None:
    demo("--user", "Kari", "--days", "40")
    first = list(Serving.objects.order_by("uid").values_list("uid", "day", "grams"))
    demo("--user", "kari", "--days", "40")
    assert list(Serving.objects.order_by("uid").values_list("uid", "day", "grams")) == first
    demo("--user", "Kari", "--days", "40", "--seed", "2")
    assert list(Serving.objects.order_by("uid").values_list("uid", "day", "grams")) != first
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["alice", "ALICE"])
def test_it_never_touches_somebodys_own_account(alice: User, name: str) -> None:
    a_day(alice, TODAY, mood=3)
    with pytest.raises(CommandError, match="somebody's own account") as refused:
        demo("--user", name, "--days", "5")
    assert refused.value.returncode == 1
    assert CheckIn.objects.get().mood == 3
    assert not Serving.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--days", "0"), "--days must be between"),
        (("--days", "4000"), "--days must be between"),
        (("--seed", "-1"), "--seed must be"),
        (("--user", ""), "cannot be a name"),
        (("--user", "a\u200bb"), "cannot be a name"),
        (("--user", "x" * 61), "cannot be a name"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(arguments: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        demo(*arguments)
    assert not User.objects.exists()
