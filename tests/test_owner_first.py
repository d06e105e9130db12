"""Every table about people can be split by person: the person comes first wherever rows are told apart or looked up."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, UniqueConstraint

from tracker.diary.models import Owned
from tracker.models import User

# Unique among all people, because whoever brings it is not known yet; a way in, looked up once.
WAYS_IN = {
    "tracker.Channel": ("channel_token_hash",),
    "tracker.User": ("user_one_owner",),
    "tracker.Food": ("food_shipped_slug",),  # a row of nobody: the table that ships is copied to every machine
}


def personal() -> list[type[Model]]:
    """Tables of ours whose rows belong to a person."""
    return [model for model in apps.get_app_config("tracker").get_models() if model is not User and owner_of(model)]


def owner_of(model: type[Model]) -> "ForeignKey[Any, Any] | None":
    found = [field for field in model._meta.concrete_fields if field.name == "owner" and field.related_model is User]
    return found[0] if found and isinstance(found[0], ForeignKey) else None


def test_each_table_of_ours_has_an_owner_or_is_about_nobody() -> None:
    ours = set(apps.get_app_config("tracker").get_models())
    assert {model.__name__ for model in ours - set(personal())} == {"User", "LoadedSeed"}


@pytest.mark.parametrize("model", personal(), ids=lambda model: model.__name__)
def test_an_index_begins_with_the_owner(model: type[Model]) -> None:
    owner = owner_of(model)
    assert owner
    unique = [constraint.fields for constraint in model._meta.constraints if isinstance(constraint, UniqueConstraint)]
    first = [fields[0] for fields in (*unique, *(index.fields for index in model._meta.indexes)) if fields]
    assert "owner" in first or owner.unique or owner.primary_key or owner.db_index


@pytest.mark.parametrize("model", [model for model in personal() if issubclass(model, Owned)], ids=lambda m: m.__name__)
def test_a_table_of_a_diary_has_no_index_of_the_owner_alone(model: type[Model]) -> None:
    """It would make each save dearer and no page quicker; measured in tests/bench/growth.md."""
    owner = owner_of(model)
    assert owner
    whole = [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint) and not one.condition]
    assert any(fields[0] == "owner" for fields in (*whole, *(index.fields for index in model._meta.indexes)))
    assert not owner.db_index


@pytest.mark.parametrize("model", personal(), ids=lambda model: model.__name__)
def test_whatever_is_unique_is_unique_within_a_person(model: type[Model]) -> None:
    allowed = WAYS_IN.get(model._meta.label, ())
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.name not in allowed:
            assert constraint.fields[:1] == ("owner",), constraint.name
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key and field.name != "owner":
            # The hash of a secret that only its holder has.
            assert field.name.endswith("_hash"), field.name


@pytest.mark.parametrize("model", personal(), ids=lambda model: model.__name__)
def test_rows_point_at_rows_of_the_same_person_or_of_nobody(model: type[Model]) -> None:
    """So that no reference ever leads from one machine to another."""
    for field in model._meta.concrete_fields:
        there = field.related_model if isinstance(field, ForeignKey) else None
        if isinstance(there, type) and there is not User and there.__module__.startswith("tracker."):
            assert there in personal(), field.name
