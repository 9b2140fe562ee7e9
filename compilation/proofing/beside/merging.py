"""Spots that people see as one: a pair of brackets, the spaces round a figure."""

from collections.abc import Sequence

from compilation.proofing.texts.printed import Spot

SPACES = frozenset({"space_between_han_and_digit", "space_between_han_and_latin"})
_PAIRS = frozenset({"half_width_parentheses", "wrong_brackets_in_doc_number", "wrong_brackets"})
_TOUCHING = frozenset({"half_width_parentheses", "ascii_punctuation"})
_PAIR, _NEAR = 8, 3
"""Characters between the two brackets of a pair, and between spaces that are shown together."""


def merged(spots: Sequence[Spot], text: str) -> list[Spot]:
    """The spots with those made one that people see as one."""
    found: list[Spot] = []
    for spot in spots:
        if found and (name := _joint_name(found[-1], spot, text)):
            last = found.pop()
            between = text[last.end : spot.start]
            spot = Spot(
                subkind=name,
                start=last.start,
                end=spot.end,
                expected=last.expected + between + spot.expected,
            )
        found.append(spot)
    return found


def _joint_name(spot: Spot, following: Spot, text: str) -> str:
    between = following.start - spot.end
    kinds = {spot.subkind, following.subkind}
    if between < 0 or "\n" in text[spot.end : following.start]:
        return ""
    if kinds == {"line_wrap_in_table"}:
        return spot.subkind
    if len(kinds) == 1 and spot.subkind in _PAIRS and between <= _PAIR:
        return spot.subkind
    if kinds <= SPACES and between <= _NEAR:
        return max(kinds)
    if not between and kinds == {"full_width_character"}:
        return spot.subkind
    if not between and kinds & _TOUCHING and any(kind.startswith("space_") for kind in kinds):
        return next(kind for kind in kinds if kind in _TOUCHING)
    return ""
