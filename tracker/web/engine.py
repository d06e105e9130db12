"""Django's templates, which let go of what a page showed as soon as it is written, and of whose tags no start waits;
ours travel without the indentation that they are written with.

A context holds layers that hold the context, so whatever a page was given, a diary's numbers and its own text above
all, would stay until garbage is looked for; and each page until then would be made in memory asked for anew.
"""

import re
from typing import Any

from django.http import HttpRequest
from django.template import Origin, TemplateDoesNotExist
from django.template.backends import django as plain
from django.template.context import make_context
from django.template.library import Library, import_library
from django.template.loaders import filesystem
from django.utils.safestring import SafeString

INDENTATION = re.compile(r"\n[ \t]+")


class Ours(filesystem.Loader):
    """Each line begins at its first sign, and stays the line it was; what is shown as typed is put in by a value."""

    def get_contents(self, origin: Origin) -> str:
        text: str = super().get_contents(origin)
        return INDENTATION.sub("\n", text)


class Template(plain.Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        given = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(given)
        except TemplateDoesNotExist as error:
            plain.reraise(error, self.backend)
        finally:
            given.dicts.clear()


class Libraries(dict[str, Library]):
    """The libraries of tags that a few templates load by name, looked for when the first of them does."""

    def __missing__(self, name: str) -> Library:
        library = self[name] = import_library(plain.get_installed_libraries()[name])
        return library


class Templates(plain.DjangoTemplates):
    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.engine.template_libraries = Libraries(self.engine.template_libraries)

    def get_templatetag_libraries(self, custom_libraries: dict[str, str]) -> dict[str, str]:
        return custom_libraries

    def from_string(self, template_code: str) -> Template:
        return Template(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> Template:
        return Template(super().get_template(template_name).template, self)
