"""How Vagus looks beside other programs: drawings and the colours around them."""

from django.contrib.staticfiles.storage import staticfiles_storage

PAPER, NIGHT = "#f8f4ec", "#121714"  # --paper of tokens.css, light and dark
DRAWINGS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable.png", "512x512", "maskable"),
)


def listed() -> list[dict[str, str]]:
    """The drawings as a manifest names them."""
    return [
        {"src": staticfiles_storage.url(name), "sizes": size, "type": "image/png", "purpose": purpose}
        for name, size, purpose in DRAWINGS
    ]
