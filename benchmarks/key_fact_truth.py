"""Key facts of policy texts as a reader wrote them down, and which of the found ones are theirs.

See ``tests/pipeline/truth/key_facts/README.md``.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from benchmarks.stated_texts import Score, folded

TRUTH = Path(__file__).resolve().parents[1] / "tests" / "pipeline" / "truth" / "key_facts"
Kind = Literal["target", "obligation", "addressee"]
KINDS: tuple[Kind, ...] = ("target", "obligation", "addressee")

_BEFORE_TIME = re.compile("^(?:力争)?[到至于在自]?")
_AFTER_TIME = re.compile("(?:以|之)?前$")
_APIECE = re.compile("分别|力争|总体")
_IS = re.compile("^(?:达到|达|为|控制在|稳定在|保持在)")
_HALF = 0.5
_ALIKE = 60
_OVERLAP = 0.6


class Fact(Protocol):
    """A fact as the program says it."""

    @property
    def kind(self) -> str:
        """One of KINDS."""

    @property
    def who(self) -> str | None:
        """Who has to, or to whom the document goes."""

    @property
    def what(self) -> str | None:
        """The task; of a target, its indicator."""

    @property
    def value(self) -> str | None:
        """Of a target."""

    @property
    def by(self) -> str | None:
        """The time as written."""

    @property
    def sentence(self) -> str:
        """Where it stands."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A fact as the reader wrote it; each of its parts in the spellings of which any is right."""

    kind: Kind
    sentence: str
    who: str = ""
    what: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    by: tuple[str, ...] = ("",)
    optional: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nothing in its sentence is missed or wrong."""
        return self.optional and not self.what and not self.who

    def __str__(self) -> str:
        """In one line."""
        parts = (self.who, *self.what[:1], *self.value[:1], self.by[0], f"| {self.sentence}")
        return " ".join((self.kind, *filter(None, parts)))


@dataclass(frozen=True, kw_only=True)
class Text:
    """What is known of one text."""

    name: str
    path: str
    read_chars: int | None
    """So many characters were read, from the beginning; all if None."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one kind of facts in one text, or in several."""

    score: Score
    who: int = 0
    """So many of the facts that were found name the same body, or none."""
    faults: tuple[str, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        """Both together."""
        one, two = self.score, other.score
        return Outcome(
            score=Score(
                found=one.found + two.found,
                wanted=one.wanted + two.wanted,
                claimed=one.claimed + two.claimed,
                right=one.right + two.right,
            ),
            who=self.who + other.who,
            faults=self.faults + other.faults,
        )


NOTHING = Outcome(score=Score(found=0, wanted=0, claimed=0, right=0))


def truth_of(which: str) -> Iterator[Text]:
    """The texts of one set, by the names of their files."""
    for path in sorted((TRUTH / which).glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        yield Text(
            name=path.stem,
            path=said["text"],
            read_chars=said.get("read_chars"),
            rows=tuple(_row(kind, fact) for kind in KINDS for fact in said.get(kind, ())),
        )


def _row(kind: Kind, fact: dict[str, Any]) -> Row:
    name = "indicator" if kind == "target" else "what"
    return Row(
        kind=kind,
        sentence=fact["sentence"],
        who=fact.get("who", ""),
        what=_spellings(fact, name),
        value=_spellings(fact, "value"),
        by=_spellings(fact, "by") or ("",),
        optional=fact.get("optional", False),
    )


def _spellings(fact: dict[str, Any], name: str) -> tuple[str, ...]:
    others = tuple(fact.get(f"or_{name}", ()))
    return (fact.get(name, ""), *others) if others or name in fact else ()


def outcome(text: Text, kind: Kind, found: Iterable[Fact]) -> Outcome:
    """What came of the facts of ``kind`` that were found in ``text``."""
    facts = [fact for fact in found if fact.kind == kind]
    rows = [row for row in text.rows if row.kind == kind]
    pairs = matched([row for row in rows if not row.is_open], facts)
    hits = [(row, fact) for row, fact in pairs if not row.optional]
    taken = {id(fact) for _, fact in pairs}
    fields = [row for row in rows if row.is_open]
    strays = [x for x in facts if id(x) not in taken and not any(_in(row, x) for row in fields)]
    there = {id(row) for row, _ in pairs}
    missed = [row for row in rows if not row.optional and id(row) not in there]
    return Outcome(
        score=Score(
            found=len(hits),
            wanted=len(hits) + len(missed),
            claimed=len(hits) + len(strays),
            right=len(hits),
        ),
        who=sum(folded(row.who) == folded(fact.who or "") for row, fact in hits),
        faults=(
            *(f"{text.name} missed: {row}" for row in missed),
            *(f"{text.name} not there: {shown(fact)}" for fact in strays),
        ),
    )


def matched(rows: Sequence[Row], facts: Sequence[Fact]) -> list[tuple[Row, Fact]]:
    """Rows with the facts that are theirs, each once: required rows first, the likest before."""
    likely = (
        (row.optional, -likeness(row, fact), n, m)
        for n, row in enumerate(rows)
        for m, fact in enumerate(facts)
    )
    pairs: dict[int, int] = {}
    for _, unlike, n, m in sorted(likely):
        if unlike and n not in pairs and m not in pairs.values():
            pairs[n] = m
    return [(rows[n], facts[m]) for n, m in pairs.items()]


def likeness(row: Row, fact: Fact) -> float:
    """How like the fact is to the row; 0 if it is not that fact."""
    if fact.kind != row.kind or folded(row.sentence) not in folded(fact.sentence):
        return 0.0
    if row.kind == "addressee":
        return overlap(row.who, fact.who or "")
    if time(fact.by) not in {time(by) for by in row.by}:
        return 0.0
    if row.kind == "obligation":
        return max((_alike(what, fact.what or "") for what in row.what), default=0.0)
    if measure(fact.value) not in {measure(value) for value in row.value}:
        return 0.0
    return max((_shared(what, fact.what or "") for what in row.what), default=0.0)


def time(by: str | None) -> str:
    """A time without the words around it."""
    return _AFTER_TIME.sub("", _BEFORE_TIME.sub("", folded(by or "")))


def measure(value: str | None) -> str:
    """A value without the words that compare it with nothing."""
    return _IS.sub("", _APIECE.sub("", folded(value or "")))


def overlap(one: str, other: str) -> float:
    """The share of the pairs of characters that two names have in common; 0 if below the bar."""
    left, right = (Counter(pairwise(folded(name))) for name in (one, other))
    total = left.total() + right.total()
    share = 2 * (left & right).total() / total if total else 0.0
    return share if share >= _OVERLAP else 0.0


def _alike(one: str, other: str) -> float:
    left, right = folded(one), folded(other)
    share = fuzz.partial_ratio(left, right) if left and right else 0.0
    return share / 100 if share >= _ALIKE else 0.0


def _shared(one: str, other: str) -> float:
    left, right = folded(one), folded(other)
    share = LCSseq.similarity(left, right) / max(len(left), 1)
    return share if share >= _HALF else 0.0


def _in(row: Row, fact: Fact) -> bool:
    if folded(row.sentence) not in folded(fact.sentence):
        return False
    return row.by == ("",) or time(fact.by) in {time(by) for by in row.by}


def shown(fact: Fact) -> str:
    """A found fact in one line."""
    parts = (fact.who, fact.what, fact.value, fact.by, f"| {fact.sentence[:40]}")
    return " ".join((fact.kind, *filter(None, parts)))
