"""What is printed beside what it should be, the characters that differ marked: pure."""

from diffing.characters import edits

Piece = tuple[bool, str]
"""Whether it differs, and the text."""
_LONGEST = 400
"""Characters that are compared and shown; more is no pair that anyone reads."""


def marked_pair(found: str, expected: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; of a very long one the beginning, and how long it is."""
    if not found or not expected or max(len(found), len(expected)) > _LONGEST:
        return _whole(found), _whole(expected)
    cut = edits(found, expected)
    return _side(cut, -1), _side(cut, 1)


def _whole(text: str) -> list[Piece]:
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…（共 {len(text)} 字）"
    return [(False, text)] if text else []


def _side(cut: list[tuple[int, str]], op: int) -> list[Piece]:
    return [(mine == op, text) for mine, text in cut if mine in (0, op) and text]
