"""The migrations of a Vagus that should never have been let out: the first is sound, the second stops half-way."""

from tests.durability import newer

__path__ = [*__path__, *newer.__path__]
