"""What is answered to anything typed in: a verdict, its reasons, and what to do. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

Verdict = Literal[
    "found",
    "undecided",
    "rejected",
    "other_part",
    "duplicate",
    "unread",
    "printed",
    "cited",
    "gap",
    "unknown",
    "ambiguous",
]
"""Taken, for a person, or left out; in another part than was asked; a page or former id of a
document; listed and not read; in an issue, in another text, or between two numbers, and never seen
itself; never seen at all; several are meant."""
Object = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One line that is true of what is stored, and where to check it."""

    code: str
    text: str
    """In Chinese."""
    document_id: str = ""
    source_id: str = ""
    url: str = ""
    month: str = ""
    """Of an issue."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several documents that may be meant."""

    document_id: str
    title: str
    document_number: str | None
    published_on: str


@dataclass(frozen=True, kw_only=True)
class Mend:
    """Something that a person can do."""

    code: str
    """By which the desk says it in its own way: with what is to be pressed there."""
    text: str
    """In Chinese, with the command."""
    url: str = ""
    """The page that it is done to."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that is answered."""

    key: str
    """What was typed."""
    verdict: Verdict
    headline: str
    """The verdict as a Chinese line."""
    document_id: str | None = None
    reasons: tuple[Reason, ...] = ()
    mend: tuple[Mend, ...] = ()
    choices: tuple[Choice, ...] = ()
    """If several are meant: newest first."""


def to_object(answer: Answer) -> Object:
    """What ``--json`` prints."""
    found: Object = {
        "key": answer.key,
        "verdict": answer.verdict,
        "headline": answer.headline,
        "document_id": answer.document_id,
        "reasons": [_filled(one) for one in answer.reasons],
        "mend": [one.text for one in answer.mend],
    }
    return found | ({"choices": answer.choices} if answer.choices else {})


def _filled(reason: Reason) -> Object:
    """Code and text, and the places that are known."""
    said = {one.name: getattr(reason, one.name) for one in fields(reason)}
    return {name: value for name, value in said.items() if value}


def lines_of(answer: Answer) -> Iterator[str]:
    """The answer as Chinese lines: the verdict, the reasons, what to do."""
    yield answer.headline
    for reason in answer.reasons:
        yield f"  {reason.text}"
    for choice in answer.choices:
        number = f" {choice.document_number}" if choice.document_number else ""
        yield f"  {choice.document_id} {choice.published_on} {choice.title}{number}"
    for one in answer.mend:
        yield f"→ {one.text}"
