"""The title of a document, and whether it stands over the text or in it."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby, islice, pairwise

from crawlers.extract import numbers, titles
from crawlers.extract.flat import Element
from crawlers.extract.labels import is_fact
from crawlers.extract.reading import Reading
from crawlers.extract.signing import split_names
from storage.text import fold

_MARKED = re.compile("[。；：，]")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_BOLD = frozenset(("b", "strong", "center", *_HEADINGS))
_CENTRED = re.compile(r"\balign=\"center|text-align:\s*center|font-weight:\s*bold", re.I)
_NAMED = re.compile(r"title|biaoti|_bt|(?:^|\s)bt|tit(?:\s|$)|-ti(?:\s|$)")
_STATE = "中华人民共和国"
_NEAR = 160
_LEAST, _MOST = 6, 160
_STAMPED = 16
"""A heading may carry a date in brackets."""
_AFTER = re.compile(
    r"\s*[（(]?\s*(?:(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?\s*[）)]?(?:\s|$)"
    r"|(?:文章|信息)?来源\s*[：:]|发布(?:时间|日期)\s*[：:])"
)


def read_title(reading: Reading) -> str:
    """The first title that no ellipsis cuts short, without its number at the end."""
    first = ""
    for title in filter(None, _candidates(reading)):
        if not titles.is_cut(title):
            return numbers.without_number(title)
        first = first or title
    return numbers.without_number(first)


def _candidates(reading: Reading) -> Iterator[str]:
    """Information table, meta tag, heading, ``<title>``, head of the text, list: surest first.

    A line over the text that ``<title>`` repeats is the heading, whatever its markup.
    """
    meta = reading.meta
    tag, told = meta.get("<title>", ""), meta.get("articletitle", "")
    folded = fold(tag + told)
    heads = [text for e in _headings(reading) if (text := _heading_text(reading, e))]
    labelled = [titles.tidy(value) for value in reading.values("title")]
    yield from (value for value in labelled if len(value) > 5 and fold(value) in folded)
    yield _told(told, meta, heads)
    yield from (head for head in heads if fold(head) in folded)
    own = titles.strip_site(_without_site(tag, meta))
    over = _over(reading)
    worded = [text for text in _joined(over, _goes_on) if titles.is_worded(text)]
    said = [text for text in _joined(over, bool) if fold(text) in folded]
    agreed = max(filter(_may_be, said), key=len, default="")
    whole = len(agreed) * 5 > len(own) * 3 and not worded
    yield agreed if whole or titles.is_worded(agreed) else ""
    if reading.row:
        yield from (head for head in heads if titles.same(head, reading.row.title))
    yield from (head for head in heads[:1] if not titles.is_label(head))
    yield from (value for value in labelled if len(value) > 8 and "关于" in value)
    if titles.is_worded(own):
        yield own
    broken = [text for text in _joined_whole(reading) if titles.is_worded(text)]
    yield from (text for text in broken[:1] if not titles.type_of("".join(worded[-1:])))
    yield from worded[-1:]
    yield from _first_lines(reading)
    if not titles.is_site(titles.strip_site(tag)):
        yield own
    yield from heads[:1]
    if reading.row:
        yield titles.tidy(reading.row.title)
    yield from _joined_whole(reading)
    groups = ("".join(lines) for some, lines in groupby(_emphasised(reading), bool) if some)
    yield from (text for text in groups if _LEAST <= len(text) <= _MOST and _may_be(text))


def _joined_whole(reading: Reading) -> Iterator[str]:
    """What stands over the text on several centred or bold lines, up to what names its kind."""
    group: list[str] = []
    for line in _emphasised(reading):
        group = [*group, line] if line else []
        joined = titles.tidy("".join(group))
        if titles.type_of(joined) and _LEAST <= len(joined) <= _MOST and _may_be(joined):
            yield joined
            group = []


def _emphasised(reading: Reading) -> Iterator[str]:
    """The lines over the text in large, bold or centred letters; nothing for any other line."""
    flat, start = reading.flat, reading.body.start
    for first, last in flat.spans(max(0, start - _NEAR), max(start, reading.prose_run)):
        runs = [run for run in range(first, last) if not flat.texts[run].isspace()]
        if not runs:
            continue
        owner = flat.elements[flat.owners[runs[0]]]
        above = (owner, *islice(flat.ancestors(owner), 3))
        plain = owner.link or owner.hidden or not flat.void.isdisjoint(runs)
        shown = not plain and any(e.tag in _BOLD or _CENTRED.search(e.raw) for e in above)
        line = titles.tidy(flat.line_between(first, last)) if shown else ""
        yield "" if _MARKED.search(line) or titles.is_site(line) else line


def _over(reading: Reading) -> list[str]:
    """What may be a title among the visible lines over the text (else its first lines)."""
    start, end = reading.body.start, max(reading.body.start, reading.prose_run)
    near = _lines(reading, max(0, start - _NEAR), start)
    found = any(map(titles.is_worded, _joined(near, _goes_on)))
    return near if found else [*near, *_lines(reading, start, end)]


def _lines(reading: Reading, start: int, end: int) -> list[str]:
    """The visible lines outside links that are no values."""
    flat, lines = reading.flat, list[str]()
    for first, last in flat.spans(start, end):
        runs = [run for run in range(first, last) if not flat.texts[run].isspace()]
        owners = [flat.elements[flat.owners[run]] for run in runs]
        if runs and not any(e.link or e.hidden for e in owners) and flat.void.isdisjoint(runs):
            lines.append(_undated(titles.tidy(flat.line_between(first, last))))
    return [line for line in lines if line]


def _goes_on(line: str) -> bool:
    """A heading that cannot end here: its agency's name, or up to 关于."""
    return line.endswith(("关于", "印发", "转发", "的", "《")) or bool(split_names(line))


def _may_be(text: str) -> bool:
    """Not the names of agencies, sites and columns."""
    names = split_names(text) or (not titles.type_of(text) and fold(text).count(_STATE) > 1)
    return not (names or titles.is_site(text) or is_fact(text) or titles.is_label(text))


def _undated(text: str) -> str:
    """The text up to a date or labelled value at its end."""
    found = _AFTER.search(text)
    return text[: found.start()].strip() if found else text


def _joined(lines: list[str], goes_on: Callable[[str], bool]) -> Iterator[str]:
    """Each line, and what it makes with the next two as far as the title may go on."""
    for at, line in enumerate(lines):
        for more in ("", *lines[at + 1 : at + 3]):
            if more and (not goes_on(line) or titles.type_of(line) or _MARKED.search(line + more)):
                break
            line += more
            if _LEAST <= len(line) <= _MOST:
                yield line


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
        and not (e.hidden or (e.link and e.tag not in _HEADINGS))
        and (e.tag in _HEADINGS or _NAMED.search(e.names))
    ]
    near = max(start, reading.prose_run)
    return sorted(
        found, key=lambda e: (e.start >= start, e.tag not in ("h1", "h2"), abs(near - e.start))
    )


def _heading_text(reading: Reading, element: Element) -> str:
    """A heading up to the date or labelled values that stand in the same element."""
    text = _undated(titles.tidy(reading.flat.text(element)))
    wrong = titles.is_site(text) or is_fact(text) or text.endswith("令")
    wrong = wrong or (element.link and not titles.is_worded(text))
    return text if 5 <= len(text) <= 220 and not wrong else ""


def _first_lines(reading: Reading) -> list[str]:
    """A title that is broken over the first lines of the text, before its first sentence."""
    flat, body = reading.flat, reading.body
    lines: list[str] = []
    for run in range(body.start, min(reading.prose_run, body.start + 20)):
        line = flat.line_of(run)
        if line and line not in lines[-1:]:
            lines.append(line)
    for count in (1, 2, 3):
        joined = titles.tidy("".join(lines[:count]))
        if 8 < len(joined) < 120 and titles.type_of(joined) and not _MARKED.search(joined):
            return [joined]
    return []


def is_headed(reading: Reading) -> bool:
    """The title stands in the information table, or as a line (or two) before the body."""
    wanted = fold(reading.title)
    lines = reading.before(_NEAR)
    pairs = [a + b for a, b in pairwise(lines)]
    first = reading.title[:1]
    likely = [t for t in (*lines, *pairs) if t[:1] == first or not t[:1].isalpha()]
    folded = map(fold, (*reading.values("title"), *likely))
    return any(t.startswith(wanted) and len(t) - len(wanted) < _STAMPED for t in folded)
