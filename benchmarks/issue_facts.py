"""What is to be found in a monthly issue, and what a reading of it found, as facts that compare.

Truth is a file of tests/compilation/truth: fields, lines and counts, never the agencies' texts. A
fact is a value by its place and its field; what is not printed is no fact.
"""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from storage.records import Issue, IssueItem, PrintedBlock

COMPILATION = Path(__file__).resolve().parents[1] / "tests" / "compilation"
TRUTH = COMPILATION / "truth"
_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_TRACES = str.maketrans("", "", "*<>#|\\")
"""Of Markdown: a reader may keep them or not."""
_RULE = re.compile(r"[|\-:\s]+")
"""Between the head of a table and its rows, in Markdown."""
_NOTED = re.compile(r"\[\^[^\]]+\]")
DOUBT = "【待定】"
_DOTS = str.maketrans("-．", "..")
LINED = ("line", "last_line", "tables")
"""What only a text issue tells as it stands."""

Facts = dict[tuple[str, str], Any]
"""By the place (item, part or ``issue``) and the field."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A value that is not the one printed; ``None`` on either side: there is none."""

    place: str
    field: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.place} {self.field}: 应为 {self.expected!r}, 读作 {self.found!r}"


def truth_of(path: Path) -> dict[str, Any]:
    """The truth in a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def issue_file(truth: Mapping[str, Any], shared: Path = _SHARED) -> Path:
    """Where the issue lies that a truth is of: one of our samples, or of the shared data."""
    ours = COMPILATION / str(truth["file"])
    return ours if ours.exists() else shared / str(truth["file"])


def text_of(body: bytes) -> str:
    """The characters of a text issue, its lines ended by line feeds alone."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("gb18030")
    return text.replace("\r\n", "\n")


def squeezed(text: str) -> str:
    """Without white space, for comparing."""
    return "".join(text.split())


def true_facts(truth: Mapping[str, Any], lines: list[str] | None) -> Facts:
    """Every fact of the truth; without lines (a file of pages) only those that need none."""
    facts: Facts = {("issue", name): truth.get(name) for name in ("month", "publisher")}
    facts["issue", "title"] = squeezed(truth["title"])
    if lines is not None:
        said = [lines[number - 1] for number in truth["statement_lines"]]
        facts["issue", "statement"] = squeezed("".join(said)) or None
    for part in truth["part"]:
        place = f"第{part['number']}编"
        facts[place, "title"] = part["title"]
        facts[place, "part"] = part.get("part")
        facts[place, "items"] = tuple(part["items"])
    for item in truth["item"]:
        facts |= {(item["number"], name): value for name, value in _true_item(item)}
    return {key: value for key, value in facts.items() if _stated(key, value, lines)}


def _true_item(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in ("page", "document_number", "signed_on"):
        yield name, item.get(name)
    yield from _titles(item["title"], item.get("title_in_contents"))
    for name in ("line", "last_line", "paragraphs"):
        yield name, item.get(name)
    yield "number_as_printed", _outer(item["number_as_printed"])
    yield from _lists(item["issuing_bodies"], item["addressees"], item["attachments"])
    yield "inner_title", _named(item.get("inner_title"))
    yield "dates", tuple(item["dates"])
    yield "tables", tuple((one.get("line"), one["rows"], one["columns"]) for one in item["tables"])


def _titles(title: str, in_contents: str | None) -> Iterator[tuple[str, Any]]:
    """Without the mark of a draft, which is no word of the title."""
    yield "title", title.removesuffix(DOUBT)
    yield "title_in_contents", in_contents.removesuffix(DOUBT) if in_contents else None


def _lists(
    bodies: Iterable[str], addressees: Iterable[str], attachments: Iterable[str]
) -> Iterator[tuple[str, Any]]:
    yield "issuing_bodies", tuple(bodies)
    yield "addressees", "，".join(addressees)
    yield "attachments", tuple(squeezed(name) for name in attachments)


def _dotted(number: str) -> str:
    """1.1, whether an office writes 1-1 or 1．1."""
    return number.translate(_DOTS)


def _outer(number: str) -> str:
    inside = number.strip()
    return inside[1:-1] if inside.startswith("（") and inside.endswith("）") else inside


def _named(title: str | None) -> str | None:
    return squeezed(title).removeprefix("《").removesuffix("》") if title else None


def _stated(key: tuple[str, str], value: Any, lines: list[str] | None) -> bool:
    return value not in (None, "", ()) and (lines is not None or key[1] not in LINED)


def read_facts(issue: Issue, lines: list[str] | None) -> Facts:
    """Every fact that a reading states."""
    facts: Facts = {("issue", "month"): issue.month, ("issue", "publisher"): issue.publisher}
    facts["issue", "title"] = squeezed(issue.title)
    if lines is not None:
        facts["issue", "statement"] = squeezed("".join(issue.statement))
    for part in issue.parts:
        place = f"第{part.number}编"
        facts[place, "title"] = part.title
        facts[place, "part"] = part.part
        facts[place, "items"] = tuple(_dotted(item.number) for item in part.items)
    for item in issue.items:
        facts |= {(_dotted(item.number), name): value for name, value in _read_item(item)}
    return {key: value for key, value in facts.items() if _stated(key, value, lines)}


def _read_item(item: IssueItem) -> Iterator[tuple[str, Any]]:
    for name in ("page", "document_number", "signed_on", "dates"):
        yield name, getattr(item, name)
    yield from _titles(item.title, item.title_in_contents)
    yield "line", item.line
    yield "last_line", max((number for one in item.blocks for number in covered(one)), default=None)
    tables = [one for one in item.blocks if one.block.kind == "table"]
    yield "paragraphs", len(item.blocks) - len(tables)
    yield "number_as_printed", _outer(item.number_as_printed)
    yield from _lists(item.issuing_bodies, item.addressees, item.attachments)
    yield "inner_title", _named(item.inner_title)
    yield "tables", tuple((one.line, *shape(one.block.text)) for one in tables)


def shape(table: str) -> tuple[int, int]:
    """Rows and columns of a table's text."""
    rows = table.split("\n")
    return len(rows), max(row.count("\t") + 1 for row in rows)


def covered(one: PrintedBlock) -> list[int]:
    """The lines of a text issue that a block takes."""
    if one.line is None:
        return []
    rows = one.block.text.count("\n") if one.block.kind == "table" else 0
    seconds = [join.line for join in one.joins if join.line is not None]
    return [*range(one.line, one.line + rows + 1), *seconds]


def wrong_facts(true: Facts, read: Facts) -> tuple[Wrong, ...]:
    """Each fact that is not as it should be, in the order of the truth."""
    keys = [*true, *(key for key in read if key not in true)]
    return tuple(
        Wrong(place=key[0], field=key[1], expected=true.get(key), found=read.get(key))
        for key in keys
        if not same(key[1], true.get(key), read.get(key))
    )


def same(field: str, true: Any, read: Any) -> bool:
    """Whether two values are one; the truth leaves open on which line a Markdown table begins."""
    if field != "tables" or not true or not read or len(true) != len(read):
        return bool(true == read)
    return all(a == b if a[0] else a[1:] == b[1:] for a, b in zip(true, read, strict=True))


def true_joins(truth: Mapping[str, Any]) -> set[tuple[int, int]]:
    """Line of the first half, line of the second."""
    return {(first, second) for first, second in truth["joins"]}


def read_joins(issue: Issue) -> set[tuple[int, int]]:
    """As ``true_joins``, of a reading."""
    found = set()
    for one in (block for item in issue.items for block in item.blocks):
        halves = [one.line, *(join.line for join in one.joins)]
        found |= {(a, b) for a, b in pairwise(halves) if a and b}
    return found


def without(issue: Issue, lines: Container[int]) -> Issue:
    """The issue without the blocks that begin on these lines: notes that are no one's text."""
    return replace(
        issue,
        parts=tuple(
            replace(part, items=tuple(_without(item, lines) for item in part.items))
            for part in issue.parts
        ),
    )


def _without(item: IssueItem, lines: Container[int]) -> IssueItem:
    return replace(item, blocks=tuple(one for one in item.blocks if one.line not in lines))


def lost_lines(truth: Mapping[str, Any], issue: Issue, lines: list[str]) -> list[int]:
    """Lines of the body that stand in no block, in two, or not as printed."""
    takers: dict[int, list[str]] = {}
    tables: list[str] = []
    for one in (block for item in issue.items for block in item.blocks):
        for number in covered(one):
            takers.setdefault(number, []).append(_bare(one.block.text))
        if one.block.kind == "table":
            tables.append(_bare(one.block.text))
    parts = [part["line"] for part in truth["part"]]
    known = {*parts, *truth.get("notes", ()), *truth.get("outside", ())}
    return [
        number
        for number in range(min(parts), len(lines) + 1)
        if number not in known and _RULE.fullmatch(lines[number - 1] or " ") is None
        if not _once(lines[number - 1], takers.get(number, []), tables)
    ]


def _once(line: str, texts: list[str], tables: list[str]) -> bool:
    """Whether exactly one block has the line; of a table in Markdown, whether one has the row."""
    if line.startswith("|"):
        return any(_bare(line) in text for text in tables)
    return len(texts) == 1 and _bare(line) in texts[0]


def _bare(text: str) -> str:
    return squeezed(_NOTED.sub("", text).translate(_TRACES)).removeprefix("-")
