"""Amended laws by article: which became which, and how, as the program says and as truth has it.

    python -m benchmarks.articles [DATA] [--json]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default. Truth was
written by reading both texts (``tests/diffing/truth/articles``, its README says what the states
mean). Precision and recall are by article: (old article, new article, state), and once more without
the state. Every disagreement is listed.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.article_facts import Fact, facts_of
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TRUTH = ROOT / "tests" / "diffing" / "truth" / "articles"
UNSEEN = "-"
"""The alternative of a row that need not be said at all."""

Seen = Callable[[Fact], Fact]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of truth: what is so, what may be said instead, and what may be said besides."""

    fact: Fact
    instead: tuple[Fact, ...] = ()
    besides: tuple[Fact, ...] = ()
    optional: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What came of one pair of texts; ``wrong`` was said and is not so, ``missed`` the reverse."""

    said: int
    rows: int
    wrong: tuple[Fact, ...]
    missed: tuple[Row, ...]

    @property
    def precision(self) -> float:
        """Of what was said, the share that is so."""
        return 1 - len(self.wrong) / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, the share that was said."""
        return 1 - len(self.missed) / self.rows if self.rows else 1.0


def names() -> list[str]:
    """The pairs that have a truth."""
    return sorted(path.stem for path in TRUTH.glob("*.tsv"))


def truth_of(name: str) -> list[Row]:
    """The rows of one pair."""
    lines = (TRUTH / f"{name}.tsv").read_text("utf-8").splitlines()
    head, *body = [line.split("\t") for line in lines if not line.startswith("#")]
    return [_row(dict(zip(head, cells, strict=True))) for cells in body]


def _row(cells: dict[str, str]) -> Row:
    fact = Fact(cells["old"], cells["new"], cells["state"])
    instead = cells["or"].split()
    return Row(
        fact=fact,
        instead=tuple(_alternative(fact, entry) for entry in instead if entry != UNSEEN),
        besides=tuple(_alternative(fact, entry) for entry in cells["also"].split()),
        optional=UNSEEN in instead,
        note=cells["note"],
    )


def _alternative(fact: Fact, entry: str) -> Fact:
    state, _, label = entry.partition(":")
    if label:
        return Fact(fact.old, label, state) if fact.old else Fact(label, fact.new, state)
    if state == "deleted":
        return Fact(fact.old, "", state)
    if state == "inserted":
        return Fact("", fact.new, state)
    return fact._replace(state=state)


def said_of(name: str, data: Path = DATA) -> set[Fact]:
    """What the program says of one pair."""
    folder = data / "pairs" / name
    old, new = (blocks_of((folder / f"{side}.txt").read_text("utf-8")) for side in ("old", "new"))
    return facts_of(old, new, compare_blocks(old, new).hunks)


def score(rows: Iterable[Row], said: Iterable[Fact], seen: Seen = lambda fact: fact) -> Score:
    """The program's facts held against truth; ``seen`` leaves of each what is to be looked at."""
    rows, facts = list(rows), {seen(fact) for fact in said}
    allowed = {seen(fact) for row in rows for fact in (row.fact, *row.instead, *row.besides)}
    accepted = facts & allowed
    pairs = [fact for fact in accepted if fact.old and fact.new]
    paired = {fact.old for fact in pairs}, {fact.new for fact in pairs}
    return Score(
        said=len(facts),
        rows=len(rows),
        wrong=tuple(sorted(facts - allowed)),
        missed=tuple(row for row in rows if not _met(row, accepted, paired, seen)),
    )


def _met(row: Row, accepted: set[Fact], paired: tuple[set[str], set[str]], seen: Seen) -> bool:
    """Said so, or an alternative was; a lone article also by a pair that truth allows it."""
    if row.optional or any(seen(fact) in accepted for fact in (row.fact, *row.instead)):
        return True
    old, new, _ = row.fact
    return (not new and old in paired[0]) or (not old and new in paired[1])


def counterparts(fact: Fact) -> Fact:
    """The fact without its state."""
    return fact._replace(state="")


def total(scores: Iterable[Score]) -> Score:
    """All pairs as one."""
    scores = list(scores)
    return Score(
        said=sum(one.said for one in scores),
        rows=sum(one.rows for one in scores),
        wrong=tuple(fact for one in scores for fact in one.wrong),
        missed=tuple(row for one in scores for row in one.missed),
    )


def main() -> None:
    """Prints a line a pair and one in total, then each disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    known = {name: (truth_of(name), said_of(name, given.data)) for name in names()}
    full = {name: score(*pair) for name, pair in known.items()}
    bare = {name: score(*pair, counterparts) for name, pair in known.items()}
    full["total"], bare["total"] = total(full.values()), total(bare.values())
    if given.json:
        figures = {name: _figures(full[name], bare[name]) for name in full}
        print(json.dumps(figures, ensure_ascii=False))
        return
    _print_table(full, bare)
    for name, (_, said) in known.items():
        print(f"\n{name}")
        _print_disagreements(full[name], said)


def _figures(full: Score, bare: Score) -> dict[str, float | int]:
    return {
        "rows": full.rows,
        "said": full.said,
        "precision": round(full.precision, 4),
        "recall": round(full.recall, 4),
        "precision_counterparts": round(bare.precision, 4),
        "recall_counterparts": round(bare.recall, 4),
    }


def _print_table(full: dict[str, Score], bare: dict[str, Score]) -> None:
    print(f"{'':30}{'rows':>6}{'said':>6}   with state: P     R   counterparts: P     R")
    for name, one in full.items():
        other = bare[name]
        print(
            f"{name:30}{one.rows:6}{one.said:6}{one.precision:16.3f} {one.recall:.3f}"
            f"{other.precision:18.3f} {other.recall:.3f}"
        )


def _print_disagreements(one: Score, said: set[Fact]) -> None:
    for fact in one.wrong:
        print(f"  said, not so: {_spelled(fact)}")
    for row in one.missed:
        instead = [
            _spelled(fact)
            for fact in sorted(said)
            if (fact.old and fact.old == row.fact.old) or (fact.new and fact.new == row.fact.new)
        ]
        print(f"  so, not said: {_spelled(row.fact)}; said: {', '.join(instead)}; {row.note}")


def _spelled(fact: Fact) -> str:
    return f"{fact.old or '—'} → {fact.new or '—'} {fact.state}"


if __name__ == "__main__":
    main()
