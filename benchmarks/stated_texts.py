"""The texts whose citations and dated obligations were written down by reading, as contents.

The truth is in ``tests/pipeline/truth``, the texts are in the folder of real material.
"""

import argparse
import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from diffing.blocks import blocks_of, label_of
from storage.records import Content

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TRUTH = ROOT / "tests" / "pipeline" / "truth"
ISSUE = "compilation/2023-12.txt"
WORLD = "worlds/2023-12"

TextSet = Literal["dev", "official", "held"]
Row = dict[str, str]

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_MARKUP = re.compile(r"\*\*|</?[a-z]+/?>|^#+\s+|^- (?=[（(])", re.M)
_UNENDED = re.compile(r"[^。；：！？.;:!?）)”]$")
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,6}：")


@dataclass(frozen=True, kw_only=True)
class Score:
    """What was found of what is there, and what else was found."""

    found: int
    wanted: int
    claimed: int
    right: int

    @property
    def precision(self) -> float:
        """The share of the claims that are right; 1 without claims."""
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """The share of the wanted rows that were found."""
        return self.found / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        """Both figures with their counts."""
        return (
            f"precision {self.precision:.3f} ({self.right}/{self.claimed})"
            f"  recall {self.recall:.3f} ({self.found}/{self.wanted})"
        )


def rows(name: str, which: TextSet) -> list[Row]:
    """The truth's rows of one set, in the order of the file."""
    wanted = "held" if which == "held" else "dev"
    return [row for row in _table(name) if row["set"] == wanted]


def contents(data: Path, which: TextSet) -> dict[str, Content]:
    """The texts of one set by item."""
    return dict(_held(data) if which == "held" else _items(data, official=which == "official"))


def folded(text: str) -> str:
    """Text without what no reader sees: widths, spaces, quotes, kinds of dashes and brackets."""
    text = re.sub(r"[\s\"'“”‘’「」]", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"[‐-―−－~～]+", "-", text)
    return text.translate(str.maketrans("〈〉〔〕【】", "<>[][]")).lower()


def unmarked(path: Path) -> str:
    """The text of a file without front matter and marks of style."""
    return _MARKUP.sub("", _FRONT_MATTER.sub("", path.read_text(encoding="utf-8")))


def _table(name: str) -> Iterator[Row]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _items(data: Path, *, official: bool) -> Iterator[tuple[str, Content]]:
    issue = (data / ISSUE).read_text(encoding="utf-8").split("\n")
    truth = json.loads((data / WORLD / "truth.json").read_text(encoding="utf-8"))
    for item in truth["issue"]["items"]:
        first, last = item["issue_lines"]
        if official:
            path = data / WORLD / "official" / f"{item['item']}.txt"
            text = path.read_text(encoding="utf-8").partition("\n")[2]
        else:
            text = _joined(issue[first:last])
        yield (
            item["item"],
            Content(
                title=item["title"],
                document_number=item["document_number"],
                issuing_bodies=tuple(item["issuing_bodies"]),
                signed_on=_day(item["signed_on"]),
                published_on=_day(item["published_on"]),
                blocks=blocks_of(text),
            ),
        )


def _held(data: Path) -> Iterator[tuple[str, Content]]:
    for row in _table("texts.tsv"):
        yield (
            row["item"],
            Content(
                title=row["title"],
                document_number=row["number"] or None,
                signed_on=_day(row["signed_on"]),
                published_on=_day(row["published_on"]),
                blocks=blocks_of(unmarked(data / row["path"])),
            ),
        )


def _joined(lines: list[str]) -> str:
    """Lines of the issue, a paragraph that the page's foot broke in one line again."""
    joined: list[str] = []
    for line in (_MARKUP.sub("", line).strip() for line in lines):
        if line and joined and _breaks(joined[-1]) and not label_of(line).level:
            joined[-1] += line
        elif line:
            joined.append(line)
    return "\n".join(joined)


def _breaks(line: str) -> bool:
    """Whether ``line`` stops within a sentence: long, with commas, without an end."""
    if len(line) < 25 or "\t" in line or _FIELD.match(line):
        return False
    return bool(re.search("[，。、；]", line) and _UNENDED.search(line))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command line of a scorer asks for."""

    data: Path
    shown: tuple[tuple[TextSet, bool], ...]
    """The sets of texts to score, each with whether its faults are listed."""


def asked_for(what: str | None) -> Asked:
    """The arguments of a scorer; ends the program, status 2, where the data is absent."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--official", action="store_true")
    parser.add_argument("--held", action="store_true")
    options = parser.parse_args()
    if not (options.data / ISSUE).is_file():
        parser.error(f"{options.data}: no {ISSUE}")
    dev: TextSet = "official" if options.official else "dev"
    return Asked(data=options.data, shown=((dev, True), ("held", options.held)))
