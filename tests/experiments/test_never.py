"""What is never tried is recognised in five languages, and ordinary habits are let through."""

import pytest

from tracker.experiments.never import TOPICS, forbidden
from tracker.experiments.starters import STARTERS

FORBIDDEN = {
    "treatment": """
        Stop my antidepressant for two weeks
        Skip my evening medication
        Take half of my tablets
        Probiotics instead of my prescribed medicine
        Come off sertraline slowly
        Taper my meds
        Take my levothyroxine in the evening
        Pause therapy for a month
        Lower the dose by half
        Slutte med antidepressiva
        Kutte ned på medisinen
        Ta halv dose av blodtrykksmedisin
        Springe min medicin over
        Trappe ned på mine piller
        Hoppa över min medicin
        Sluta med tabletterna
        Magnesium istället för min behandling
        停药两周
        把抗抑郁药减半
        用益生菌代替治疗
    """,
    "transplant": """
        A faecal transplant at home
        Fecal microbiota transplant
        FMT from my brother
        Coffee enema every morning
        Avføringstransplantasjon
        Afføringstransplantation hjemme
        Avföringstransplantation
        自制粪菌移植
    """,
    "antibiotics": """
        A course of antibiotics
        Rester av antibiotika
        吃抗生素
    """,
    "fasting": """
        A 72 hour fast
        Intermittent fasting 16:8
        Water fast for three days
        Faste i tre dager
        Fasta i två dygn
        Elimination diet without gluten and dairy
        500 kcal a day
        断食三天
    """,
    "sleep": """
        Sleep restriction
        Stay up all night once a week
        Søvnrestriksjon
        Sove bare 4 timer
        熬夜
    """,
    "drugs": """
        CBD oil before bed
        Microdosing psilocybin
        Inject vitamin B12
        Johannesört varje dag
        Cannabisolje
        注射维生素
    """,
    "doses": """
        Vitamin D 4000 IU every morning
        D-vitamin om vinteren
        Calcium tablets with dinner
        Kalsium 500 mg
        L-threonate for memory
        Raise my serum magnesium
        维生素D每天
    """,
    "others": """
        Probiotics for my son
        Give my daughter magnesium
        Gi kefir til barnet
        Ge min dotter probiotika
        给孩子吃益生菌
    """,
}

ALLOWED = """
    Ten quiet minutes after lunch
    Get up within 30 minutes of 06:45
    No phone or tablet after nine in the evening
    Stop drinking coffee after noon
    Skip alcohol on weekdays
    Less sugar and no fast food for two weeks
    A fast walk of 20 minutes every day
    Breakfast within an hour of waking
    Kefir or yoghurt every day
    A handful of nuts instead of sweets
    Walk with my wife after dinner
    Evening walk with the dog
    Dinner at the same time every day
    Oats for breakfast, as usual otherwise
    Herbal infusion in the evening
    Filter or drip coffee only in the morning
    Read a book before bed without screens
    Magnesium from nuts and seeds
    The same probiotic every day
    Wash my face with water only in the morning
    Lights out at 23:00
    20 minutes of music with headphones
    Fast leggetid hver dag
    Faste måltider hver dag
    Stå opp til samme tid
    Mindre sukker på hverdager
    Ingen skjerm etter klokken ni
    Gå tur med min kone etter middag
    Resultatet av mer fiber
    Yoghurt hver morgen
    Færre sure drikke
    Ti stille minutter efter frokost
    Faste spisetider
    Ingen kaffe efter middag
    Gåtur i skoven hver dag
    Fasta måltider varje dag
    Promenad efter lunchen
    Mindre godis på vardagar
    Stilla stund i tio minuter
    Ingen alkohol på vardagar
    Sardines and other food with calcium
    Twenty minutes of daylight in the morning
    午饭后静坐十分钟
    每天同一时间起床
    晚上少看手机
    每天吃酸奶
    饭后散步二十分钟
""".strip().splitlines()
PHRASES = [(key, phrase.strip()) for key, lines in FORBIDDEN.items() for phrase in lines.strip().splitlines()]


@pytest.mark.parametrize(("key", "phrase"), PHRASES)
def test_what_is_never_tried_is_recognised(key: str, phrase: str) -> None:
    assert key in [topic.key for topic in forbidden("Does it help?", phrase)]


@pytest.mark.parametrize("phrase", [phrase.strip() for phrase in ALLOWED])
def test_ordinary_habits_are_let_through(phrase: str) -> None:
    assert forbidden(phrase) == ()


def test_there_are_enough_phrases_for_every_topic() -> None:
    assert len(PHRASES) >= 40 and FORBIDDEN.keys() == {topic.key for topic in TOPICS}


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_no_ready_made_one_is_refused(starter) -> None:  # type: ignore[no-untyped-def]
    assert forbidden(starter.title, starter.usual, starter.habit) == ()
