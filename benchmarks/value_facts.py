"""The truth on changed values: clauses by their places, and what an editor lifts out of them.

Read from ``tests/diffing/truth/values.tsv``, whose head says what counts as a change.
"""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from storage.text import fold

TRUTH = Path(__file__).resolve().parents[1] / "tests" / "diffing" / "truth" / "values.tsv"
KINDS = {"unit": "number"}
"""A quantity may be filed under its unit: the two are one kind."""
_NUMERAL = "[一二三四五六七八九十百千零〇]+"
_ARTICLE = re.compile(
    rf"^\s*(第{_NUMERAL}[条章节])|(?<=[。则])(第{_NUMERAL}条)(?=\s)", re.MULTILINE
)
"""An article stands on a line of its own, or is run on behind the one before it."""


class Found(NamedTuple):
    """A change of a value as the program says it, folded; nothing is the empty string."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change as truth has it: each side in the spellings of which any is right."""

    kind: str
    before: frozenset[str]
    after: frozenset[str]
    shown: str

    def is_said_by(self, found: Found) -> bool:
        """Whether the program says this change."""
        same_kind = found.kind == self.kind
        return same_kind and found.before in self.before and found.after in self.after


Reading = tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A clause, by its places in both texts, and what changed in it."""

    pair: str
    before: str
    after: str
    held: bool
    required: tuple[tuple[Reading, ...], ...]
    """Of each, one reading is to be found whole."""
    optional: Reading

    @property
    def place(self) -> str:
        return f"{self.pair} {self.before} → {self.after}"


def rows_of(path: Path = TRUTH) -> list[Row]:
    """The clauses of the truth, in its order."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [_row(line.split("\t")) for line in lines[1:]]


def _row(cells: list[str]) -> Row:
    pair, before, after, part, *rest = cells
    entries = [entry.strip() for entry in "".join(rest).split(";") if entry.strip()]
    return Row(
        pair=pair, before=before, after=after, held=part == "held",
        required=tuple(_readings(entry) for entry in entries if not entry.startswith("?")),
        optional=tuple(_change(entry[1:]) for entry in entries if entry.startswith("?")),
    )  # fmt: skip


def _readings(entry: str) -> tuple[Reading, ...]:
    return tuple(
        tuple(_change(change) for change in reading.split("&")) for reading in entry.split("||")
    )


def _change(text: str) -> Change:
    kind, _, sides = text.strip().partition(" ")
    before, after = sides.split("→")
    return Change(
        kind=KINDS.get(kind, kind), before=_spellings(before), after=_spellings(after),
        shown=text.strip(),
    )  # fmt: skip


def _spellings(side: str) -> frozenset[str]:
    return frozenset("" if text == "-" else fold(text) for text in side.split("|"))


def articles_of(text: str) -> dict[str, range]:
    """From which character up to which each article (条) goes, by its label."""
    starts = [(found.start(), found[1] or found[2]) for found in _ARTICLE.finditer(text)]
    return {
        label: range(start, end)
        for (start, label), (end, _) in pairwise([*starts, (len(text), "")])
    }


def span_of(text: str, place: str) -> range:
    """From which character up to which a place goes: an article by its label, else its lines."""
    if place.startswith("第"):
        return articles_of(text)[place]
    ends = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    first, _, last = place.partition("-")
    return range(ends[int(first) - 1], ends[int(last or first)])
