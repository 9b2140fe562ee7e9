"""What people type to find documents, read. Pure; nothing typed is ever an error."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from storage.characters import legal
from storage.search.folding import folded
from storage.search.runs import runs
from storage.search.tokens import is_gram, needed, occurrence
from storage.simplified import in_simplified
from storage.text import cjk_number, document_number, fold

LONGEST = 400
"""Characters of a query that are read."""
_MOST_WORDS = 20
_TYPED = re.compile(
    r'\s*(?P<not>[-－](?=\S))?(?:["“”„‟「『](?P<quoted>[^"“”„‟」』]*)["“”„‟」』]|(?P<word>[^\s"“”「『]+)|.)'
)
_PARTING = re.compile("[、，；。！？：,;!?]+")
_AROUND = "《》〈〉<>()（）[]［］【】〔〕*.…~～—-_/\\|'’‘`^&=+#@$"
_NUMBER = re.compile(
    r"(?P<org>[\u4e00-\u9fff]{1,14})\s*(?P<open>[\[(<]?)\s*(?P<year>(?:19|20)\d{2})\s*年?\s*"
    r"[\])>]?\s*(?:第|-)?\s*(?P<serial>\d{1,5})\s*(?P<end>号?)"
)
"""A document number as people type it, brackets folded."""
_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=\s*[年〕\])）】﹞])")
_SERIAL = re.compile(r"(?<=[第〕\])）】﹞])\s*[〇○零一二三四五六七八九十百]{1,7}\s*(?=号)")
_MARKS = str.maketrans("", "", "[]()<>年第")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word or phrase, folded, or a document number."""

    text: str
    is_number: bool = False

    def occurrences(self, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Where it stands in a folded text, from ``start`` on."""
        return (found.span() for found in self._pattern().finditer(text, start))

    def stands_in(self, text: str) -> bool:
        """Whether it stands in a folded text."""
        if not self.is_number and self.text not in text:  # thirty times as fast as the pattern
            return False
        return self._pattern().search(text) is not None

    @property
    def grams(self) -> frozenset[int]:
        """What a text has that it stands in."""
        return needed(self.text)

    @property
    def runs(self) -> list[int]:
        """What the sign of a document has in which it stands."""
        return [] if self.is_number else runs(self.text).tolist()

    @property
    def is_sure(self) -> bool:
        """Whether it stands in every text that has its grams."""
        return not self.is_number and is_gram(self.text)

    def _pattern(self) -> re.Pattern[str]:
        return _numbered(self.text) if self.is_number else occurrence(self.text)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked for: one of the choices, with all its words; and none of the words without."""

    choices: tuple[tuple[Word, ...], ...] = ()
    without: tuple[Word, ...] = ()
    number: str | None = None
    """The document number that was typed, in its normal form."""
    said_number: bool = False
    """It can be nothing else: it has brackets, or ends in 号."""

    @property
    def words(self) -> tuple[Word, ...]:
        """All that is looked for, once each."""
        return tuple(dict.fromkeys(word for words in self.choices for word in words))

    def is_met(self, texts: Iterable[str]) -> bool:
        """Whether folded texts have what is asked for; what asks for nothing is never met."""
        known = tuple(texts)

        def has(word: Word) -> bool:
            return any(word.stands_in(text) for text in known)

        if not self.choices and not self.without:
            return False
        found = not self.choices or any(all(map(has, words)) for words in self.choices)
        return found and not any(map(has, self.without))


@lru_cache(maxsize=256)
def parse(typed: str) -> Query:
    """The query of what was typed: words, "phrases", -words, a document number in any form.

    What is typed in traditional characters is looked for in simplified ones too.
    """
    text = legal(typed[:LONGEST])
    query, simplified = _parsed(text), in_simplified(text)
    if simplified == text:
        return query
    other = _parsed(simplified)
    return Query(
        choices=tuple(dict.fromkeys(query.choices + other.choices)),
        without=tuple(dict.fromkeys(query.without + other.without)),
        number=other.number,
        said_number=other.said_number,
    )


def _parsed(text: str) -> Query:
    whole, is_sure = _number(text)
    if whole and is_sure:
        return Query(choices=((_number_word(whole),),), number=whole, said_number=True)
    words, without = _words(text)
    choices = (words,) if words else ()
    if whole:
        return Query(choices=((_number_word(whole),), *choices), without=without, number=whole)
    shown = next((number for one in _pieces(text) if (number := _number(one)[0])), None)
    named = shown if any(word.is_number for word in words) else None
    return Query(choices=choices, without=without, number=named, said_number=named is not None)


def _pieces(text: str) -> list[str]:
    return [one["word"] for one in _TYPED.finditer(text) if one["word"] and not one["not"]]


def _words(text: str) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """What must stand in a text, and what must not."""
    wanted: dict[Word, bool] = {}
    for piece in _TYPED.finditer(text):
        for word in _words_of(piece):
            if word.grams:
                wanted.setdefault(word, not piece["not"])
    chosen = list(wanted.items())[:_MOST_WORDS]
    return (
        tuple(word for word, is_wanted in chosen if is_wanted),
        tuple(word for word, is_wanted in chosen if not is_wanted),
    )


def _words_of(piece: re.Match[str]) -> list[Word]:
    """A phrase as it is; what stands without quotes by its marks, and without those around it."""
    if piece["quoted"]:
        return [Word(text=folded(piece["quoted"]))]
    said = piece["word"] or ""
    number, is_sure = _number(said)
    if number and is_sure:
        return [_number_word(number)]
    parts = _PARTING.split(said) if not piece["not"] else [said]
    return [Word(text=folded(part.strip(_AROUND))) for part in parts]


def _number(text: str) -> tuple[str | None, bool]:
    """The document number that the text is, if it may be one; whether it is surely one."""
    text = _SERIAL.sub(_in_digits, _YEAR.sub(_in_digits, text))
    known = document_number(text)
    if known and _bare(known) == _bare(text):
        return known, True
    spaced = "".join(fold(one) or " " for one in text.strip())
    if found := _NUMBER.fullmatch(spaced):
        number = f"{found['org']}〔{found['year']}〕{found['serial']}号"
        return number, bool(found["open"] or found["end"])
    return None, False


def _in_digits(said: re.Match[str]) -> str:
    return str(cjk_number(said[0].strip()))


def _bare(text: str) -> str:
    return fold(text).translate(_MARKS)


def _number_word(number: str) -> Word:
    return Word(text=folded(number), is_number=True)


@lru_cache(maxsize=256)
def _numbered(number: str) -> re.Pattern[str]:
    """Finds a folded number in a folded text, whatever its brackets."""
    pattern = occurrence(number).pattern
    return re.compile(pattern.replace(r"\[", r"[\[(<]").replace(r"\]", r"[\])>]"))
