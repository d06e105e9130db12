"""Every page in every language on a narrow phone: its language named, nothing left in English, nothing cut off."""

import re
from collections.abc import Callable
from typing import Any

import polib
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField
from playwright.sync_api import Page

from tests.browser.conftest import Opener, barriers, sideways
from tests.browser.test_pages import addresses, pages_of
from tests.browser.test_pages import diarist as diarist
from tests.catalogues import LOCALE
from tracker.models import User
from tracker.web.languages import tag

PHONE = {"width": 360, "height": 760}
LANGUAGES = ("en", "nb", "da", "sv", "zh-hans")
FOLDERS = {"nb": "nb", "da": "da", "sv": "sv", "zh-hans": "zh_Hans"}
# Pages whose words are other people's: names of libraries and of what food tables call their rows, zones of the world.
LATIN_HERE = (
    "code, kbd, pre, [translate=no], [lang]:not(html), select[name=time_zone], select[name=language], "
    ".source, q, cite, svg"
)
TEXTS = """(skipped) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const box = node.parentElement;
    const text = node.textContent.replace(/[ \\t\\n]+/g, " ").trim();
    if (text && !box.closest("script, style, template, noscript") && !box.closest(skipped)) found.push(text);
  }
  for (const name of ["aria-label", "title", "alt", "placeholder"])
    for (const box of document.querySelectorAll(`[${name}]`))
      if (!box.closest(skipped)) found.push(box.getAttribute(name).trim());
  return [document.title, ...found];
}"""
# What holds text, is shown, and shows less than it holds; what scrolls or is meant for ears is left aside.
CUT = """() => [...document.querySelectorAll("body *")].filter((box) => {
  const style = getComputedStyle(box), shape = box.getBoundingClientRect();
  const skipped = ".hush, .skip, svg, .scroll, pre[tabindex], textarea, input, select, option";
  if (!shape.width || !shape.height || box.closest(skipped)) return false;
  const own = [...box.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || style.visibility === "hidden" || style.display === "inline") return false;
  const over = box.scrollWidth - box.clientWidth > 1 || box.scrollHeight - box.clientHeight > 2;
  const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
  const off = shape.right > innerWidth + 1 || shape.left < -1;
  return (over && (hides || box.scrollWidth - box.clientWidth > 1)) || off;
}).map((box) => `${box.tagName.toLowerCase()}.${box.className}: ${box.textContent.trim().slice(0, 60)}`)"""
LATIN = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž’'-]{2,}(?: [A-Za-zÀ-ž’'-]+)*")
# Names, units, signs and letters that Chinese text says as they are.
# What Chinese text says as it is: abbreviations, names, words on another app's buttons.
SAME_IN_CHINESE = re.compile(
    r"[\w-]*[A-Z][\w-]*[A-Z][\w-]*|N-of-|https?|doi|alice|localhost|Linux|Chrome|Vagus|Benjamini|Hochberg|"
    r"iPhone|Apple|Safari|Android|HTTP Shortcuts|application|json|null|"
    r"More|Export Entries|Sleep as Android|Open mHealth|Apple Health|Health Connect|Samsung Health|"
    r"Loop Habit Tracker|How We Feel|Daylio|daylio|Cronometer|eMoods|Fitbit|Garmin|Oura|Bearable|Pixels|Nomie"
)
OTHER_PEOPLES_NAMES = "/learn/data/"  # of libraries, licences, food tables


def english(language: str) -> set[str]:
    """English texts of the app that read otherwise in this language."""
    if language == "en":
        return set()
    texts = set()
    for entry in polib.pofile(str(LOCALE / FOLDERS[language] / "LC_MESSAGES" / "django.po")):
        said = {entry.msgstr, *entry.msgstr_plural.values()}
        texts |= {text for text in (entry.msgid, entry.msgid_plural) if text and "%" not in text and text not in said}
    return texts - {one.msgstr for one in polib.pofile(str(LOCALE / FOLDERS[language] / "LC_MESSAGES" / "django.po"))}


def mixed(texts: list[str], left: set[str], language: str, own: set[str]) -> list[str]:
    """Texts of a page that are still English, or hold Latin words between Chinese ones."""
    found = [text for text in texts if text in left and text not in own]
    for text in texts if language == "zh-hans" else ():
        ours = re.sub("|".join(map(re.escape, sorted(own, key=len, reverse=True))), " ", text)
        found += [text] if not all(map(SAME_IN_CHINESE.fullmatch, LATIN.findall(ours))) else []
    return found


def own_words(user: User) -> set[str]:
    """What the person typed, which stays as it is in every language."""
    words = {user.username}
    for model in apps.get_models():
        whose = [field.name for field in model._meta.fields if field.related_model is User]
        texts = [field.name for field in model._meta.fields if isinstance(field, CharField | TextField)]
        for row in model._default_manager.filter(**{whose[0]: user}).values_list(*texts) if whose and texts else ():
            words.update(word for word in row if word and re.search("[A-Za-z]{3}", word))
    keys = Authenticator.objects.filter(user=user)
    return words | {str(key.data.get("name", "")) for key in keys} - {""}


def walk(page: Page, urls: list[str], language: str, own: set[str]) -> dict[str, Any]:
    left, wrong = english(language), {}
    page.emulate_media(reduced_motion="reduce")
    for url in urls:
        page.goto(url)
        told = page.evaluate("document.documentElement.lang")
        found = [] if told == tag(language) else [f"says it is {told}"]
        spoken = "" if url == OTHER_PEOPLES_NAMES else language
        found += [f"not translated: {text}" for text in mixed(page.evaluate(TEXTS, LATIN_HERE), left, spoken, own)]
        found += [f"cut off: {what}" for what in page.evaluate(CUT)]
        found += [f"{over} px too wide"] if (over := sideways(page)) else []
        found += barriers(page)
        if found:
            wrong[url] = found
    return wrong


EACH: Callable[..., Any] = pytest.mark.parametrize("language", LANGUAGES)


@EACH
def test_every_page_speaks_one_language(open_page: Opener, diarist: User, language: str) -> None:
    User.objects.filter(pk=diarist.pk).update(language=language)
    wrong = walk(open_page(diarist, PHONE), addresses(diarist), language, own_words(diarist))
    assert wrong == {}, "\n".join(f"{url}: {what}" for url, found in wrong.items() for what in found)


@EACH
def test_every_page_speaks_one_language_to_a_visitor(
    open_page: Opener, diarist: User, base_url: str, language: str
) -> None:
    page = open_page(None, PHONE)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base_url}
    page.context.add_cookies([cookie])  # as if it had been picked at the door
    assert walk(page, pages_of(None), language, own_words(diarist)) == {}
