"""A small shelf of seeds for the reader's tests: one sound article, and ways to spoil it."""

import shutil
from pathlib import Path

SEEDS = Path(__file__).parent.parent.parent / "seeds"

FACTS = """\
icon = "sprout"
tone = "leaf"
written = 2026-11-01
reviewed = 2026-11-21
next_review = 2027-05-21
metrics = ["mood", "fibre"]
experiments = ["E2"]
names_supplements = false
left_out = ["A03"]

[passages]
what-oats-do = ["fibre"]

[[sources]]
id = "someone-2020"
text = "Someone A. Journal 2020;1:2"
doi = "10.1000/xyz"
seen = "read"

[[claims]]
key = "oats-and-mood"
ids = ["A01"]
evidence = "pilot"
sources = ["someone-2020"]
log = ["fibre"]
look = ["mood"]
test = ["E2"]

[[claims]]
key = "oats-in-mice"
ids = ["A02"]
evidence = "animal_lab"
sources = ["someone-2020"]

[prose]
"A04" = "what-oats-do"
"""

WORDS = """\
+++
title = "Oats and mood"
summary = "A bowl, looked at closely."
after = "after a morning"
remember = ["One.", "Two.", "Three."]

[claims.oats-and-mood]
says = "In one pilot, oats went with [calmer](glossary:vagus) mornings."
weight = "Pilot, 12 people"
check = "Confirmed. Small."

[claims.oats-in-mice]
says = "Mice like oats."
weight = "Mice"
check = "They do."

[left_out]
"A03" = "Nobody could say where it came from."
+++
Opening words about the [vagus nerve](glossary:vagus).

## What oats do

Plain text with a [link](https://example.org/page) and *weight*.

- one
- two

{{ claims oats-and-mood oats-in-mice }}

## Keep on

{{ note keep-treatment }}
"""


def a_shelf(root: Path, *, facts: str = FACTS, words: str = WORDS) -> Path:
    """A seeds folder with the real glossary, safety texts and help lines and one article of our own."""
    root.mkdir(exist_ok=True)
    shutil.copy(SEEDS / "help_lines.toml", root / "help_lines.toml")
    for name in ("glossary", "safety"):
        (root / name).mkdir(exist_ok=True)
        for path in (SEEDS / name).glob("*.toml"):
            shutil.copy(path, root / name / path.name)
    folder = root / "oats"
    folder.mkdir(exist_ok=True)
    (folder / "article.toml").write_text(facts, encoding="utf-8")
    (folder / "en.md").write_text(words, encoding="utf-8")
    return root


def swapped(text: str, old: str, new: str) -> str:
    """The text with one passage changed; the passage must be there."""
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1
