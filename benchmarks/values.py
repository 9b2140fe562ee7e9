"""The values that a comparison lifts out of changed clauses, against those that an editor would.

    python -m benchmarks.values [DATA] [--held] [--json]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default. Truth, with the
rules it was written by, is ``tests/diffing/truth/values.tsv``: places and values of clauses of the
real pairs, a third of which (held) are not looked at while the finder of values is worked on.
Precision and recall are over (kind, before, after) in each clause, both sides folded. Words of
scope and lists of attachments are counted apart. Every disagreement of dev is listed; with
``--held`` those of held instead.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.value_facts import KINDS, Change, Found, Reading, Row, articles_of, rows_of, span_of
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference, Hunk, ValueChange
from storage.text import fold

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
APART = ("scope", "attachment")
"""Kinds that are counted by themselves."""
_LABEL = re.compile(r"第[一二三四五六七八九十百千零〇]+条")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a clause."""

    row: Row
    hits: tuple[Change, ...]
    missed: tuple[Change, ...]
    wrong: tuple[Found, ...]


class Score(NamedTuple):
    """How many were right, missed and wrong."""

    right: int
    missed: int
    wrong: int

    @property
    def precision(self) -> float:
        """Of what was said, the share that is so."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, the share that was said."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def verdicts(data: Path, rows: Sequence[Row]) -> list[Verdict]:
    """Each clause, judged by the comparison of its pair of texts."""
    by_pair = defaultdict(list)
    for row in rows:
        by_pair[row.pair].append(row)
    return [
        _verdict(row, said)
        for pair, of_pair in by_pair.items()
        for row, said in _said_of(data / "pairs" / pair, of_pair)
    ]


def _said_of(folder: Path, rows: Sequence[Row]) -> Iterator[tuple[Row, set[Found]]]:
    old, new = (folder / "old.txt").read_text(), (folder / "new.txt").read_text()
    found = compare_blocks(blocks_of(old), blocks_of(new))
    placed = list(_placed(new, found))
    for row in rows:
        span = span_of(new, row.after)
        yield row, {change for change, places in placed if any(at in span for at in places)}


def _placed(new: str, found: Difference) -> Iterator[tuple[Found, list[int]]]:
    """Each change with the places in the new text where its clause has it marked."""
    starts = list(_starts(new, found.hunks))
    articles = articles_of(new)
    taken: set[tuple[int, Found]] = set()
    at = 0
    for value in found.values:
        change = _folded(value)
        left = [p for p in range(at, len(found.hunks)) if (p, change) not in taken]
        at = _owner(value, found.hunks, left)
        taken.add((at, change))
        places = [starts[at][line] for line in _lines(value, found.hunks[at])]
        article = _LABEL.search(value.label)
        own = articles.get(article[0] if article else "", range(0))
        yield change, [place for place in places if place in own] or places


def _owner(value: ValueChange, hunks: Sequence[Hunk], places: Sequence[int]) -> int:
    """The first of these hunks of which the value is: by its clause path, else by the marks."""
    standing = [place for place in places if _stands_in(value, hunks[place])]
    own = [place for place in standing if _is_of(value, hunks[place])]
    if not standing:
        raise ValueError(f"a value that no hunk has: {value}")
    return (own or standing)[0]


def _is_of(value: ValueChange, hunk: Hunk) -> bool:
    """Whether the clause path of the value is that of the hunk, or goes on from it."""
    labels = (hunk.label_before, hunk.label_after)
    if article := _LABEL.search(value.label):
        return any(article[0] in _LABEL.findall(label) for label in labels)
    return any(value.label.startswith(label) for label in labels if label or not value.label)


def _starts(new: str, hunks: Iterable[Hunk]) -> Iterator[list[int]]:
    """Where the lines of each hunk stand in the new text (hunks come in its order)."""
    end = 0
    for hunk in hunks:
        starts = []
        for line in hunk.after.split("\n"):
            at = max(new.find(line.strip(), end), end)
            end = at + len(line.strip())
            starts.append(at)
        yield starts


def _lines(value: ValueChange, hunk: Hunk) -> list[int]:
    """The lines of the hunk, as it is now, that have the change marked; else that have it."""
    if marked := list(_marked(value, hunk)):
        return marked
    lines = enumerate(hunk.after.split("\n"))
    return [nth for nth, line in lines if value.after and value.after in line]


def _marked(value: ValueChange, hunk: Hunk) -> Iterator[int]:
    line = 0
    for op, text in hunk.marks:
        if op == "delete":
            if not value.after and (value.before or "") in text:
                yield line
            continue
        for nth, piece in enumerate(text.split("\n")):
            if op == "insert" and value.after and value.after in piece:
                yield line + nth
        line += text.count("\n")


def _stands_in(value: ValueChange, hunk: Hunk) -> bool:
    return (value.before or "") in hunk.before and bool(_lines(value, hunk))


def _folded(value: ValueChange) -> Found:
    kind = KINDS.get(value.kind, value.kind)
    return Found(kind, fold(value.before or ""), fold(value.after or ""))


def _verdict(row: Row, said: set[Found]) -> Verdict:
    hits: list[Change] = []
    missed: list[Change] = []
    for readings in row.required:
        reading = max(readings, key=lambda reading: _share(reading, said))
        hits += [change for change in reading if _said(change, said)]
        missed += [change for change in reading if not _said(change, said)]
    right = [*hits, *row.optional]
    wrong = [found for found in said if not any(change.is_said_by(found) for change in right)]
    return Verdict(row=row, hits=tuple(hits), missed=tuple(missed), wrong=tuple(sorted(wrong)))


def _share(reading: Reading, said: set[Found]) -> float:
    return sum(_said(change, said) for change in reading) / len(reading)


def _said(change: Change, said: set[Found]) -> bool:
    return any(change.is_said_by(found) for found in said)


def score(judged: Iterable[Verdict], kinds: Iterable[str] = (), apart: bool = False) -> Score:
    """What came of these clauses: of some kinds, else of all that are (not) counted apart."""
    wanted = tuple(kinds)

    def counts(kind: str) -> bool:
        return kind in wanted if wanted else (kind in APART) == apart

    judged = list(judged)
    return Score(
        sum(counts(change.kind) for verdict in judged for change in verdict.hits),
        sum(counts(change.kind) for verdict in judged for change in verdict.missed),
        sum(counts(found.kind) for verdict in judged for found in verdict.wrong),
    )


def _line(name: str, of: Score) -> str:
    figures = f"{of.right:5d} right {of.missed:4d} missed {of.wrong:4d} wrong"
    return f"{name:36s}{figures}   precision {of.precision:.3f}  recall {of.recall:.3f}"


def _kinds_of(judged: Iterable[Verdict]) -> list[str]:
    kinds: set[str] = set()
    for verdict in judged:
        kinds.update(change.kind for change in (*verdict.hits, *verdict.missed))
        kinds.update(found.kind for found in verdict.wrong)
    return sorted(kinds)


def _tables(judged: Sequence[Verdict]) -> Iterator[str]:
    for name, part in _parts(judged):
        yield f"{name}: {len(part)} clauses"
        yield _line("  all but scope and attachments", score(part))
        yield from (_line(f"  {kind}", score(part, [kind])) for kind in _kinds_of(part))
        for pair in sorted({verdict.row.pair for verdict in part}):
            yield _line(f"  {pair}", score(v for v in part if v.row.pair == pair))


def _parts(judged: Sequence[Verdict]) -> Iterator[tuple[str, list[Verdict]]]:
    yield "together", list(judged)
    yield "dev", [verdict for verdict in judged if not verdict.row.held]
    yield "held", [verdict for verdict in judged if verdict.row.held]


def _faults(judged: Iterable[Verdict]) -> Iterator[str]:
    for verdict in judged:
        for change in verdict.missed:
            yield f"missed  {verdict.row.place}: {change.shown}"
        for found in verdict.wrong:
            shown = f"{found.kind} {found.before or '-'}→{found.after or '-'}"
            yield f"wrong   {verdict.row.place}: {shown}"


def _as_data(judged: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    return {
        name: {
            **score(part)._asdict(),
            "precision": round(score(part).precision, 4),
            "recall": round(score(part).recall, 4),
        }
        for name, part in _parts(judged)
    }


def main() -> None:
    """Compare the pairs and print the tables."""
    parser = argparse.ArgumentParser(description="Values of changed clauses against the truth.")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--held", action="store_true", help="list the faults of held, not of dev")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    judged = verdicts(asked.data, rows_of())
    if asked.json:
        print(json.dumps(_as_data(judged), ensure_ascii=False))
        return
    for line in _tables(judged):
        print(line)
    for line in _faults(verdict for verdict in judged if verdict.row.held == asked.held):
        print(line)


if __name__ == "__main__":
    main()
