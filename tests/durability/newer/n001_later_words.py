"""A column more on the widest table, filled for every row, and a slow look at the log."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tests.durability.newer import NEWEST


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_savedanswer SET key = key || '-later'")
        cursor.execute("UPDATE tracker_checkin SET later = mood")


class Migration(migrations.Migration):
    dependencies = [("tracker", NEWEST)]
    operations = [
        migrations.RunSQL("ALTER TABLE tracker_checkin ADD COLUMN later real NULL"),
        migrations.RunPython(fill),
    ]
