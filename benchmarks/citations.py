"""How well citations are found and typed, against a truth written by reading.

    python -m benchmarks.citations [--official] [--held] [--data ../shared/data]

``dev`` is the issue of December 2023 (with --official the documents' own texts in its place),
``held`` other texts: their figures are always printed, their misses with --held only. The mentions
of one work in one text are one row; see ``tests/pipeline/truth/README.md``.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from benchmarks.stated_texts import Row, Score, TextSet, asked_for, contents, folded, rows
from pipeline.relations.finding import relations_of
from storage.records import Relation, RelationKind

STRENGTH: tuple[RelationKind, ...] = (
    "repeals", "replaces", "amends", "promulgates", "forwards", "interprets", "draft-of",
    "implements", "cites",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Work:
    """The mentions of one work in one text."""

    title: str
    numbers: set[str] = field(default_factory=set)
    kinds: set[RelationKind] = field(default_factory=set)

    @property
    def kind(self) -> RelationKind:
        """The strongest of its kinds."""
        return min(self.kinds, key=STRENGTH.index)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Scores without and with kinds, and a line for each fault."""

    named: Score
    typed: Score
    faults: tuple[str, ...]


def works(relations: Iterable[Relation]) -> list[Work]:
    """The relations of one text, those to one work as one."""
    found: dict[str, Work] = {}
    for said in relations:
        number = folded(said.document_number or "")
        work = found.setdefault(folded(said.title) or number, Work(title=said.title or number))
        work.kinds.add(said.kind)
        if number:
            work.numbers.add(number)
    return list(found.values())


def verdict(data: Path, which: TextSet) -> Verdict:
    """How the program's relations compare with the truth of one set."""
    truth = rows("citations.tsv", which)
    found = {item: works(relations_of(text, ())) for item, text in contents(data, which).items()}
    pairs = [(row, _match(row, found[row["item"]])) for row in truth]
    matched = {id(work) for _, work in pairs if work}
    wanted = [(row, work) for row, work in pairs if not row["optional"]]
    hits = [(row, work) for row, work in wanted if work]
    typed = sum(work.kind in (row["kind"], row["or_kind"]) for row, work in hits)
    strays = [(i, w) for i, ws in found.items() for w in ws if id(w) not in matched]
    claimed = len(hits) + len(strays)
    return Verdict(
        named=Score(found=len(hits), right=len(hits), wanted=len(wanted), claimed=claimed),
        typed=Score(found=typed, right=typed, wanted=len(wanted), claimed=claimed),
        faults=(*_faults(wanted), *(f"{i} not there: {_shown(work)}" for i, work in strays)),
    )


def _match(row: Row, found: Iterable[Work]) -> Work | None:
    """The work that has the row's title and number; a row without one has none."""
    numbers = {folded(number) for number in row["number"].split("|")}
    for work in found:
        same = folded(work.title) == folded(row["title"] or row["number"])
        if same and (work.numbers or {""}) <= numbers:
            return work
    return None


def _faults(pairs: Iterable[tuple[Row, Work | None]]) -> Iterator[str]:
    for row, work in pairs:
        where = f"{row['item']} line {row['lines']}"
        if work is None:
            yield f"{where} missed: {row['kind']} {row['title']} {row['number']}"
        elif work.kind not in (row["kind"], row["or_kind"]):
            yield f"{where} kind {row['kind']} -> {work.kind}: {row['title']}"


def _shown(work: Work) -> str:
    return f"{work.kind} {work.title} {' '.join(sorted(work.numbers))}".strip()


def main() -> int:
    """Print the figures and the faults; returns the exit status."""
    asked = asked_for(__doc__)
    for which, faults in asked.shown:
        result = verdict(asked.data, which)
        print(f"{which:8} title and number        {result.named}")
        print(f"{which:8} title, number and kind  {result.typed}")
        if faults:
            print(*(f"  {fault}" for fault in result.faults), sep="\n")
    return 0


assert set(STRENGTH) == set(get_args(RelationKind))

if __name__ == "__main__":
    sys.exit(main())
