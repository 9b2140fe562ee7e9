"""Words in edits: one of which a character changed is marked whole, 开发 → 开采."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from diffing.cleanup import Edit, Encoded, flat, parts_of
from diffing.tokens import Token

_AROUND = 6
"""Tokens at either side of a changed stretch that its words are found from."""
_LENGTH = 2
"""What longer ones are made of are words too: 海洋[资源→环境]."""


class _Reach(NamedTuple):
    """How many tokens before and after a changed stretch belong to its first and last word."""

    left: int
    right: int


def whole_words(edits: Encoded, before: Sequence[Token], after: Sequence[Token]) -> Encoded:
    """The same edits, those that begin or end inside a word with the rest of it."""
    parts, last = parts_of(edits)
    reaches = list(_reaches(parts, before, after))
    if not any(map(any, reaches)):
        return edits
    rights = [0, *(reach.right for reach in reaches)]
    equals = [*(part.equal for part in parts), last]
    found: list[Edit] = []
    for at, (part, reach) in enumerate(zip(parts, reaches, strict=True)):
        equal = part.equal[rights[at] :]
        following = equals[at + 1][: reach.right]
        start = max(len(equal) - reach.left, 0)
        edit = Edit(equal[:start], *(equal[start:] + s + following for s in part[1:]))
        if not edit.equal and found:
            before_it = found.pop()
            edit = Edit(before_it.equal, *map("".join, zip(before_it[1:], edit[1:], strict=True)))
        found.append(edit)
    return flat(found, last[rights[-1] :])


def _reaches(
    parts: Sequence[Edit], before: Sequence[Token], after: Sequence[Token]
) -> Iterator[_Reach]:
    i = j = 0
    for part in parts:
        i, j = i + len(part.equal), j + len(part.equal)
        stops = i + len(part.deleted), j + len(part.inserted)
        found = [
            _reach(tokens, start, stop)
            for tokens, start, stop in ((before, i, stops[0]), (after, j, stops[1]))
            if stop > start
        ]
        yield _Reach(max(one.left for one in found), max(one.right for one in found))
        i, j = stops


def _reach(tokens: Sequence[Token], start: int, stop: int) -> _Reach:
    ends = [at for at in {start, stop} if 0 < at < len(tokens) and _may_be_word(tokens, at)]
    if not ends:
        return _Reach(0, 0)
    lowest = max(start - _AROUND, 0)
    text = "".join([_sign(token) for token in tokens[lowest : stop + _AROUND]])
    inside = set()
    at = lowest
    for word in _cut(text):
        if len(word) == _LENGTH:
            inside.add(at + 1)
        at += len(word)
    return _Reach(int(start in ends and start in inside), int(stop in ends and stop in inside))


def _may_be_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the two ideographs that meet there are a word, taken by themselves."""
    pair = _sign(tokens[at - 1]) + _sign(tokens[at])
    return "\n" not in pair and len(_cut(pair)) == 1


def _sign(token: Token) -> str:
    """The ideograph that a token is; a token of any other sort is part of no word."""
    text = token.text
    return text if len(text) == 1 and "\u4e00" <= text <= "\u9fff" else "\n"


@lru_cache(maxsize=8_192)
def _cut(text: str) -> list[str]:
    import rjieba  # it reads its dictionary: only where a word is in question

    return rjieba.cut(text, False)
