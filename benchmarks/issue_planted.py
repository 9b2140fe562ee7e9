"""Recall and precision of the proof on misprints planted at random into official texts.

    python -m benchmarks.issue_planted [--seeds 1 2 3] [--share 0.3] [--shown 40]

The official texts are those of ../shared/data/worlds/2023-12 and of the invented issue; each is
printed as an issue in plain text, with at most one misprint in a paragraph, then read and proved
like any other. Kinds are those of ``benchmarks.issue_plants``, and whole paragraphs and rows of
tables that are lost or doubled.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.issue_misprints import BREAK, Row, said_of
from benchmarks.issue_officials import official_texts, officials_of
from benchmarks.issue_plants import PLANTERS
from benchmarks.issue_proof import CORPORA, GROUPS, Score
from compilation.proof import proof
from compilation.reader import read_issue
from storage.office import DEFAULT_OFFICE

_FRONT = (
    "2000.01 月刊",
    "碳达峰碳中和政策法规汇编",
    "声明",
    "本汇编仅供学习。",
    "某某中心",
    "目录",
)
_PARTS = {"1": "第一编 中央文件", "2": "第二编 生态环境部文件"}
_PARTS |= {"3": "第三编 国家各部委文件", "4": "第四编 河北省文件"}
_CONTEXT = 4
_TRIES = 6
"""Kinds that are tried on a paragraph before it is printed as it is."""


class Printer:
    """Prints official texts with misprints, and keeps account of them."""

    def __init__(self, rng: random.Random, share: float) -> None:
        self.rows: list[Row] = []
        self.lines: list[str] = []
        self._rng, self._share = rng, share

    def front(self, texts: dict[str, str]) -> None:
        """Cover, statement and contents."""
        self.lines += [line for text in _FRONT for line in (text, "")]
        part = ""
        for at, (item, text) in enumerate(texts.items(), 1):
            if item[0] != part:
                part = item[0]
                self.lines.append(f"{_PARTS[part]}\t{at}")
            self.lines.append(f"{item} {text.split(chr(10))[0]}\t{at}")
        self.lines.append("")

    def item(self, item: str, text: str) -> None:
        """One item after the other, the heading and the two lines after it sound."""
        title, _, *body = text.split("\n")
        self.lines += [f"{item} {title}", "", body[0], "", body[1], ""]
        before = "\t" in body[1]
        for line in body[2:]:
            if before and "\t" not in line:
                self.lines.append("")
            before = "\t" in line
            if self._rng.random() >= self._share or not self._wrong(item, line):
                self._print(line)

    def _print(self, line: str) -> int:
        self.lines.append(line)
        at = len(self.lines)
        if "\t" not in line:
            self.lines.append("")
        return at

    def _wrong(self, item: str, line: str) -> bool:
        """Whether a misprint was printed in the place of the line."""
        kinds = ["dropped", "doubled", *PLANTERS]
        self._rng.shuffle(kinds)
        return any(self._planted(item, line, kind) for kind in kinds[:_TRIES])

    def _planted(self, item: str, line: str, kind: str) -> bool:
        if kind in ("dropped", "doubled"):
            return len(line) > 12 and self._whole(item, line, kind)
        plant = PLANTERS[kind](self._rng, line)
        if plant is None or "\t" in line[plant.start : plant.end]:
            return False
        wrong = line[: plant.start] + plant.put + line[plant.end :]
        at = [self._print(half) for half in wrong.split(BREAK)][-1]
        left = line[max(0, plant.start - _CONTEXT) : plant.start]
        right = line[plant.end :][:_CONTEXT]
        expected = left + line[plant.start : plant.end] + right
        self._row(item, at, left + plant.put + right, expected, kind)
        return True

    def _whole(self, item: str, line: str, kind: str) -> bool:
        unit = "row" if "\t" in line else "paragraph"
        if kind == "dropped":
            last = max(at for at, text in enumerate(self.lines, 1) if text)
            self._row(item, last, "", line, f"dropped_{unit}")
        else:
            self._print(line)
            self._row(item, self._print(line), line, "", f"doubled_{unit}")
        return True

    def _row(self, item: str, line: int, found: str, expected: str, kind: str) -> None:
        self.rows.append(
            Row(item=item, line=line, found=found, expected=expected, kind=kind, scored=True)
        )


def printed(texts: dict[str, str], seed: int, share: float) -> Printer:
    """The texts as an issue with misprints."""
    printer = Printer(random.Random(seed), share)
    printer.front(texts)
    part = ""
    for item, text in texts.items():
        if item[0] != part:
            part = item[0]
            printer.lines += [_PARTS[part], ""]
        printer.item(item, text)
    return printer


def score(folder: Path, seed: int, share: float) -> Score:
    """How a proof of the misprinted texts agrees with what was planted."""
    texts = official_texts(folder)
    made = printed(texts, seed, share)
    issue = read_issue("\n".join(made.lines).encode(), "planted.txt", DEFAULT_OFFICE, "2000-01")
    findings = proof(issue, officials_of(folder))
    return Score(tuple(made.rows), said_of(findings), issue, texts)


def _by_kind(scores: list[Score]) -> Iterator[str]:
    rows = Counter(row.kind for one in scores for row in one.rows)
    missed = Counter(row.kind for one in scores for row in one.missed)
    for kind, count in sorted(rows.items(), key=lambda pair: (missed[pair[0]] / pair[1], pair[0])):
        yield f"  {kind:<30} {count - missed[kind]}/{count}"


def main() -> None:
    """Print the account of each corpus, all seeds together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--shown", type=int, default=40)
    given = parser.parse_args()
    for corpus, (_, folder) in CORPORA.items():
        scores = [score(folder, seed, given.share) for seed in given.seeds]
        print(corpus)
        for group in GROUPS:
            found, rows, right, said = map(
                sum, zip(*(one.figures(group) for one in scores), strict=True)
            )
            print(f"  {group}  召回 {found}/{rows}  精确 {right}/{said}")
        print("\n".join(_by_kind(scores)))
        told = [line for one in scores for line in one.lines(quiet=False)[len(GROUPS) :]]
        print("\n".join(told[: given.shown]))


if __name__ == "__main__":
    main()
