"""Ready-made pieces for other programs, with this machine's own address in them."""

from dataclasses import dataclass

TOKEN = "vagus_…"  # noqa: S105 (a place for one)


@dataclass(frozen=True, slots=True)
class Recipes:
    """What to copy, as text; the pages put words around it."""

    note_mood: str
    read_week: str
    add_food: str
    home_assistant: str
    address: str
    body: str
    header: str


CURL_MOOD = """\
curl -X PATCH {base}days/today \\
  -H "Authorization: Bearer $VAGUS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{{"mood": 6}}'"""
CURL_WEEK = """\
curl -H "Authorization: Bearer $VAGUS_TOKEN" \\
  "{base}series?metrics=mood,fibre,sleep_hours\""""
CURL_FOOD = """\
curl -H "Authorization: Bearer $VAGUS_TOKEN" "{base}foods?q=kefir"

curl -X POST {base}servings \\
  -H "Authorization: Bearer $VAGUS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -H "Idempotency-Key: breakfast-2026-11-21" \\
  -d '{{"day": "2026-11-21", "food_id": 1, "grams": 200}}'"""
HOME_ASSISTANT = """\
# secrets.yaml
vagus_token: "Bearer vagus_…"

# configuration.yaml
rest_command:
  vagus_mood:
    url: "{base}days/today"
    method: patch
    content_type: "application/json"
    headers:
      Authorization: !secret vagus_token
    payload: '{{"mood": {{{{ mood | int }}}}}}'

sensor:
  - platform: rest
    name: Vagus today
    resource: "{base}days/today"
    headers:
      Authorization: !secret vagus_token
    value_template: "{{{{ value_json['values']['mood'] }}}}"
    scan_interval: 900"""


def recipes_for(base: str) -> Recipes:
    """The pieces for the API at `base`, which ends in a slash."""
    return Recipes(
        CURL_MOOD.format(base=base), CURL_WEEK.format(base=base), CURL_FOOD.format(base=base),
        HOME_ASSISTANT.format(base=base), f"{base}days/today", '{"mood": 6}', f"Bearer {TOKEN}",
    )  # fmt: skip
