"""Terms in Chinese text: all of them in one pass, longest first, offsets kept. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

# One character for one, so that offsets stay those of the text as shown.
_SAME_LENGTH = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if chr(code) not in "(),:;?!"}
    | dict.fromkeys("“”„‟「」『』＂", '"')
    | {chr(low): chr(low - 32) for low in range(ord("a"), ord("z") + 1)}
    | {chr(low + 0xFEE0): chr(low - 32) for low in range(ord("a"), ord("z") + 1)}
    | {"\u3000": " ", "\u00a0": " "}
)
_DIFFERENT = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]+")


def plain(text: str) -> str:
    """The text with widths, quotes and letter case made one; as long as before."""
    return _DIFFERENT.sub(lambda found: found[0].translate(_SAME_LENGTH), text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found in a text that went through ``plain``."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words to look for."""

    words: tuple[str, ...]
    automaton: AhoCorasick


def compile_terms(terms: Iterable[str], not_before: Mapping[str, str]) -> Words:
    """What finds all terms in one pass: at each place the longest, and none within another.

    ``not_before``: a term that ends like the key is no hit before one of the value's characters,
    for then it is a part of another word.
    """
    found = {plain(term): None for term in terms}
    others = {word + char for word in found for char in _guard(word, not_before)}
    words = (*found, *sorted(others - found.keys()))
    return Words(words, AhoCorasick(words, matchkind=MatchKind.LeftmostLongest))


def _guard(word: str, not_before: Mapping[str, str]) -> str:
    return plain("".join(chars for tail, chars in not_before.items() if word.endswith(tail)))


def find(words: Words, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """The hits in ``text[start:end]``; ``text`` must have gone through ``plain``."""
    part = text[start:end]
    return [
        Hit(words.words[number], start + first, start + last)
        for number, first, last in words.automaton.find_matches_as_indexes(part)
    ]
