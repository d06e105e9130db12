"""What was locked cannot change: the code refuses, and so does the database, by triggers told beside the columns.

A trigger stands among a table's constraints, so it is made with the table and made again whenever SQLite rebuilds one.
Rows can still be deleted, for a person who leaves takes every row along.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Field, Model, Q

SQLITE = """CREATE TRIGGER {name} BEFORE UPDATE ON %(table)s FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{name}: what was locked cannot change'); END"""
POSTGRESQL = """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{name}: what was locked cannot change' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER {name} BEFORE UPDATE ON %(table)s FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"""
DIFFERS = {
    "sqlite": "OLD.{column} IS NOT NEW.{column}",
    "postgresql": "OLD.{column}{cast} IS DISTINCT FROM NEW.{column}{cast}",
}


class LockedError(Exception):
    """Somebody tried to change what was locked."""


class Locked(BaseConstraint):
    """These fields never change once `once` is filled (without it: never at all); `back` values are never set again.

    `back` names values that `state` may not return to.
    """

    def __init__(self, *, name: str, fields: tuple[str, ...], once: str = "", back: tuple[str, ...] = ()) -> None:
        super().__init__(name=name)
        self.fields, self.once, self.back = tuple(fields), once, tuple(back)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        kwargs["fields"] = self.fields
        kwargs |= {key: value for key, value in (("once", self.once), ("back", self.back)) if value}
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Locked) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing a form could see: forms are never asked to change what was locked."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing within the table; the trigger is made as soon as the table stands."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        kind = schema_editor.connection.vendor
        template = SQLITE if kind == "sqlite" else POSTGRESQL
        text = template.format(name=self.name, when=self._when(model, schema_editor))
        return Statement(text, table=Table(model._meta.db_table, schema_editor.quote_name))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        if schema_editor.connection.vendor == "sqlite":
            return f"DROP TRIGGER IF EXISTS {self.name}"
        return f"DROP TRIGGER IF EXISTS {self.name} ON {schema_editor.quote_name(model._meta.db_table)}"

    def _when(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        differs = DIFFERS[schema_editor.connection.vendor]
        changes = []
        for name in self.fields:
            field = column_of(model, name)
            cast = "::text" if field.get_internal_type() == "JSONField" else ""
            changes.append(differs.format(column=schema_editor.quote_name(str(field.column)), cast=cast))
        if self.back:
            changes.append(f"NEW.state IN ({', '.join(repr(value) for value in self.back)})")
        changed = f"({' OR '.join(changes)})"
        return f"OLD.{schema_editor.quote_name(self.once)} IS NOT NULL AND {changed}" if self.once else changed


def refuse_changes(table: type[Model], row: Model, fields: Iterable[str], where: Q) -> None:
    """Raise LockedError if the row, as kept, is locked and any of these columns differs from it."""
    kept = table._default_manager.filter(where, pk=row.pk).first()
    if kept is None:
        return
    if changed := [name for name in fields if _plain(kept, name) != _plain(row, name)]:
        raise LockedError(f"{', '.join(changed)} cannot change any more")


def _plain(row: Model, name: str) -> Any:
    field = column_of(type(row), name)
    return field.to_python(getattr(row, field.attname))


def column_of(table: type[Model], name: str) -> "Field[Any, Any]":
    return next(field for field in table._meta.concrete_fields if field.name == name)
