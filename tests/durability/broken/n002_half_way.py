"""Empties a table, and stops."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def stop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    raise ValueError("a note that nobody else should read")


class Migration(migrations.Migration):
    dependencies = [("tracker", "n001_later_words")]
    operations = [migrations.RunSQL("DELETE FROM tracker_serving"), migrations.RunPython(stop)]
