"""The nature and weight of changes, against those that a reader of both texts wrote down.

    python -m benchmarks.significance [DATA]

DATA is the folder of real pages, ``../shared/data`` beside the checkout by default. Truth, with its
rules, is ``tests/diffing/truth/significance.toml``: of clauses of the real pairs whether their
change is one of substance, of wording or of formality; which pair is more significant than which;
and between what bounds a pair lies.
"""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference, Nature

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TRUTH = ROOT / "tests" / "diffing" / "truth" / "significance.toml"
_GRAVITY: tuple[Nature, ...] = ("furniture", "formality", "wording", "substance")
_PLACE = re.compile(r"第[一二三四五六七八九十百零]+条|标题|题注")


class Verdict(NamedTuple):
    """What a reader and the program say of one clause; None: the program has no change there."""

    pair: str
    place: str
    expected: str
    said: str | None


class Scores(NamedTuple):
    """Of clauses each one's verdict; the order relations and bounds that do not hold."""

    verdicts: list[Verdict]
    broken: list[str]

    @property
    def right(self) -> float:
        """The share of clauses whose nature is said as the reader has it."""
        return sum(v.expected == v.said for v in self.verdicts) / len(self.verdicts)


def scores(data: Path) -> Scores:
    """The natures, orders and bounds of truth against the comparison of the pairs in ``data``."""
    truth = tomllib.loads(TRUTH.read_text())
    names = {*truth["natures"], *truth["bounds"], *" > ".join(truth["order"]).split(" > ")}
    found = {name: _difference(data / "pairs" / name) for name in names}
    verdicts = [
        Verdict(pair, place, nature, _nature(found[pair], place))
        for pair, natures in truth["natures"].items()
        for nature, places in natures.items()
        for place in places
    ]
    return Scores(verdicts, [*_orders(truth["order"], found), *_bounds(truth["bounds"], found)])


def _difference(folder: Path) -> Difference:
    old, new = (blocks_of((folder / name).read_text()) for name in ("old.txt", "new.txt"))
    return compare_blocks(old, new)


def _nature(found: Difference, place: str) -> str | None:
    """The gravest of what changed in the clause of that label (of the new text)."""
    natures = [
        nature
        for hunk, nature in zip(found.hunks, found.natures, strict=True)
        if place in _PLACE.findall(hunk.label_after)
    ]
    return max(natures, key=_GRAVITY.index, default=None)


def _orders(order: list[str], found: dict[str, Difference]) -> Iterator[str]:
    for relation in order:
        more, less = relation.split(" > ")
        if found[more].significance <= found[less].significance:
            yield f"{relation}: {found[more].significance} and {found[less].significance}"


def _bounds(bounds: dict[str, list[float]], found: dict[str, Difference]) -> Iterator[str]:
    for name, (least, most) in bounds.items():
        if not least <= found[name].significance <= most:
            yield f"{name}: {found[name].significance} is not in {least}..{most}"


def main() -> None:
    """Prints the share of right natures, and every disagreement."""
    parser = argparse.ArgumentParser(description="Natures and weights of changes against truth.")
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    result = scores(parser.parse_args().data)
    print(f"{len(result.verdicts)} clauses: {result.right:.3f} of their natures right")
    for verdict in result.verdicts:
        if verdict.said != verdict.expected:
            print(f"{verdict.pair} {verdict.place}: {verdict.expected}, said {verdict.said}")
    for line in result.broken:
        print(f"does not hold: {line}")


if __name__ == "__main__":
    main()
