"""What learning from people's decisions is worth: an office with its own convention, and noise.

    python -m benchmarks.learning [--data FOLDER] [--rows FILE …]

Labelled titles stand for documents that people decided on; each office answers in its way: as the
labels say, as one that takes topics which the model leaves out, and at random. From so many answers
a candidate is learned that starts from the bundled model; both are held against held-back titles.
Needs the folder of real material beside the checkout.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.classify import load_rules
from pipeline.learning.comparing import compare, is_held_back, is_worse
from pipeline.learning.rows import Label, Row, RowFile, read_rows
from pipeline.learning.training import Start, train
from storage.office import DEFAULT_OFFICE

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
EXTRA = frozenset({"env", "water"})
COUNTS = (40, 80, 160, 320)
Office = Callable[[Row], Label]


def as_labelled(row: Row) -> Label:
    return row.relevant or "no"


def takes_more(row: Row) -> Label:
    """As labelled, and whatever is of further topics."""
    return "yes" if row.tops & EXTRA else as_labelled(row)


def at_random(row: Row) -> Label:
    return "yes" if random.Random(row.key).random() < 0.5 else "no"


def decided(rows: Sequence[Row], office: Office) -> list[Row]:
    """The rows as decisions: whether they belong, and nothing else."""
    found = []
    for row in rows:
        answer = office(row)
        if answer != "borderline":
            bare = replace(row, kind=None, topics=None, part=None, taken_for=row.kind)
            found.append(replace(bare, relevant=answer))
    return found


def curve(name: str, rows: Sequence[Row], office: Office) -> None:
    """Print how candidates do that learned from ever more answers."""
    said = decided(rows, office)
    held = [row for row in said if is_held_back(row.key)]
    learned = [row for row in said if not is_held_back(row.key)]
    random.Random(0).shuffle(learned)
    rules = load_rules(office=DEFAULT_OFFICE)
    assert rules.model
    for count in COUNTS:
        some = tuple(learned[:count])
        if len(some) < count:
            return
        ground = tuple(replace(row, relevant=None) for row in learned[count : count + 150])
        began = time.process_time()
        file = RowFile(name=name, sha256="", rows=some)
        model = train([file], rules, start=Start(model=rules.model, ground=ground)).model
        seconds = time.process_time() - began
        found = compare(held, load_rules(model=model, office=DEFAULT_OFFICE), rules)
        one = found.respects[0]
        print(
            f"{name}, {count:3} answers, {len(held)} held back: right {one.candidate:.3f}"
            f" (in use {one.in_use:.3f}), +{one.better} -{one.worse}"
            f"{' worse' if is_worse(one) else ''}, F1 {found.candidate['relevance F1']:.3f}"
            f" ({found.in_use['relevance F1']:.3f}), for a person"
            f" {found.candidate['for a person']:.3f} ({found.in_use['for a person']:.3f}),"
            f" by chance {found.by_chance or 0:.4f}, {seconds:.1f} s"
        )


def main() -> int:
    """Print the curves; 0, or 2 where the data is absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", type=Path, nargs="+", default=[])
    options = parser.parse_args()
    paths = options.rows or [options.data / "titles-dev.tsv"]
    if not all(path.is_file() for path in paths):
        print(f"{options.data}: no titles-dev.tsv", file=sys.stderr)
        return 2
    rows = [replace(row, key=f"{p.name} {row.key}") for p in paths for row in read_rows(p).rows]
    offices = {"as labelled": as_labelled, "takes more": takes_more, "at random": at_random}
    for name, office in offices.items():
        curve(name, rows, office)
    return 0


if __name__ == "__main__":
    sys.exit(main())
