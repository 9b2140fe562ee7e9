"""The lines of a body: read from its runs, and trimmed of what is not text of the document."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from crawlers.extract.flat import Element, Flat, clean
from crawlers.extract.furniture import is_foot, is_noise, is_related
from crawlers.extract.labels import is_bare, is_fact, is_stamp, tells_of_event
from crawlers.extract.links import to_file
from crawlers.page import words
from storage.text import fold

HEADINGS = words("h1 h2 h3 h4 h5 h6")
_MARKS = re.compile("[。；，！？]")
_OWNER = re.compile("(?:主办|承办|主管|版权|技术支持|联系|网站|地址|邮编|电话|传真|建议使用)")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)$", re.I)
_LABEL, _FEW, _NAMES = 20, 4, 80
_BREAK = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_ANNEX = re.compile(r"附\s*[件表]")
_DANGLING = re.compile(r"(?!附件)[\u4e00-\u9fff]{2,6}[：:]\s*(?:[【\[].{2,8}[】\]])?")
_IMPRINT = re.compile("来源|发布(?:时间|日期)|作者|编辑|浏览|点击|打印|字号")


class Line(NamedTuple):
    """One line of the body: text, first run, element, and if it is nothing but links to pages."""

    text: str
    run: int
    element: Element
    linked: bool
    listed: bool
    """It stands in a list of such links."""
    tabled: bool = False
    """It stands in a table of values: text, whatever it reads like."""


def read_lines(flat: Flat, runs: list[int], tables: Sequence[Element] = ()) -> list[Line]:
    """The lines that the runs make; ``tables`` are those of values."""
    lines: list[Line] = []
    tabled = {run for table in tables for run in range(table.start, table.end)}
    for _, group in groupby(runs, key=flat.lines.__getitem__):
        line = list(group)
        text = clean("".join([flat.texts[run] for run in line]))
        if text:
            filled = [run for run in line if not flat.texts[run].isspace()]
            first = flat.elements[flat.owners[filled[0]]]
            linked = (
                first.link
                and all(flat.elements[flat.owners[run]].link for run in filled)
                and not to_file(flat, first)
            )
            run = filled[0]
            lines.append(Line(text, run, first, linked, run in flat.listed, run in tabled))
    return lines


def spaced(flat: Flat, line: Line) -> str:
    """A line of words without marks with its blanks as wide as shown; any other as it is.

    A full-width blank is two wide; a line break in the source, with what indents it, is one.
    """
    text = line.text
    if len(text) > _NAMES or " " not in text or _MARKS.search(text):
        return text
    end = bisect_right(flat.lines, flat.lines[line.run])
    raw = _BREAK.sub(" ", "".join(flat.texts[line.run : end]).replace("\u3000", "  ")).strip()
    return raw if clean(raw) == text else text


def trim(flat: Flat, lines: list[Line], title: str, *, headed: bool) -> list[Line]:
    """The lines without furniture: what leads up to the text, and what follows it.

    Before the first sentence, everything up to the last labelled value goes, and everything up to
    the title unless the page's heading stands before these lines (``headed``: then a title in here
    is text). At the end the site's foot, labelled values and lists of related pages go.
    """
    if all(line.listed or _is_noise(line) for line in lines):
        return lines
    lines = _ended(lines[: _foot(lines)])
    lines = lines[_head(flat, lines, title, headed=headed) :]
    lines = [line for line in lines if not _is_noise(line)]
    few = len(lines) <= _FEW and {fold(line.text) for line in lines} == {fold(title)}
    return [] if few else lines


def _is_noise(line: Line) -> bool:
    return is_noise(line.text) and not line.tabled


def _ended(lines: list[Line]) -> list[Line]:
    """The lines up to the last one that a text may end with."""
    end = len(lines)
    while end and _trails(lines[end - 1].text) and not lines[end - 1].tabled:
        end -= 1
    return lines[:end]


def _trails(text: str) -> bool:
    """A line that no text ends with: furniture, a labelled value, a label of nothing."""
    return is_noise(text) or _is_imprint(text) or bool(_DANGLING.fullmatch(text))


def _foot(lines: list[Line]) -> int:
    """How many lines stand before the site's foot or a list of related pages."""
    for at, line in enumerate(lines):
        foot = is_foot(line.text)
        if line.tabled:
            continue
        if _heads_links(lines, at):
            return at
        if not (foot or line.listed or is_related(line.text)):
            continue
        rest = lines[at + 1 :]
        if any(map(_is_text, rest)) or (not foot and any(_FILE.search(x.text) for x in rest)):
            continue
        while foot and at and (lines[at - 1].linked or _OWNER.match(lines[at - 1].text)):
            at -= 1
        return at
    return len(lines)


def _heads_links(lines: list[Line], at: int) -> bool:
    """A label that nothing but links to pages comes after (政策解读：), or files named before."""
    text = lines[at].text
    if len(text) > _LABEL or not (_DANGLING.fullmatch(text) or is_noise(text)):
        return False
    rest = lines[at + 1 :]
    if all(x.linked or _trails(x.text) for x in rest):
        return any(x.linked for x in rest)
    told = any(_ANNEX.match(line.text) for line in lines[:at])
    return told and "附件" in text and all(_FILE.search(x.text) or _trails(x.text) for x in rest)


def _head(flat: Flat, lines: list[Line], title: str, *, headed: bool) -> int:
    """How many lines stand before the text. A table of labelled values goes as a whole."""
    start = 0 if headed else _after_title(lines, title)
    wanted = fold(title)
    first = start + before_prose(lines[start:])
    prose = lines[first].run if first < len(lines) else lines[-1].run + 1 if lines else 0
    for at in range(start, first):
        line = lines[at]
        heads = line.element.tag in HEADINGS and fold(line.text) == wanted
        if at < start:
            continue
        furniture = _is_furniture(line.text) and not _is_event(lines, at)
        if heads or line.listed or furniture or _is_value(lines, at, start):
            end = _table_end(flat, line, prose) if is_fact(line.text) else 0
            start = at + 1
            while start < first and lines[start].run < end:
                start += 1
    return start


def _is_value(lines: list[Line], at: int, start: int) -> bool:
    """The line before is a label that stands alone, and is furniture."""
    alone = at > 0 and start == at and _is_bare(lines[at - 1].text)
    return alone and not _FILE.search(lines[at].text)


def _table_end(flat: Flat, line: Line, prose: int) -> int:
    """The end of the table that the line stands in, if that is before the first sentence."""
    table = next((above for above in flat.ancestors(line.element) if above.tag == "table"), None)
    return table.end if table and table.end <= prose else 0


def _after_title(lines: list[Line], title: str) -> int:
    """Where the text after the page's heading begins; 0 if no line before the text is the title."""
    wanted = fold(title)
    sizes = [len(line.text) if _is_prose(line) else 0 for line in lines]
    limit, seen = sum(sizes) * 0.3, 0
    for at, line in enumerate(lines):
        seen += sizes[at]
        if seen > limit:
            return 0
        if wanted and not line.linked and wanted in (fold(line.text), _two(lines, at)):
            return at + 1 + (fold(line.text) != wanted)
    return 0


def _two(lines: list[Line], at: int) -> str:
    """A line and the next one: a heading is often broken in two."""
    return fold(lines[at].text + lines[at + 1].text) if at + 1 < len(lines) else ""


def _is_furniture(text: str) -> bool:
    return is_fact(text) or is_stamp(text) or is_noise(text)


def _is_event(lines: list[Line], at: int) -> bool:
    """The text begins by saying when and where a meeting was held."""
    beside = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
    return any(tells_of_event(lines[at].text, line.text) for line in beside)


def _is_bare(text: str) -> bool:
    """A label whose value stands on the next line."""
    return is_bare(text) or (text.endswith(("：", ":")) and is_fact(text))


def _is_imprint(text: str) -> bool:
    return is_fact(text) and bool(_IMPRINT.search(text))


def before_prose(lines: list[Line]) -> int:
    """How many lines stand before the text: a sentence, or a table of values.

    A labelled value (内容概述) is no such sentence.
    """
    for at, line in enumerate(lines):
        if line.tabled or (_is_prose(line) and not (at and _is_bare(lines[at - 1].text))):
            return at
    return len(lines)


def _is_text(line: Line) -> bool:
    return line.tabled or _is_prose(line)


def _is_prose(line: Line) -> bool:
    return (
        len(line.text) >= 15
        and not (line.linked or line.listed)
        and bool(_MARKS.search(line.text))
        and not is_fact(line.text)
        and not is_noise(line.text)
    )
