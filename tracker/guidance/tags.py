"""The fixed safety texts as a built-in template tag, so that pages of other rooms say them in the same words."""

from django import template

from tracker.guidance import library
from tracker.guidance.safety import Note

register = template.Library()


@register.inclusion_tag("guidance/_note.html")
def safety_note(name: str) -> dict[str, Note]:
    """One text of the safety page."""
    return {"note": library.safety_texts().notes[name]}
