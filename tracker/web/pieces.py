"""Fragments of pages kept as they were made: `{% piece "room/_name.html" one=this two=that %}`.

A piece is an include that sees what is named and nothing else: no request, no person. What it says rests on those
values, the language, the clock's zone and the path under which the house is served, so the same values give the same
text, and it can be kept for as long as there is room, for everybody, whatever is written meanwhile. Values count by
what they hold, not by which row they are.
"""

import copyreg
import pickle
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import fields
from datetime import date, time
from functools import partial
from hashlib import blake2b
from operator import attrgetter
from typing import Any, TypeVar

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from tracker.metrics import BY_KEY, Metric
from tracker.web import keys

T = TypeVar("T")
Place = tuple[str | None, str, str]
# What differs each time stands in a kept piece as a mark that nobody could have typed.
TOKEN, KEY = (f"{name}-{secrets.token_hex(16)}" for name in ("token", "key"))
AROUND = "around pieces"  # its place in what a template remembers while it is made
_inside: ContextVar[bool] = ContextVar("inside", default=False)


class Box:
    """As many texts as fit; the one not asked for longest goes first."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable) -> str | None:
        with self._lock:
            if (text := self._texts.get(name)) is not None:
                self._texts.move_to_end(name)
            return text

    def put(self, name: Hashable, text: str) -> None:
        with self._lock:
            self.used += len(text) - len(self._texts.pop(name, ""))
            self._texts[name] = text
            while self.used > self.room:
                self.used -= len(self._texts.popitem(last=False)[1])

    def empty(self) -> None:
        with self._lock:
            self._texts.clear()
            self.used = 0


KEPT = Box(settings.KEPT_PIECES_CHARACTERS)


def plain(*kinds: type[Any]) -> None:
    """Let records of these kinds be written down quickly: by their fields, told once, instead of anew for each."""
    for kind in kinds:
        names = tuple(one.name for one in fields(kind))
        read = attrgetter(*names) if len(names) > 1 else lambda record, name=names[0]: (getattr(record, name),)
        copyreg.pickle(kind, partial(_written, kind, names, read))


def _written(kind: type[T], names: tuple[str, ...], read: Callable[[T], tuple[Any, ...]], record: T) -> Any:
    return _again, (kind, names, read(record))


def _again(kind: type[T], names: tuple[str, ...], values: tuple[Any, ...]) -> T:
    return kind(**dict(zip(names, values, strict=True)))


def _listed(key: str) -> Metric:
    return BY_KEY[key]


def _of_metric(metric: Metric) -> Any:
    """One of the registry is told by its key, a person's own by all it holds."""
    return (_listed, (metric.key,)) if BY_KEY.get(metric.key) is metric else _METRIC(metric)


_NAMES = tuple(one.name for one in fields(Metric))
_METRIC = partial(_written, Metric, _NAMES, attrgetter(*_NAMES))
copyreg.pickle(Metric, _of_metric)


def around() -> Place:
    """What every piece rests on beside its values."""
    return get_language(), get_current_timezone_name(), get_script_prefix()


def _around(context: template.Context) -> Place:
    """The same, asked once for all pieces of a template; so none may stand where another language is put on."""
    place: Place | None = context.render_context.get(AROUND)
    if place is None:
        place = context.render_context[AROUND] = around()
    return place


NAMED: set[type[Any]] = set()
PLAIN = {bool, date, int, str, time, type(None)}  # told apart by what they are, beside their kind


def named(*kinds: type[Any]) -> None:
    """Let things of these kinds go by the `name` under which they were made, a number no other one ever has."""
    NAMED.update(kinds)


def name_of(file: str, values: Mapping[str, Any], *, forms: bool, place: Place | None = None) -> Hashable:
    """What tells one piece from another; `forms` says whether a token stands in its forms, `place` what is around.

    Raises:
        TypeError, PicklingError: for a value that cannot be written down, such as an open query or a form.
    """
    place = place or around()
    plainly = tuple(map(_plainly, values.values()))
    # A digest of a handful of plain things costs more than to look at them.
    return _hash(file, place, forms, dict(values)) if None in plainly else (file, place, forms, *values, plainly)


def _plainly(thing: Any) -> tuple[Any, ...] | None:
    """A thing that can stand for itself, with its kind: 1, True and 1.0 are equal, and so are a text and a safe one."""
    kind = type(thing)
    if kind in PLAIN:
        return None if kind is time and thing.tzinfo else (kind, thing)
    if kind in NAMED and thing.name:
        return kind, thing.name
    if isinstance(thing, tuple) and PLAIN.issuperset(kinds := tuple(map(type, thing))) and time not in kinds:
        return kind, kinds, thing
    return None


def _hash(*said: Any) -> bytes:
    return blake2b(pickle.dumps(said, 5), digest_size=32).digest()


class Piece(template.Node):
    def __init__(self, file: FilterExpression, values: Mapping[str, FilterExpression]) -> None:
        self.file, self.values = file, values

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        return _said(context, _kept(context, self.file.resolve(context), values))


class Pieces(Piece):
    """A piece for each thing of a list, one after the other: of a long list a change makes one anew."""

    def render(self, context: template.Context) -> SafeString:
        [(name, things)] = self.values.items()
        file = self.file.resolve(context)
        return _said(context, "".join([_kept(context, file, {name: one}) for one in things.resolve(context)]))


def _kept(context: template.Context, file: str, values: Mapping[str, Any]) -> str:
    name = name_of(file, values, forms="csrf_token" in context, place=_around(context))
    text = KEPT.get(name)
    if text is None:
        text = _made(context, file, values)
        KEPT.put(name, text)
    return text


def _said(context: template.Context, text: str) -> SafeString:
    return mark_safe(text if _inside.get() else filled(text, context))  # noqa: S308 (a template made it)


def _made(context: template.Context, file: str, values: Mapping[str, Any]) -> str:
    assert context.template is not None
    made_inside = _inside.set(True)
    try:
        token = {"csrf_token": TOKEN} if "csrf_token" in context else {}
        inner = template.Context({**token, **values}, autoescape=context.autoescape)
        inner.render_context[AROUND] = _around(context)
        return str(context.template.engine.get_template(file).render(inner))
    finally:
        _inside.reset(made_inside)


def new_key() -> str:
    """A key for the change that a form will send; inside a piece its place."""
    return KEY if _inside.get() else keys.fresh()


def filled(text: str, context: template.Context) -> str:
    """A kept text with this visit's token and with a key of its own for each form."""
    if TOKEN in text:
        text = text.replace(TOKEN, str(context["csrf_token"]))
    if KEY in text:
        first, *others = text.split(KEY)
        text = first + "".join(map(str.__add__, keys.several(len(others)), others))
    return text


def piece(parser: Parser, token: Token) -> Piece:
    """`{% piece "room/_name.html" name=value ... %}`, or `{% pieces "room/_name.html" name=values %}`."""
    tag, file, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"A piece sees named values alone; {bits[0]!r} has no name.")
    if tag == "piece":
        return Piece(parser.compile_filter(file), values)
    if len(values) != 1:
        raise template.TemplateSyntaxError("Pieces of a list see its things by one name.")
    return Pieces(parser.compile_filter(file), values)
