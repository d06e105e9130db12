"""What the catalogues say is sound: placeholders, plurals, compiled bytes, the glossary's terms, words of hazard."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tests.catalogues import CATALOGUES, LOCALE, compiled
from tests.running import ROOT

PO = {path.parts[-3]: polib.pofile(str(path)) for path in CATALOGUES}
FORMS = {"nb": 2, "da": 2, "sv": 2, "zh_Hans": 1}
COLUMNS = {"nb": "nb", "da": "da", "sv": "sv", "zh_Hans": "zh_hans"}
SEED_CODES = {"nb": "nb", "da": "da", "sv": "sv", "zh_Hans": "zh-hans"}
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[sd]|%%|(?<!%)\{\w+\}")
TERMS = list(csv.DictReader((LOCALE / "terms.csv").read_text(encoding="utf-8").splitlines()))
# Where a page means something else than the glossary's row of the same English: a design there, a number here.
OTHER_SENSE = {("zh_Hans", "Pairs"), ("da", "all"), ("sv", "all")}
EACH = pytest.mark.parametrize("language", sorted(FORMS))


def said(language: str) -> Iterator[tuple[polib.POEntry, str, str]]:
    """Each translated text with its English: the entry, the English, the translation."""
    for entry in PO[language]:
        if not entry.translated():
            continue
        for form, text in entry.msgstr_plural.items() or [(0, entry.msgstr)]:
            english = entry.msgid_plural if entry.msgid_plural and (form or FORMS[language] == 1) else entry.msgid
            yield entry, english, text


def test_the_four_languages_have_a_catalogue_each() -> None:
    assert set(PO) == set(FORMS)


@EACH
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    path = LOCALE / language / "LC_MESSAGES" / "django.mo"
    assert path.read_bytes() == compiled(PO[language]), "run: make messages"


@EACH
def test_a_translation_keeps_every_placeholder(language: str) -> None:
    def held(text: str) -> set[str]:
        return set(PLACEHOLDER.findall(text))

    wrong = [(english, text) for _, english, text in said(language) if held(english) != held(text)]
    assert wrong == []


@EACH
def test_every_plural_has_all_its_forms(language: str) -> None:
    counted = [entry for entry in PO[language] if entry.msgid_plural and entry.translated()]
    assert [entry.msgid for entry in counted if len(entry.msgstr_plural) != FORMS[language]] == []
    assert f"nplurals={FORMS[language]};" in PO[language].metadata["Plural-Forms"]


@EACH
def test_a_translation_begins_and_ends_as_the_english_does(language: str) -> None:
    wide = ("、", "；")  # which hold their own space

    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace() or text.endswith(wide)

    assert [text for _, english, text in said(language) if edges(english) != edges(text)] == []


@EACH
def test_marks_are_those_of_the_language(language: str) -> None:
    wrong = []
    for _, english, text in said(language):
        outside = re.sub(r"<[^>]*>", "", text)
        wrong += [text] if ("!" in outside or "！" in outside) and "!" not in english else []
        wrong += [text] if '"' in outside and '"' not in english else []
        wrong += [text] if language != "zh_Hans" and re.search(r"[\d)s] %%", outside) else []  # a no-break space
        wrong += [text] if language == "zh_Hans" and ("您" in text or re.search(r"[一-鿿][,;!?]", outside)) else []
    assert wrong == []


@EACH
def test_the_glossarys_terms_are_used(language: str) -> None:
    """Where the whole English text is a term's, the translation is the term's too; a context names another sense."""
    terms: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in TERMS:
        terms[row["en"]].append(row)
    wrong = []
    for entry, english, text in said(language):
        rows = [row for row in terms[english] if not entry.msgctxt or entry.msgctxt in row["key"].split(".")]
        if rows and text not in {row[COLUMNS[language]] for row in rows} and (language, english) not in OTHER_SENSE:
            wrong.append((entry.msgctxt, english, text, [row["key"] for row in rows]))
    assert wrong == []


# What the English says, what the language has to say then, and what it never says in any of its texts.
HAZARDS: dict[str, list[tuple[str, str, str]]] = {
    "nb": [
        (r"\bstrains?\b", r"stamme", r"\bbelastning(?:er|en)? (?:av )?(?:bakterie|lacto|bifido)"),
        (r"faecal (?:microbiota )?transplant", r"avføringstransplantasjon|overføring av", r"fekal transplant"),
        (r"\badjuncts?\b|\badd-ons?\b", r"tillegg", r"adjuvans"),
        (r"\btrillions?\b", r"billion", r"\btrillion"),
        (r"\bbillions?\b", r"milliard", r"(?:38|39|40) milliarder (?:bakterier|mikrober)"),
    ],
    "da": [
        (r"\bstrains?\b", r"stamme", r"\bbelastning(?:er|en)? (?:af )?(?:bakterie|lacto|bifido)"),
        (r"faecal (?:microbiota )?transplant", r"fækal|afføring", r"avføring"),
        (r"\badjuncts?\b|\badd-ons?\b", r"tillæg", r"adjuvans"),
        (r"\btrillions?\b", r"billion", r"\btrillion"),
        (r"\bbillions?\b", r"milliard", r"(?:38|39|40) milliarder (?:bakterier|mikrober)"),
    ],
    "sv": [
        (r"\bstrains?\b", r"stam", r"\bbelastning(?:ar|en)? (?:av )?(?:bakterie|lacto|bifido)"),
        (r"faecal (?:microbiota )?transplant", r"fekal|avföring", r"fæces"),
        (r"\badjuncts?\b|\badd-ons?\b", r"tillägg", r"adjuvans"),
        (r"\btrillions?\b", r"biljon", r"\btrillion|\btriljon"),
        (r"\bbillions?\b", r"miljard", r"(?:38|39|40) miljarder (?:bakterier|mikrober)"),
    ],
    "zh_Hans": [
        (r"\bstrains?\b", r"菌株", r"应变"),
        (r"faecal (?:microbiota )?transplant", r"粪菌移植", r"粪便移植"),
        (r"\badjuncts?\b|\badd-ons?\b", r"辅助|附加", r"佐剂"),
        (r"\btrillions?\b", r"万亿", r"万万亿|\d兆"),
        (r"\bbillions?\b", r"亿", r"(?:38|39|40)亿个?(?:细菌|微生物)"),
    ],
}
LEAKY = {
    "nb": r"lekk tarm", "da": r"utæt tarm", "sv": r"läckande tarm", "zh_Hans": r"肠漏",
}  # fmt: skip
MARKS = {"nb": "«", "da": "»", "sv": "”", "zh_Hans": "“"}


def seeds(language: str) -> Iterator[tuple[Path, str]]:
    """Every article, glossary and safety text in a language."""
    code = SEED_CODES[language]
    paths = [*ROOT.glob(f"seeds/*/{code}.md"), *ROOT.glob(f"seeds/*/{code}.toml")]
    assert paths
    yield from ((path, path.read_text(encoding="utf-8")) for path in paths)


@EACH
def test_words_of_hazard_are_said_in_the_right_words(language: str) -> None:
    wrong = [
        (english, text)
        for _, english, text in said(language)
        for about, right, _ in HAZARDS[language]
        if re.search(about, english, re.IGNORECASE) and not re.search(right, text, re.IGNORECASE)
    ]
    assert wrong == []


@EACH
def test_no_text_says_a_word_that_means_something_else(language: str) -> None:
    never = [never for _, _, never in HAZARDS[language]]
    texts = [*((entry.msgid, text) for entry, _, text in said(language)), *seeds(language)]
    wrong = [(at, found[0]) for at, text in texts for no in never if (found := re.search(no, text, re.IGNORECASE))]
    assert wrong == []


@EACH
def test_a_leaky_gut_stands_in_quotation_marks(language: str) -> None:
    opening = MARKS[language]
    bare = re.compile(
        rf"(?<![{opening}\"“])\b{LEAKY[language]}" if language != "zh_Hans" else rf"(?<!{opening}){LEAKY[language]}",
        re.I,
    )
    texts = [*((entry.msgid, text) for entry, _, text in said(language)), *seeds(language)]
    assert [
        (at, text[max(0, found.start() - 30) : found.end() + 10]) for at, text in texts for found in bare.finditer(text)
    ] == []


@EACH
def test_what_insights_and_verdicts_say_holds_no_forbidden_word(language: str) -> None:
    lines = (ROOT / "tests" / "forbidden_words.csv").read_text(encoding="utf-8").splitlines()
    patterns = [row["pattern"] for row in csv.DictReader(lines) if row["language"] == COLUMNS[language]]
    rows = [row for row in TERMS if row["key"].split(".")[0] in {"insight", "verdict", "phrase"}]
    assert len(patterns) > 20 and len(rows) > 50
    allowed = {"zh_hans": r"不说明原因"}.get(COLUMNS[language], r"(?!)")
    wrong = [
        (row["key"], found[0])
        for row in rows
        for pattern in patterns
        if row["key"] != "verdict.always"
        if (found := re.search(pattern, re.sub(allowed, "", row[COLUMNS[language]]), re.IGNORECASE))
    ]
    assert wrong == []
