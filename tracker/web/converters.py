"""Parts of an address as the values they stand for."""

from datetime import date

from django.urls import register_converter

from tracker.metrics import BY_KEY, Metric


class DayConverter:
    """`2026-11-21` as a date; anything else is no such page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class MetricConverter:
    """`mood` as the registry's entry."""

    regex = r"[a-z_]+"

    def to_python(self, value: str) -> Metric:
        if value not in BY_KEY:
            raise ValueError(value)
        return BY_KEY[value]

    def to_url(self, value: Metric | str) -> str:
        return value if isinstance(value, str) else value.key


register_converter(DayConverter, "day")
register_converter(MetricConverter, "metric")
