"""A thousand findings in every language: each is its own sentence whole, and none says more than it may."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.utils import translation

from tracker.insights import page, phrases, wording
from tracker.insights.wording import SENTENCES, Compared
from tracker.metrics import METRICS, Better, Kind, Metric, OwnKind, Role, own, supplement, those
from tracker.stats.findings import Finding, NoLink
from tracker.stats.windows import WINDOWS
from tracker.web import inside as names

ROOT = Path(__file__).parent.parent
LANGUAGES = [code for code, _ in settings.LANGUAGES]
COLUMNS = {"zh-hans": "zh_hans"}


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


TERMS = {row["key"]: row for row in table(ROOT.parent / "tracker" / "locale" / "terms.csv")}
FORBIDDEN = table(ROOT / "forbidden_words.csv")
EACH = pytest.mark.parametrize("language", LANGUAGES)
OURS = (
    own("walks", "Turer", OwnKind.COUNT, better=Better.NEITHER, role=Role.HABIT),
    own("rest", "Ro", OwnKind.SCALE, better=Better.NEITHER, role=Role.HABIT),
    own("piano", "Piano", OwnKind.MINUTES, better=Better.NEITHER, role=Role.HABIT),
    own("tea", "Te på senga", OwnKind.AMOUNT, unit="dl", better=Better.NEITHER, role=Role.HABIT),
    own("nap", "午睡", OwnKind.YES_NO, better=Better.NEITHER, role=Role.HABIT),
    supplement("zinc", "Sink fra Bergen"),
)
FELT = own("calm", "Ro i kroppen", OwnKind.SCALE, better=Better.HIGHER, role=Role.OUTCOME)
HABITS = (*those(METRICS, role=Role.HABIT), *OURS)
OUTCOMES = (*those(METRICS, role=Role.OUTCOME), FELT)


def answers(kind: type[Finding | NoLink], count: int, seed: int = 5) -> Iterator[Compared]:
    rng = np.random.default_rng(seed)
    for at in range(count):
        habit, outcome = HABITS[at % len(HABITS)], OUTCOMES[at // len(HABITS) % len(OUTCOMES)]
        window = WINDOWS[(at % len(HABITS) + at // len(HABITS)) % 3]
        yes = habit.kind is Kind.YES_NO
        low, high = (0.0, 1.0) if yes else sorted(rng.uniform(max(habit.low, 0), min(habit.high, 400), 2).tolist())
        size = float(rng.normal(0, 1)) * (0.1 if outcome.kind is Kind.YES_NO else 1) / max(high - low, 0.01)
        half = abs(size) * float(rng.uniform(0.1, 1.4))
        facts = {
            "habit": habit.key, "outcome": outcome.key, "window": window, "slope": size, "lo": size - half,
            "hi": size + half, "error": half / 2, "p": 0.001, "q": float(rng.choice([0.001, 0.03])),
            "n": int(rng.integers(40, 900)), "span": 1000, "low": low, "high": high, "days_low": 30, "days_high": 40,
            "yes_no": yes,
        }  # fmt: skip
        more = {"wide_lo": size - 2 * half, "wide_hi": size + 2 * half} if kind is Finding else {}
        yield Compared.of(kind(**facts, **more), habit, outcome)


def template(text: str) -> str:
    """A pattern in which every placeholder may be anything without a full stop at its end."""
    parts = re.split(r"%\(\w+\)s", text)
    return "(.+?)".join(re.escape(part) for part in parts)


def in_row(key: str, language: str) -> str:
    return re.sub(r"\{(\w+)\}", r"%(\1)s", TERMS[key][COLUMNS.get(language.lower(), language.split("-")[0])])


def forbidden(language: str) -> list[str]:
    column = COLUMNS.get(language.lower(), language)
    return [row["pattern"] for row in FORBIDDEN if row["language"] == column]


def test_the_thousand_holds_every_sentence_every_kind_and_every_window() -> None:
    told = list(answers(Finding, 1000))
    assert {(one.form, one.effect[0] < 0) for one in told} == {
        (form, way) for form in SENTENCES for way in (False, True)
    }
    kinds = {(one.outcome.kind, one.answer.window) for one in told}
    assert kinds == {(metric.kind, window) for metric in OUTCOMES for window in WINDOWS}
    assert {(one.habit.key, one.answer.window) for one in told} == {
        (m.key, window) for m in HABITS for window in WINDOWS
    }


@EACH
def test_a_thousand_findings_are_each_their_own_sentence_whole(language: str) -> None:
    patterns = forbidden(language)
    assert len(patterns) > 20
    with translation.override(language):
        told = [(one, wording.sentence(one)) for one in answers(Finding, 1000)]
        rows = {form: [template(str(text)) for text in pair] for form, pair in SENTENCES.items()}
        own_words = [names.inside(metric) for metric in (*OURS, FELT)]
    stray = [text for one, text in told if not re.fullmatch(rows[one.form][one.effect[0] < 0], text)]
    assert stray == []
    other = [(one, way, text) for one, text in told for way in (0, 1) if way != (one.effect[0] < 0)]
    assert [text for one, way, text in other if re.fullmatch(rows[one.form][way], text)] == []
    assert not [text for _, text in told if "%(" in text or "!" in text]
    plain = [text for _, text in told]
    for words in own_words:
        plain = [text.replace(words, "") for text in plain]
    assert [(text, found[0]) for text in plain for no in patterns if (found := re.search(no, text, re.I))] == []


@EACH
def test_answers_without_a_link_hold_no_forbidden_word(language: str) -> None:
    with translation.override(language):
        said = [
            text
            for one in answers(NoLink, 300)
            for text in (wording.verdict(one), wording.amounts(one), wording.alone(one), wording.could_have_shown(one))
        ]
    assert [
        (text, found[0]) for text in said for no in forbidden(language) if (found := re.search(no, text, re.I))
    ] == []


def rows() -> Iterator[tuple[str, object]]:
    """Every row of the glossary for a sentence of a finding, with the sentence."""
    for (window, form), pair in SENTENCES.items():
        for way, text in zip(("higher", "lower"), pair, strict=True):
            key = ROWS[form].format(window=window, way=way)
            yield key.replace("yesno.same.", "yesno."), text


ROWS = {
    "amount": "insight.{window}.{way}", "level": "insight.level.{way}", "yes": "insight.yesno.{window}.{way}",
}  # fmt: skip


def test_english_sentences_are_those_of_the_glossary() -> None:
    assert [(key, str(text)) for key, text in rows() if str(text) != in_row(key, "en")] == []
    assert {key: str(text) for key, text in phrases.PHRASES.items()} == {
        key: in_row(f"phrase.{key}", "en") for key in phrases.PHRASES
    }
    assert {key: str(text) for key, text in phrases.SINGLE.items()} == {
        key: in_row(f"phrase.{key}.one", "en") for key in phrases.SINGLE
    }
    for key in ("mood", "unease", "stress", "sleep_quality", "gut_discomfort", "stool_type"):
        assert str(names.FELT[key]) == in_row(f"metric.{key}.def", "en")


@EACH
def test_sentences_are_those_of_the_glossary_in_every_language(language: str) -> None:
    with translation.override(language):
        told = [(key, str(text)) for key, text in rows()]
        told += [(f"phrase.{key}", str(text)) for key, text in phrases.PHRASES.items()]
        told += [(f"phrase.{key}.one", str(text)) for key, text in phrases.SINGLE.items()]
        for key, text in phrases.AGAINST.items():
            row = f"unit.{key}" if key == "servings" else f"unit.less.{key}"
            told += [
                (f"{row}.{form}", str(text % {"n": "%(n)s", "count": n})) for form, n in (("one", 1), ("other", 2))
            ]
    assert [(key, text) for key, text in told if spaced(text) != spaced(in_row(key, language))] == []


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@EACH
def test_the_other_amount_says_what_is_counted_and_stands_as_the_language_writes_it(language: str) -> None:
    with translation.override(language):
        said = {metric.key: phrases.less(metric, 25) for metric in HABITS if metric.kind is not Kind.YES_NO}
        hours = phrases.points(next(m for m in OUTCOMES if m.key == "attack_hours"), 1.5, 1)
    counted = [m.key for m in those(METRICS, role=Role.HABIT) if m.kind is Kind.COUNT]
    assert [key for key in counted if not re.search(r"[^\W\d]", said[key])] == []
    if language.startswith("zh"):
        assert [
            text for key, text in {**said, "hours": hours}.items() if re.search(r"\s", text) and key != "own_tea"
        ] == []
        assert said["fibre"] == "25克" and hours == "1.5小时"
    else:
        assert said["fibre"] == "25\N{NO-BREAK SPACE}g"
    assert said["own_tea"] == "25\N{NO-BREAK SPACE}dl"


def test_every_number_has_a_name_inside_a_sentence() -> None:
    missing = [m.key for m in METRICS if m.role in (Role.HABIT, Role.OUTCOME) and m.key not in names.INSIDE]
    amounts = [m.key for m in those(METRICS, role=Role.HABIT) if m.kind is not Kind.YES_NO]
    assert missing == []
    assert [key for key in amounts if key not in phrases.PHRASES] == []
    assert [m.key for m in those(METRICS, role=Role.CONTEXT) if m.key not in names.INSIDE] == []


@pytest.mark.parametrize(
    ("key", "low", "high", "near"),
    [
        ("fibre", 19.7, 30.4, (20, 30)),
        ("sleep_hours", 6.8, 7.9, (7, 8)),
        ("fermented", 0, 2, (0, 2)),
        ("active_min", 0, 47, (0, 40)),
        ("bed_time", -1.02, 0.51, (-1, 0.5)),
    ],
)
def test_amounts_are_told_in_steps_that_people_think_in(
    key: str, low: float, high: float, near: tuple[float, float]
) -> None:
    metric = next(metric for metric in METRICS if metric.key == key)
    assert phrases.rounded(metric, low, high) == pytest.approx(near)


def a_finding(habit: Metric, outcome: Metric, **facts: object) -> Finding:
    given = {
        "habit": habit.key, "outcome": outcome.key, "window": "same", "slope": 0.06, "lo": 0.02, "hi": 0.1,
        "error": 0.02, "p": 0.0003, "q": 0.007, "n": 316, "span": 365, "low": 20.2, "high": 29.9, "days_low": 80,
        "days_high": 81, "yes_no": False, "wide_lo": 0.01, "wide_hi": 0.11,
    }  # fmt: skip
    return Finding(**given | facts)


def test_a_finding_reads_as_the_glossary_writes_it() -> None:
    fibre, mood = (next(m for m in METRICS if m.key == key) for key in ("fibre", "mood"))
    one = Compared.of(a_finding(fibre, mood), fibre, mood)
    assert wording.sentence(one) == (
        "On days with 30\N{SPACE}g of fibre (against 20\N{NO-BREAK SPACE}g), mood was 0.6 points higher on average "
        "(0.2 to 1.0)."
    )
    assert wording.sure(one.answer) == "Clear pattern"
    lower = Compared.of(a_finding(fibre, mood, slope=-0.06, lo=-0.1, hi=-0.02, q=0.03), fibre, mood)
    assert "0.6 points lower on average (0.2 to 1.0)." in wording.sentence(lower)
    assert wording.sure(lower.answer) == "Likely pattern"


def test_a_range_around_none_says_that_it_could_be_chance() -> None:
    fibre, mood = (next(m for m in METRICS if m.key == key) for key in ("fibre", "mood"))
    across = Compared.of(a_finding(fibre, mood, lo=-0.01), fibre, mood)
    assert "That could be chance." in page.cautions(across)
    assert "Same day: which came first cannot be seen here; it can go either way." in page.cautions(across)
