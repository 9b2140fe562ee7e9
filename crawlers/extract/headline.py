"""The title of a document, and whether it stands over the text or in it."""

import re
from collections.abc import Iterator
from itertools import pairwise

from crawlers.extract import titles
from crawlers.extract.flat import Element
from crawlers.extract.labels import is_fact
from crawlers.extract.reading import Reading
from storage.text import fold

_MARKED = re.compile("[。；：，]")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_NAMED = re.compile(r"title|biaoti|_bt|(?:^|\s)bt|tit(?:\s|$)|-ti(?:\s|$)")
_STAMPED = 16
"""A heading may carry a date in brackets."""
_AFTER = re.compile(
    r"\s*[（(]?\s*(?:(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?\s*[）)]?(?:\s|$)"
    r"|(?:文章|信息)?来源\s*[：:]|发布(?:时间|日期)\s*[：:])"
)


def read_title(reading: Reading) -> str:
    """The first title that no ellipsis cuts short, without its number at the end."""
    order = [title for title in _candidates(reading) if title]
    best = next((title for title in order if not titles.is_cut(title)), order[0] if order else "")
    return titles.without_number(best)


def _candidates(reading: Reading) -> Iterator[str]:
    """Information table, meta tag, heading, ``<title>``, head of the text, list: surest first."""
    meta = reading.meta
    tag, told = meta.get("<title>", ""), meta.get("articletitle", "")
    folded = fold(tag + told)
    heads = [text for e in _headings(reading) if (text := _heading_text(reading, e))]
    labelled = [titles.tidy(value) for value in reading.values("title")]
    yield from (value for value in labelled if len(value) > 5 and fold(value) in folded)
    yield _told(told, meta, heads)
    yield from (head for head in heads if fold(head) in folded)
    if reading.row:
        yield from (head for head in heads if titles.same(head, reading.row.title))
    yield from heads[:1]
    yield from (value for value in labelled if len(value) > 8 and "关于" in value)
    if not titles.is_site(titles.strip_site(tag)):
        yield titles.strip_site(_without_site(tag, meta))
    yield from _first_lines(reading)
    if reading.row:
        yield titles.tidy(reading.row.title)


def _told(told: str, meta: dict[str, str], heads: list[str]) -> str:
    """The meta tag's title, unless it is the column's and a longer heading stands on the page."""
    title = titles.tidy(_without_site(told, meta))
    column = {meta.get("columnname"), meta.get("contentsource"), meta.get("keywords")}
    return "" if title in column and any(len(head) > len(title) for head in heads) else title


def _without_site(text: str, meta: dict[str, str]) -> str:
    """The text without the site's name before it: XX市人民政府网——…"""
    site = meta.get("sitename", "")
    rest = text[len(site) :].lstrip() if site and text.startswith(site) else text
    return rest.lstrip("-—_|：") if rest[:1] in ("-", "—", "_", "|", "：") else text


def _headings(reading: Reading) -> list[Element]:
    """Elements before the first sentence that look like a heading, the likeliest first."""
    start, limit = reading.body.start, max(reading.body.start + 8, reading.prose_run)
    found = [
        e
        for e in reading.flat.elements[: reading.body.last + 1]
        if (e.names or e.tag in _HEADINGS)
        and e.start < limit
        and 0 < e.end - e.start <= 14
        and not (e.link or e.hidden)
        and (e.tag in _HEADINGS or _NAMED.search(e.names))
    ]
    near = max(start, reading.prose_run)
    return sorted(
        found, key=lambda e: (e.start >= start, e.tag not in ("h1", "h2"), abs(near - e.start))
    )


def _heading_text(reading: Reading, element: Element) -> str:
    """A heading up to the date or labelled values that stand in the same element."""
    text = titles.tidy(reading.flat.text(element))
    if found := _AFTER.search(text):
        text = text[: found.start()].strip()
    wrong = titles.is_site(text) or is_fact(text) or text.endswith("令")
    return text if 5 <= len(text) <= 220 and not wrong else ""


def _first_lines(reading: Reading) -> list[str]:
    """A title that is broken over the first lines of the text, before its first sentence."""
    flat, body = reading.flat, reading.body
    lines: list[str] = []
    for run in range(body.start, min(reading.prose_run, body.start + 40)):
        line = flat.line_of(run)
        if line and line not in lines[-1:]:
            lines.append(line)
    for count in (1, 2, 3):
        joined = titles.tidy("".join(lines[:count]))
        if 8 < len(joined) < 120 and titles.type_of(joined) and not _MARKED.search(joined):
            return [joined]
    return []


def is_headed(reading: Reading) -> bool:
    """The title stands in the information table, or as a line (or two) right before the body."""
    wanted = fold(reading.title)
    lines = reading.before(60)
    pairs = [a + b for a, b in pairwise(lines)]
    folded = map(fold, (*reading.values("title"), *lines, *pairs))
    return any(t.startswith(wanted) and len(t) - len(wanted) < _STAMPED for t in folded)
