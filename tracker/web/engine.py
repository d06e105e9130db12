"""Django's templates, which let go of what a page showed as soon as it is written.

A context holds layers that hold the context, so whatever a page was given, a diary's numbers and its own text above
all, would stay until garbage is looked for; and each page until then would be made in memory asked for anew.
"""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends import django as plain
from django.template.context import make_context
from django.utils.safestring import SafeString


class Template(plain.Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        given = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(given)
        except TemplateDoesNotExist as error:
            plain.reraise(error, self.backend)
        finally:
            given.dicts.clear()


class Templates(plain.DjangoTemplates):
    def from_string(self, template_code: str) -> Template:
        return Template(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> Template:
        return Template(super().get_template(template_name).template, self)
