"""A document's history in words, one line each: for the shell and for the desk. Pure."""

from pipeline.history.as_of import shown
from pipeline.history.spans import Span
from pipeline.history.turns import Turn
from storage.records import PAGE_GONE


def since_words(span: Span) -> str:
    """2023-12-08 09:00 至 2023-12-15 09:00 之间; of the first sight: 2023-12-08 09:00 首次见到."""
    before, first = span.since.not_before, shown(span.since.not_after)
    return f"{shown(before)} 至 {first} 之间" if before else f"{first} 首次见到"


def last_words(span: Span) -> str:
    """最后见于 2024-01-02 09:00; empty if it was seen once."""
    if span.last_seen == span.since.not_after:
        return ""
    last = shown(span.last_seen)
    return f"{last} 仍未恢复" if span.state == PAGE_GONE else f"最后见于 {last}"


def turn_words(turn: Turn) -> str:
    """What changed, in one line."""
    return turn.summary or ("首次见到的文字" if turn.kind is None else "")
