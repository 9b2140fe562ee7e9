"""OFD (GB/T 33190): a ZIP of XML whose TextCode elements carry the text, each at its place."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.attachments.containers import Node, attr, named, open_zip, part, tag
from crawlers.attachments.lines import Budget, Gathered, StopReadingError
from crawlers.attachments.page_numbers import without_numbers
from crawlers.filetypes import UnreadableError

_GAP = 0.6
"""Of the size of a character: what stands further apart is another word or cell."""
_DEEPEST = 30
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class _Run:
    """Characters that stand one after the other, in millimetres from the page's upper left."""

    x: float
    y: float
    end: float
    size: float
    text: str


def read_ofd(body: bytes, budget: Budget, found: Gathered) -> Iterator[str]:
    """The lines of each page, top to bottom and left to right."""
    archive = open_zip(body, budget.limits)
    root = part(archive, "OFD.xml", budget)
    if root is None:
        raise UnreadableError("OFD 打不开，文件可能已损坏")
    pages: list[list[str]] = []
    stop: StopReadingError | None = None
    try:
        for page in _pages(archive, root, budget):
            pages.append(page)
    except StopReadingError as limit:
        stop = limit
    for page in without_numbers(pages):
        yield from page
    if stop:
        raise stop
    if not pages:
        raise UnreadableError("OFD 打不开，文件可能已损坏")
    found.pictures = any(
        info.filename.lower().endswith((".png", ".jpg", ".jpeg", ".bmp", ".jb2", ".tif"))
        for info in archive.infolist()
    )


def _pages(archive: zipfile.ZipFile, root: Node, budget: Budget) -> Iterator[list[str]]:
    count = 0
    for place in named(root, "DocRoot"):
        path = _inside("", place.text)
        document = part(archive, path, budget)
        if document is None:
            continue
        templates = _templates(document, path)
        for page in named(document, "Page"):
            if count >= budget.limits.pages:
                raise StopReadingError(f"只读了前 {budget.limits.pages} 页")
            count += 1
            budget.check_time()
            at = _inside(path, attr(page, "BaseLoc"))
            yield list(_page(archive, at, templates, budget))


def _inside(base: str, place: str | None) -> str:
    """Where a file lies in the container; what leads out of it is in none of its names."""
    place = (place or "").strip()
    if place.startswith("/"):
        return posixpath.normpath(place).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), place))


def _templates(document: Node, path: str) -> dict[str, str]:
    return {
        attr(one, "ID"): _inside(path, attr(one, "BaseLoc"))
        for one in named(document, "TemplatePage")
    }


def _page(
    archive: zipfile.ZipFile, path: str, templates: dict[str, str], budget: Budget
) -> Iterator[str]:
    page = part(archive, path, budget)
    if page is None:
        return
    runs: list[_Run] = []
    for used in page:
        under = templates.get(attr(used, "TemplateID")) if tag(used) == "Template" else None
        template = part(archive, under, budget) if under else None
        if template is not None:
            runs += _runs(template, 0)
    runs += _runs(page, 0)
    yield from _lines(runs)


def _runs(node: Node, depth: int) -> Iterator[_Run]:
    for one in node:
        if tag(one) == "TextObject":
            yield from _text_runs(one)
        elif depth < _DEEPEST:
            yield from _runs(one, depth + 1)


def _text_runs(node: Node) -> Iterator[_Run]:
    left, top, *_ = (*_numbers(attr(node, "Boundary")), 0.0, 0.0)
    matrix = _numbers(attr(node, "CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else _IDENTITY
    size = next(iter(_numbers(attr(node, "Size"))), 3.0)
    x = y = 0.0
    for code in node:
        if tag(code) != "TextCode" or not code.text:
            continue
        x = next(iter(_numbers(attr(code, "X"))), x)
        y = next(iter(_numbers(attr(code, "Y"))), y)
        text = " ".join(code.text.split("\n")).strip("\r")
        width = sum(_steps(attr(code, "DeltaX"), len(text) - 1)) + size
        ends = (left + a * x + c * y + e, left + a * (x + width) + c * y + e)
        scale = (d * d + c * c) ** 0.5 or 1.0
        yield _Run(min(ends), top + b * x + d * y + f, max(ends), size * scale, text)


def _steps(said: str, count: int) -> list[float]:
    """From each character to the next; ``g 3 5.0`` stands for three times 5.0."""
    words = said.split()[: 4 * count + 4]
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < count:
        if words[at] == "g" and at + 2 < len(words) and words[at + 1].isdecimal():
            found += [_number(words[at + 2])] * min(int(words[at + 1]), count)
            at += 3
        else:
            found.append(_number(words[at]))
            at += 1
    return found[: max(count, 0)]


def _lines(runs: list[_Run]) -> Iterator[str]:
    """Runs of one height are a line."""
    row: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        if row and run.y - row[0].y > max(row[0].size, run.size) * 0.5:
            yield _line(row)
            row = []
        row.append(run)
    if row:
        yield _line(row)


def _line(row: list[_Run]) -> str:
    out, last = "", None
    for run in sorted(row, key=lambda run: run.x):
        if last is not None:
            if _is_shadow(last, run):
                continue
            gap = run.x - last.end
            out += "\t" if gap > 2 * run.size else " " if gap > _GAP * run.size else ""
        out += run.text
        last = run
    return out


def _is_shadow(last: _Run, run: _Run) -> bool:
    """Whether the same text is set twice at about one place, to look bold."""
    near = abs(run.x - last.x) < 0.3 * run.size and abs(run.y - last.y) < 0.3 * run.size
    return near and run.text == last.text


def _numbers(text: str) -> list[float]:
    return [_number(word) for word in text.split()[:6]]


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0
