"""Finds names by how people type them: from the first letters, without accents, with a slip of the finger."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from rapidfuzz import distance, process

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
LAST = "\U0010ffff"  # sorts behind every letter

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


Spelling = tuple[int, str, str, int]  # a food, the language, the folded name, and how much of it is its head


def _spellings(food: int, language: str, written: str) -> Iterator[Spelling]:
    ways = [written, _PLURAL.sub("y", written)] if language == "en" else [written]
    for spelling in dict.fromkeys(ways):
        heads = forms(head_of(spelling))
        for place, text in enumerate(forms(spelling)):
            if text:
                yield food, language, text, len(heads[min(place, len(heads) - 1)])


class Words:
    """Words in order, and of each the places at which it stands: all in few long rows, for memory's sake."""

    def __init__(self, texts: Sequence[str], same: Mapping[str, str]) -> None:
        often = Counter(word for text in texts for word in set(text.split()))
        self.words = sorted(same.get(word, word) for word in often)
        number = {word: n for n, word in enumerate(self.words)}
        self.ends = array("i", accumulate((often[word] for word in self.words), initial=0))
        self.places, free = array("i", bytes(4 * self.ends[-1])), self.ends[:]
        for place, text in enumerate(texts):
            for word in set(text.split()):
                self.places[free[number[word]]] = place
                free[number[word]] += 1
        self.backwards, self.forwards = _in_order(word[::-1] for word in self.words)

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self.words, word)
        return self.words[place : place + 1] == [word]

    def at(self, first: int, end: int) -> "array[int]":
        """Where the words from one number to before another stand."""
        return self.places[self.ends[first] : self.ends[end]]

    def beginning(self, letters: str) -> "array[int]":
        return self.at(*_beginning(self.words, letters))

    def ending(self, letters: str) -> Iterator[int]:
        first, end = _beginning(self.backwards, letters[::-1])
        for number in self.forwards[first:end]:
            yield from self.at(number, number + 1)


class Index:
    """Names of foods, ready to be asked: `Index([(7, "nb", "Blåbær"), …]).scores("blabar")`.

    A name is its place in rows of texts, foods, languages and lengths of heads; the same text is held once.
    """

    def __init__(self, written: Iterable[tuple[int, str, str]]) -> None:
        same: dict[str, str] = {}
        self.foods, self.heads = array("q"), array("i")
        self.texts, self.languages = list[str](), list[str]()
        for food, language, text, head in (one for name in written for one in _spellings(*name)):
            self.foods.append(food)
            self.heads.append(head)
            self.texts.append(same.setdefault(text, text))
            self.languages.append(language)
        self.han = array("i", (place for place, text in enumerate(self.texts) if is_han(text)))
        self.joined, self.joined_at = _in_order(same.get(text, text) for text in map(_joined, self.texts))
        self.by_word = Words(self.texts, same)
        self.words = self.by_word.words
        self.beginnings: dict[int, list[str]] = {}

    def scores(self, query: str, language: str = "en") -> dict[int, tuple[float, int]]:
        """Food to (score, length of the name that matched); an empty answer for what is too short to search."""
        best: dict[int, tuple[float, int]] = {}
        for respelt, text in enumerate(forms(query[:LONGEST])):
            for place, score in self._places(text).items():
                score -= RESPELT * respelt
                bonus = IN_READERS_LANGUAGE * (self.languages[place] == language)
                found, food = (score + bonus, self._closeness(place, score)), self.foods[place]
                best[food] = max(best.get(food, found), found)
        return best

    def _head(self, place: int) -> str:
        """What stands before the first comma or bracket."""
        return self.texts[place][: self.heads[place]]

    def _closeness(self, place: int, score: float) -> int:
        """Settles ties: the shorter name of a half-typed word, else the plainer head; then the table's own order."""
        return -(len(self.texts[place]) if START <= score < COMPOUND else self.heads[place])

    def _places(self, text: str) -> dict[int, float]:
        joined = _joined(text)
        if is_han(joined):
            return dict(self._han(joined))
        if len(joined) < 2:  # see can_search
            return {}
        found: dict[int, float] = {}
        _keep(found, self._real(text, joined))
        if len({self.foods[place] for place in found}) < ENOUGH or max(found.values()) < WORD:
            _keep(found, self._typos(text, joined))
            if len(joined) >= 4:
                names = zip(self.joined, self.joined_at, strict=True)
                _keep(found, ((place, INSIDE) for name, place in names if joined in name))
        return found

    def _han(self, joined: str) -> Iterator[tuple[int, float]]:
        """Chinese puts the kind of thing last, so a head that ends so beats one that begins so."""
        for place in self.han:
            name = _joined(self.texts[place])
            if joined not in name:
                continue
            head = self._head(place)
            if joined in (name, head):
                yield place, EXACT if joined == name else WHOLE_HEAD
            elif head.endswith(joined):
                yield place, COMPOUND
            else:
                yield place, WORD if name.startswith(joined) else ENDING

    def _real(self, text: str, joined: str) -> Iterator[tuple[int, float]]:
        """What was typed is there, letter by letter."""
        for place in self.by_word.beginning(text):
            yield place, WORD
        first, end = _beginning(self.joined, joined)
        for place in self.joined_at[first:end]:
            yield place, self._at_start(place, text)
        parts = text.split()
        if len(parts) > 1:
            whole = [set(self.by_word.beginning(part)) for part in parts]
            yield from ((place, WORDS) for place in set.intersection(*whole))
        elif len(joined) >= 3:
            kind = COMPOUND if self._may_be_a_kind(joined) else ENDING
            for place in self.by_word.ending(joined):
                yield place, kind if self._head(place).endswith(joined) else ENDING

    def _may_be_a_kind(self, joined: str) -> bool:
        """Whether the letters that end a compound are a word of their own, not "lemon" mistyped inside "salmon"."""
        if len(joined) < 4 or joined in self.by_word:
            return len(joined) >= 4
        return not any(process.extract_iter(joined, self.words, scorer=distance.OSA.distance, score_cutoff=1))

    def _at_start(self, place: int, text: str) -> float:
        name = self.texts[place]
        if name == text:
            return EXACT
        if self._head(place) in (text, _joined(text)):
            return WHOLE_HEAD
        if not name.startswith(text):
            return JOINED
        spare = INFLECTION if len(text) > 2 else 0
        return FIRST_WORD if " " in name[len(text) : len(text) + spare + 1] else START

    def _typos(self, text: str, joined: str) -> Iterator[tuple[int, float]]:
        """A slip or two in one word, whole or half typed; each word of several for itself."""
        yield from self._near(joined)
        parts = text.split()
        if len(parts) > 1:
            near = []
            for part in parts:
                some = dict.fromkeys(self.by_word.beginning(part), float(WORD))
                _keep(some, self._near(part))
                near.append(some)
            for place in set.intersection(*(set(some) for some in near)):
                yield place, min(TYPO, *(some[place] for some in near))

    def _near(self, word: str) -> Iterator[tuple[int, float]]:
        allowed = slips(word)
        if not allowed:
            return
        for _near, slip, number in _alike(word, self.words, allowed):
            yield from self._so_near(number, TYPO - 5 * slip)
        for length in (len(word), len(word) + 1):
            for near, slip, _ in _alike(word, self._beginnings(length), allowed):
                for number in range(*_beginning(self.words, near)):
                    yield from self._so_near(number, TYPO - 4 - 5 * slip)

    def _so_near(self, number: int, score: int) -> Iterator[tuple[int, float]]:
        """Where a word stands; a name that begins with it comes first."""
        word = self.words[number]
        for place in self.by_word.at(number, number + 1):
            yield place, score + 2 * (self.texts[place].partition(" ")[0] == word)

    def _beginnings(self, length: int) -> list[str]:
        if length not in self.beginnings:
            self.beginnings[length] = sorted({word[:length] for word in self.words if len(word) > length})
        return self.beginnings[length]


def _joined(text: str) -> str:
    return text.replace(" ", "")


def _alike(word: str, words: Sequence[str], allowed: int) -> Iterator[tuple[str, int, int]]:
    """The words that so many slips may have made this one of: each, its slips, and its number."""
    return process.extract_iter(word, words, scorer=distance.OSA.distance, score_cutoff=allowed)


def _in_order(texts: Iterable[str]) -> tuple[list[str], "array[int]"]:
    """Texts sorted, and at which place each stood."""
    pairs = sorted((text, place) for place, text in enumerate(texts))
    return [text for text, _place in pairs], array("i", (place for _text, place in pairs))


def slips(word: str) -> int:
    """How many typos are forgiven."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def _keep(best: dict[int, float], found: Iterable[tuple[int, float]]) -> None:
    for place, score in found:
        if score > best.get(place, 0):
            best[place] = score


def _beginning(words: Sequence[str], letters: str) -> tuple[int, int]:
    """From which to before which of sorted words they begin so; no folded text holds the last of all signs."""
    first = bisect_left(words, letters)
    return first, bisect_left(words, letters + LAST, first)
