"""Where the text of the document stands in the page, and what in there is not part of it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from crawlers.extract.flat import Element, Flat, clean
from crawlers.extract.furniture import is_named, is_noise
from crawlers.extract.links import names_file
from crawlers.extract.numbers import from_line
from crawlers.extract.pictures import content_images
from crawlers.extract.signing import is_date_line, split_names
from crawlers.extract.tables import is_data
from crawlers.extract.titles import strip_site
from crawlers.page import words
from storage.text import fold

# Ids and classes of body containers, as the publishing systems name them (all families).
KNOWN = words(
    "ucap-content trs_editor_view trs_ueditor trs_editor zoom bodylabel article-content "
    "article_content article-con article_con detail-news content-body detail-content "
    "custom_unionstyle xxgk-content con_con ccontent detailcontent main-txt ivs_content zoomcon "
    "fontzoom tdcontent ewb-article-bd j-fontcontent wzcon pages_content three_xilan_07 "
    "editor-content maintext ls-article-info newscontnet content_body_box zsy_comain "
    "vf_detail_content xxgk_gfxwjk-xqy-neir incontent "
    "xiangqnr bt-content dochtmlcon my_doccontent my_conboxzw art-con detail_messge"
)
_WRAPS = words("html body div section article main td table tbody tr ucapcontent form")
_ROWS = words("table thead tbody tfoot tr")
_ATTACHED = re.compile(r"\s*(?:附\s*件\s*\d{0,2}\s*[：:]?|附[：:])?\s*")
_ANNEX = re.compile(r"附\s*[件表]")
_CLOSING = re.compile(r"[（(]?(?:此件|本件|联系人|附\s*件|附表|附[：:])")
_PROSE = re.compile("[。；]")
_NEARLY = 85
"""Percent of the prose above that an element must hold to be gone down into."""
_THIN = 60
"""A page with less prose is one of files or pictures."""
_PICTURE = 60
_CLIMB = 4
_SHORT, _LONG = 8, 12
_MAY_ADD = {True: {"none", "file", "text"}, False: {"none", "file"}}


def find_body(flat: Flat, title: str = "", *, known: bool = True) -> tuple[Element | None, bool]:
    """The element that holds the document's text (None on an empty page), and if it is known.

    Containers that the publishing systems are known to use come first (``known``), unless most of
    the page's prose stands elsewhere; then the densest element. What is hidden until a script
    shows it is taken only where nothing visible could be the text. ``title`` is what the head of
    the page says of its title.
    """
    if not flat.elements:
        return None, False
    _reveal(flat)
    general = _densest(flat, flat.weights)
    if known and (named := _named(flat)) and flat.weight(named) * 2 >= flat.weight(general):
        return _grown(flat, named, whole=False), True
    if (under := _under_heading(flat, general, title)) is not None:
        general = under
    if flat.weight(general) < _THIN:
        general = _densest(flat, _things(flat))
    return _grown(flat, _around_table(flat, general), whole=True), False


def _under_heading(flat: Flat, general: Element, title: str) -> Element | None:
    """Where prose is scattered over the page: what stands with the heading, if that is inside."""
    for heading in _headings(flat, title):
        for above in flat.ancestors(flat.elements[flat.owners[heading]]):
            if above.index <= general.index:
                break
            after = flat.weights[above.end] - flat.weights[heading + 1]
            if after >= _THIN and not _outdone(flat, above, after):
                return _densest(flat, flat.weights, above)
    return None


def _around_table(flat: Flat, element: Element) -> Element:
    """What stands around a table of values, if the element is one or rows of one.

    A page may be a table and little else. Beside lists of links to other pages, the table alone.
    """
    if element.tag not in _ROWS:
        return element
    rows = (element, *flat.ancestors(element))
    table = next((e for e in rows if e.tag == "table"), None)
    if table is None or table.parent < 0 or not is_data(flat, table):
        return element
    around = _above(flat, table)
    beside = (*range(around.start, table.start), *range(table.end, around.end))
    return table if not flat.listed.isdisjoint(beside) else around


def _outdone(flat: Flat, element: Element, weight: int) -> bool:
    """An element right after it holds more prose."""
    siblings = _children(flat, _above(flat, element))
    return any(e.index > element.last and flat.weight(e) > weight for e in siblings)


def _headings(flat: Flat, title: str) -> Iterator[int]:
    """The last run of each visible line outside links that is (most of) the page's title."""
    whole, own = fold(title), len(fold(strip_site(title)))
    lines, elements = flat.lines, flat.elements
    for first, text in enumerate(flat.texts if whole else ()):
        if text.strip()[:2] not in title or (first and lines[first - 1] == lines[first]):
            continue
        owner, end = elements[flat.owners[first]], bisect_right(lines, lines[first])
        if end - first > _LONG or owner.link or owner.hidden:
            continue
        line = fold(flat.line_between(first, end))
        if len(line) * 5 >= own * 3 and len(line) >= _SHORT and whole.startswith(line):
            yield end - 1


def _things(flat: Flat) -> list[int]:
    """Running total of what a page without prose may consist of: words, files, pictures."""
    pictures = {element.start for element, _ in content_images(flat, flat.elements)}
    total, totals = 0, [0]
    for run, (text, owner) in enumerate(zip(flat.texts, flat.owners, strict=True)):
        element = flat.elements[owner]
        if not element.hidden and run not in flat.void and not text.isspace():
            told = not element.link or names_file(flat, element)
            total += len(text.strip()) if told else 0
        total += _PICTURE if run in pictures else 0
        totals.append(total)
    return totals


def _grown(flat: Flat, body: Element, *, whole: bool) -> Element:
    """The element above as long as all that it adds belongs to a document.

    That is links to files right beside the text, and (``whole``) number, agencies, date, prose.
    """
    start = body
    for depth, above in enumerate(list(flat.ancestors(start))[:_CLIMB]):
        added = _adds(flat, body, above, whole=whole)
        if not added <= _MAY_ADD[whole] or above.tag in ("html", "body"):
            break
        if "text" in added or ("file" in added and not depth and not _announces(flat, body)):
            body = above
    return body


def _announces(flat: Flat, body: Element) -> bool:
    """The text names its annexes itself: links beside it only repeat them."""
    spans = flat.spans(body.start, body.end)
    return any(_ANNEX.match(flat.line_between(*span)) for span in spans)


def _adds(flat: Flat, body: Element, above: Element, *, whole: bool) -> set[str]:
    """The kinds of lines that the element above adds: text, file, none, other."""
    sides = ((above.start, body.start), (body.end, above.end))
    return {_kind(flat, *span, whole) for side in sides for span in flat.spans(*side)}


def _kind(flat: Flat, first: int, end: int, whole: bool) -> str:
    """What a line beside the body is."""
    shown = [
        run
        for run in range(first, end)
        if not (flat.texts[run].isspace() or flat.elements[flat.owners[run]].hidden)
    ]
    text = clean("".join([flat.texts[run] for run in shown]))
    if not text or _ATTACHED.fullmatch(text) or (whole and is_noise(text)):
        return "none"
    owners = [flat.elements[flat.owners[run]] for run in shown]
    if all(element.link for element in owners):
        return "file" if all(names_file(flat, element) for element in owners) else "other"
    return "text" if flat.void.isdisjoint(shown) and _is_part(text) else "other"


def _is_part(text: str) -> bool:
    """A line as documents begin and end with: prose, number, agencies, date, annexes."""
    return bool(
        (len(text) > 20 and _PROSE.search(text))
        or text.endswith("。")
        or is_date_line(text)
        or _CLOSING.match(text)
        or from_line(text)
        or split_names(text)
        or text.endswith(("：", ":"))
    )


def _reveal(flat: Flat) -> None:
    """Show the outermost hidden element with most text if it far outweighs what is visible."""
    seen = flat.weights[-1]
    if _hidden_length(flat) * 3 <= seen * 2 or (secret := flat.hidden_weights)[-1] <= seen * 2:
        return
    outer = [e for e in flat.elements if e.hides and not (e.parent >= 0 and _above(flat, e).hidden)]
    heaviest = max(outer, key=lambda e: secret[e.end] - secret[e.start])
    if secret[heaviest.end] - secret[heaviest.start] > seen:
        flat.reveal(heaviest)


def _hidden_length(flat: Flat) -> int:
    """Characters of hidden text; three times that is the most that they weigh."""
    hidden = {e.index for e in flat.elements if e.hidden}
    told = zip(flat.texts, flat.owners, strict=True)
    return sum([len(text) for text, owner in told if owner in hidden])


def _above(flat: Flat, element: Element) -> Element:
    return flat.elements[element.parent]


def _named(flat: Flat) -> Element | None:
    """The smallest known container among those that hold nearly all that any of them holds."""
    found = [e for e in flat.elements if e.names and not e.hidden and _is_known(e.names)]
    if not found:
        return None
    most = max(map(flat.weight, found))
    full = [e for e in found if flat.weight(e) * 10 >= most * 9]
    return min(full, key=lambda e: (e.end - e.start, -e.index))


@lru_cache(maxsize=2048)
def _is_known(names: str) -> bool:
    return not KNOWN.isdisjoint(names.split())


def _densest(flat: Flat, weights: list[int], at: Element | None = None) -> Element:
    """Go down from the root as long as one inner element holds nearly all of the prose."""

    def weigh(element: Element) -> int:
        return weights[element.end] - weights[element.start]

    at = at or flat.elements[0]
    while True:
        best = max(_children(flat, at), key=weigh, default=None)
        if best is None or weigh(best) * 100 < weigh(at) * _NEARLY or not weigh(best):
            break
        at = best
    while at.tag not in _WRAPS and at.parent >= 0:
        at = _above(flat, at)
    return at


def _children(flat: Flat, element: Element) -> Iterator[Element]:
    at = element.index + 1
    while at <= element.last:
        child = flat.elements[at]
        yield child
        at = child.last + 1


def body_runs(flat: Flat, body: Element) -> list[int]:
    """The runs of the body that are text of the document: no furniture, nothing hidden."""
    limit = flat.weight(body) // 4
    skip_to, keep = body.start, [True] * (body.end - body.start)
    for element in flat.inside(body):
        if element.start < skip_to or element.start == element.end:
            continue
        if element.hides or (
            (names := element.names) and is_named(names) and flat.weight(element) <= limit
        ):
            keep[element.start - body.start : element.end - body.start] = [False] * (
                element.end - element.start
            )
            skip_to = element.end
    return [run for run, kept in enumerate(keep, body.start) if kept]
