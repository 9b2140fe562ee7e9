"""Labelled documents, from which the model learns and by which it is judged."""

import csv
import hashlib
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from pipeline.classifying.facts import Facts
from pipeline.topics import load_topics
from storage.faults import WrongError
from storage.file_errors import why
from storage.office import DEFAULT_OFFICE
from storage.records import TAKEN, PageKind

Label = Literal["yes", "no", "borderline"]
_LABELS = get_args(Label)
COLUMNS = (
    "id",
    "title",
    "doc_number",
    "agency",
    "part",
    "kind",
    "relevant_to_dual_carbon",
    "topics",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What is known of a document, and what a person says of it."""

    key: str
    facts: Facts
    kind: PageKind | None
    """``None``: nobody said; so of the next three."""
    relevant: Label | None
    part: str | None = None
    """As the standard office has it."""
    topics: tuple[str, ...] | None = None
    """First-level ones, or ``top.sub``."""
    taken_for: PageKind | None = None
    """The kind of page that the program takes it for, where nobody said."""
    drawn: bool = False
    """Whether it was drawn at random, and not chosen by who spoke of it."""
    weight: float = 1.0
    """How much it counts."""
    rule_weight: float = 1.0
    """How far the rules are believed on it; with the rest of its weight they are asked without the
    words that only this row has: for rows that they were written with in view."""

    @property
    def tops(self) -> frozenset[str]:
        """The first-level topics."""
        return frozenset(topic.split(".")[0] for topic in self.topics or ())

    @property
    def is_taken(self) -> bool:
        """Whether it is of a kind of which one asks whether it belongs.

        A draft that has a topic and is left out is left out as a draft, which is decided apart.
        """
        kind = self.kind or self.taken_for
        if kind == "consultation" and self.relevant == "no" and self.topics:
            return False
        return kind in TAKEN or (self.kind is None and self.relevant == "yes")


@dataclass(frozen=True, kw_only=True)
class RowFile:
    """The rows of one file, and which file it was."""

    name: str
    sha256: str
    rows: tuple[Row, ...]


class RowError(WrongError):
    """A file of rows cannot be used; the message is one line for a person, in Chinese."""


def read_rows(path: Path, rule_weight: float = 1.0) -> RowFile:
    """The rows of a TSV with one labelled title a line.

    Raises RowError: file, row and key of the first wrong one.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RowError(f"{path}：不是 UTF-8 文本，请用 UTF-8 编码另存") from error
    except OSError as error:
        raise RowError(f"{path}：读不到（{why(error)}），请检查路径和权限") from error
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows: list[Row] = []
    try:
        if missing := [name for name in COLUMNS if name not in (table.fieldnames or ())]:
            raise RowError(f"{path.name}：缺少列 {'、'.join(missing)}，请补上表头")
        for line in table:
            rows.append(_row(f"{path.name}：第 {table.line_num} 行", line, rule_weight))
    except csv.Error as error:
        raise RowError(
            f"{path.name}：第 {table.line_num + 1} 行：有一格太长或含有不能读的字符，"
            "请改短或删去这一行"
        ) from error
    _distinct(path.name, rows)
    return RowFile(name=path.name, sha256=hashlib.sha256(data).hexdigest(), rows=tuple(rows))


def _row(where: str, line: dict[str, str | None], rule_weight: float) -> Row:
    cells = {key: (value or "").strip() for key, value in line.items() if isinstance(value, str)}
    for key in ("id", "title"):
        if not cells.get(key):
            raise RowError(f"{where}：{key} 是空的，请补上")
    topics = tuple(t.strip() for t in cells.get("topics", "").split(",") if t.strip())
    _known(where, "kind", cells.get("kind", ""), get_args(PageKind))
    _known(where, "relevant_to_dual_carbon", cells.get("relevant_to_dual_carbon", ""), _LABELS)
    _known(where, "part", cells.get("part", ""), ("", *DEFAULT_OFFICE.ids))
    for topic in topics:
        _known(where, "topics", topic, _topics(), "主题编号，见 pipeline/topics.toml")
    return Row(
        key=cells["id"],
        facts=Facts(
            title=cells["title"],
            document_number=cells.get("doc_number") or None,
            issuing_bodies=tuple(cells.get("agency", "").replace(",", " ").split()),
        ),
        kind=cast(PageKind, cells["kind"]),
        relevant=cast(Label, cells["relevant_to_dual_carbon"]),
        part=cells.get("part") or None,
        topics=topics,
        rule_weight=rule_weight,
    )


@lru_cache(maxsize=1)
def _topics() -> frozenset[str]:
    return frozenset(topic.id for topic in load_topics().topics)


def _known(where: str, key: str, value: str, allowed: Collection[str], which: str = "") -> None:
    """Raise ``RowError`` if the value is none of those; ``which``: where they stand, if many."""
    if value not in allowed:
        which = which or f"{'、'.join(filter(None, allowed))} 之一"
        raise RowError(f"{where}：{key} 是“{value[:40]}”，应为{which}")


def _distinct(file: str, rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.key in seen:
            raise RowError(f"{file}：id {row.key} 重复，请改名或删去一行")
        seen.add(row.key)
