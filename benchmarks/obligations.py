"""How well dated obligations are found, against a truth written by reading.

    python -m benchmarks.obligations [--official] [--held] [--data ../shared/data]

``dev`` is the issue of December 2023 (with --official the documents' own texts in its place),
``held`` other texts: their figures are always printed, their misses with --held only. Rows are
matched within a text by kind and date, each once; see ``tests/pipeline/truth/README.md``.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.stated_texts import Row, Score, TextSet, asked_for, contents, rows
from pipeline.deadlines import deadlines_of
from storage.records import Deadline

Pair = tuple[Row, Deadline]
_EVERY = "every-"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Scores with and without kinds, how many precisions agree, and a line for each fault."""

    kind_and_date: Score
    date: Score
    precise: int
    faults: tuple[str, ...]


def verdict(data: Path, which: TextSet) -> Verdict:
    """How the program's deadlines compare with the truth of one set."""
    truth = rows("obligations.tsv", which)
    found = {
        item: [said for said in deadlines_of(text, ()) if said.date or _returns(said)]
        for item, text in contents(data, which).items()
    }
    full, dated = _paired(truth, found, _same), _paired(truth, found, _same_date)
    hits = [(row, said) for row, said in full if not row["optional"]]
    return Verdict(
        kind_and_date=_score(truth, found, full),
        date=_score(truth, found, dated),
        precise=sum(row["precision"] == said.precision for row, said in hits),
        faults=tuple(_faults(truth, found, full)),
    )


def _paired(
    truth: Iterable[Row],
    found: dict[str, list[Deadline]],
    same: Callable[[Row, Deadline, bool], bool],
) -> list[Pair]:
    """Rows with the deadline that is theirs: required ones first, first readings before others."""
    free = {item: list(said) for item, said in found.items()}
    pairs: list[Pair] = []
    left = sorted(truth, key=lambda row: bool(row["optional"]))
    for widely in (False, True):
        rest: list[Row] = []
        for row in left:
            of_item = free[row["item"]]
            if said := next((x for x in of_item if same(row, x, widely)), None):
                of_item.remove(said)
                pairs.append((row, said))
            else:
                rest.append(row)
        left = rest
    return pairs


def _same(row: Row, said: Deadline, widely: bool) -> bool:
    kinds = {row["kind"]} | ({row["or_kind"]} if widely else set())
    return _same_date(row, said, widely) and (said.kind in kinds or "*" in kinds)


def _same_date(row: Row, said: Deadline, widely: bool) -> bool:
    days = [row["date"], *(row["or_date"].split("|") if widely else ())]
    if row["date"].startswith(_EVERY):
        return _returns(said) and (not said.date or f"{_EVERY}{said.date:%m-%d}" in days)
    return bool(said.date) and str(said.date) in days


def _returns(said: Deadline) -> bool:
    """Whether it is a day of each year, which has no date of its own."""
    return "每年" in said.text or "每年" in said.sentence


def _score(truth: list[Row], found: dict[str, list[Deadline]], pairs: list[Pair]) -> Score:
    wanted = sum(not row["optional"] for row in truth)
    hits = sum(not row["optional"] for row, _ in pairs)
    return Score(found=hits, right=hits, wanted=wanted, claimed=hits + len(_strays(found, pairs)))


def _strays(found: dict[str, list[Deadline]], pairs: list[Pair]) -> list[tuple[str, Deadline]]:
    """Deadlines that no row has; those without a date are not scored."""
    matched = {id(said) for _, said in pairs}
    every = [(item, said) for item, of_item in found.items() for said in of_item]
    return [(item, said) for item, said in every if said.date and id(said) not in matched]


def _faults(truth: list[Row], found: dict[str, list[Deadline]], pairs: list[Pair]) -> list[str]:
    matched = {id(row) for row, _ in pairs}
    missed = [
        f"{row['item']} line {row['line']} missed: {row['kind']} {row['date']} {row['written']}"
        for row in truth
        if not row["optional"] and id(row) not in matched
    ]
    wrong = [
        f"{item} not there: {said.kind} {_iso(said.date)} {said.text} | {said.sentence[:60]}"
        for item, said in _strays(found, pairs)
    ]
    return missed + wrong


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "-"


def main() -> int:
    """Print the figures and the faults; returns the exit status."""
    asked = asked_for(__doc__)
    for which, faults in asked.shown:
        result = verdict(asked.data, which)
        print(f"{which:8} kind and date  {result.kind_and_date}")
        print(f"{which:8} date           {result.date}")
        print(f"{which:8} precision agrees in {result.precise} of {result.kind_and_date.found}")
        if faults:
            print(*(f"  {fault}" for fault in result.faults), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
