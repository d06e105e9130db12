"""Finds names by how people type them: from the first letters, without accents, with a slip of the finger."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import distance, process

Second = TypeVar("Second")

LONGEST = 60
# Scores, best first. A compound's last part says what it is ("lettmelk" is milk, "melkesjokolade" is not), so it
# beats a half-typed first part; letters that merely end or fill a word stay below a word with a typo.
EXACT, WHOLE_HEAD, FIRST_WORD, COMPOUND, START = 110, 104, 97, 95.5, 95
JOINED, WORDS, WORD, TYPO, ENDING, INSIDE = 93, 91, 90, 64, 60, 45
REAL = WORD - 10  # from here on it is what was typed, below it is a guess
ENOUGH = 5
IN_READERS_LANGUAGE = 3
RESPELT = 6
INFLECTION = 2  # letters that a plural adds

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ö": "o", "ä": "a", "ü": "u", "ð": "d", "þ": "th", "œ": "oe"})
_DIGRAPH = re.compile(r"a[ae]|oe")
_APART = re.compile(r"[\W_]+")
_PLURAL = re.compile(r"(?<=[a-z])ies\b")  # "blueberry" finds "Blueberries"
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_AFTER_HEAD = re.compile(r"[,(（/]")


def fold(text: str) -> str:
    """Small letters without marks, words apart by one space."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    marked = unicodedata.normalize("NFKD", text)
    return _APART.sub(" ", "".join(sign for sign in marked if not unicodedata.combining(sign))).strip()


def head_of(name: str) -> str:
    """What a name says before it goes into detail: "Carrot, raw" is a carrot."""
    return _AFTER_HEAD.split(name, maxsplit=1)[0]


def is_han(text: str) -> bool:
    return bool(_HAN.search(text))


def can_search(query: str) -> bool:
    """Two letters, or one Chinese character, are enough to look for."""
    joined = fold(query[:LONGEST]).replace(" ", "")
    return len(joined) >= 2 or is_han(joined)


def forms(text: str) -> list[str]:
    """The folded text, and as it looks when aa, ae and oe stand for å, æ or ä, and ø or ö."""
    plain = fold(text)
    return list(dict.fromkeys([plain, _DIGRAPH.sub(lambda pair: pair[0][0], plain)]))


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one food; `text` is folded, `head` what stands before the first comma or bracket."""

    food: int
    language: str
    text: str
    head: str
    words: tuple[str, ...]
    joined: str


def _names(food: int, language: str, written: str) -> Iterator[Name]:
    spellings = [written, _PLURAL.sub("y", written)] if language == "en" else [written]
    for spelling in dict.fromkeys(spellings):
        heads = forms(head_of(spelling))
        for place, text in enumerate(forms(spelling)):
            if text:
                head = heads[min(place, len(heads) - 1)]
                yield Name(food, language, text, head, tuple(text.split()), text.replace(" ", ""))


class Index:
    """Names of foods, ready to be asked: `Index([(7, "nb", "Blåbær"), …]).scores("blabar")`."""

    def __init__(self, written: Iterable[tuple[int, str, str]]) -> None:
        self.names = [name for food, language, text in written for name in _names(food, language, text)]
        self.han = [place for place, name in enumerate(self.names) if is_han(name.text)]
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            for word in set(name.words):
                self.by_word[word].append(place)
        self.words = sorted(self.by_word)
        self.backwards = sorted((word[::-1], word) for word in self.words)
        self.joined = sorted((name.joined, place) for place, name in enumerate(self.names))
        self.beginnings: dict[int, list[str]] = {}

    def scores(self, query: str, language: str = "en") -> dict[int, tuple[float, int]]:
        """Food to (score, length of the name that matched); an empty answer for what is too short to search."""
        best: dict[int, tuple[float, int]] = {}
        for respelt, text in enumerate(forms(query[:LONGEST])):
            for place, score in self._places(text).items():
                name = self.names[place]
                score -= RESPELT * respelt
                found = (score + IN_READERS_LANGUAGE * (name.language == language), _closeness(name, score))
                best[name.food] = max(best.get(name.food, found), found)
        return best

    def _places(self, text: str) -> dict[int, float]:
        joined = text.replace(" ", "")
        if is_han(joined):
            return dict(self._han(joined))
        if len(joined) < 2:  # see can_search
            return {}
        found: dict[int, float] = {}
        _keep(found, self._real(text, joined))
        if len({self.names[place].food for place in found}) < ENOUGH or max(found.values()) < WORD:
            _keep(found, self._typos(text, joined))
            if len(joined) >= 4:
                _keep(found, ((place, INSIDE) for place, name in enumerate(self.names) if joined in name.joined))
        return found

    def _han(self, joined: str) -> Iterator[tuple[int, float]]:
        """Chinese puts the kind of thing last, so a head that ends so beats one that begins so."""
        for place in self.han:
            name = self.names[place]
            if joined not in name.joined:
                continue
            if joined in (name.joined, name.head):
                yield place, EXACT if joined == name.joined else WHOLE_HEAD
            elif name.head.endswith(joined):
                yield place, COMPOUND
            else:
                yield place, WORD if name.joined.startswith(joined) else ENDING

    def _real(self, text: str, joined: str) -> Iterator[tuple[int, float]]:
        """What was typed is there, letter by letter."""
        for word in _beginning(self.words, text):
            for place in self.by_word[word]:
                yield place, WORD
        for _, place in _pairs_beginning(self.joined, joined):
            yield place, self._at_start(self.names[place], text)
        parts = text.split()
        if len(parts) > 1:
            whole = [{p for word in _beginning(self.words, part) for p in self.by_word[word]} for part in parts]
            yield from ((place, WORDS) for place in set.intersection(*whole))
        elif len(joined) >= 3:
            kind = COMPOUND if self._may_be_a_kind(joined) else ENDING
            for _, word in _pairs_beginning(self.backwards, joined[::-1]):
                yield from (
                    (place, kind if self.names[place].head.endswith(joined) else ENDING) for place in self.by_word[word]
                )

    def _may_be_a_kind(self, joined: str) -> bool:
        """Whether the letters that end a compound are a word of their own, not "lemon" mistyped inside "salmon"."""
        if len(joined) < 4 or joined in self.by_word:
            return len(joined) >= 4
        return not any(process.extract_iter(joined, self.words, scorer=distance.OSA.distance, score_cutoff=1))

    def _at_start(self, name: Name, text: str) -> float:
        if name.text == text:
            return EXACT
        if name.head in (text, text.replace(" ", "")):
            return WHOLE_HEAD
        if not name.text.startswith(text):
            return JOINED
        spare = INFLECTION if len(text) > 2 else 0
        return FIRST_WORD if " " in name.text[len(text) : len(text) + spare + 1] else START

    def _typos(self, text: str, joined: str) -> Iterator[tuple[int, float]]:
        """A slip or two in one word, whole or half typed; each word of several for itself."""
        yield from self._near(joined)
        parts = text.split()
        if len(parts) > 1:
            near = []
            for part in parts:
                some = {p: float(WORD) for word in _beginning(self.words, part) for p in self.by_word[word]}
                _keep(some, self._near(part))
                near.append(some)
            for place in set.intersection(*(set(some) for some in near)):
                yield place, min(TYPO, *(some[place] for some in near))

    def _near(self, word: str) -> Iterator[tuple[int, float]]:
        allowed = slips(word)
        if not allowed:
            return
        for near, slip, _ in process.extract_iter(word, self.words, scorer=distance.OSA.distance, score_cutoff=allowed):
            for place in self.by_word[near]:
                yield place, TYPO - 5 * slip + 2 * (self.names[place].words[0] == near)
        for length in (len(word), len(word) + 1):
            for near, slip, _ in process.extract_iter(
                word, self._beginnings(length), scorer=distance.OSA.distance, score_cutoff=allowed
            ):
                for whole in _beginning(self.words, near):
                    for place in self.by_word[whole]:
                        yield place, TYPO - 4 - 5 * slip + 2 * (self.names[place].words[0] == whole)

    def _beginnings(self, length: int) -> list[str]:
        if length not in self.beginnings:
            self.beginnings[length] = sorted({word[:length] for word in self.words if len(word) > length})
        return self.beginnings[length]


def _closeness(name: Name, score: float) -> int:
    """Settles ties: the shorter name of a half-typed word, else the plainer head; then the table's own order."""
    return -len(name.text if START <= score < COMPOUND else name.head)


def slips(word: str) -> int:
    """How many typos are forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def _keep(best: dict[int, float], found: Iterable[tuple[int, float]]) -> None:
    for place, score in found:
        if score > best.get(place, 0):
            best[place] = score


def _beginning(words: Sequence[str], letters: str) -> Iterator[str]:
    for place in range(bisect_left(words, letters), len(words)):
        if not words[place].startswith(letters):
            return
        yield words[place]


def _pairs_beginning(pairs: Sequence[tuple[str, Second]], letters: str) -> Iterator[tuple[str, Second]]:
    for place in range(bisect_left(pairs, letters, key=lambda pair: pair[0]), len(pairs)):
        if not pairs[place][0].startswith(letters):
            return
        yield pairs[place]
