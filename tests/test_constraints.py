"""What the models promise stands in the database that the migrations make, on every database."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, UniqueConstraint


@pytest.mark.django_db
def test_every_constraint_and_index_of_a_table_is_there() -> None:
    missing = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("tracker").get_models():
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            promised = [one for one in model._meta.constraints if isinstance(one, CheckConstraint | UniqueConstraint)]
            missing += [one.name for one in (*promised, *model._meta.indexes) if one.name not in there]
    assert missing == []
