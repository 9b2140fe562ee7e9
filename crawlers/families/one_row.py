"""What one element of a list says: its link, title, dates and numbers."""

from collections.abc import Iterable
from datetime import date

from selectolax.lexbor import LexborNode

from crawlers.families import dates, leaves
from crawlers.families.candidates import INDEX, Link, texts_of, title_of
from crawlers.families.headings import year_above
from crawlers.families.links import SCRIPTED
from storage.records import Row
from storage.text import squeeze

_BESIDE = 6
_MOST_CELLS = 30


def build_row(node: LexborNode, links: list[Link], select: dict[str, str]) -> Row:
    """The row that an element is, by the candidate links inside it; ``select`` names its parts."""
    link = _main_link(node, links)
    title = link.title
    if (css := select.get("title")) and (named := node.css_first(css)):
        title = title_of(named)
    texts = _squeezed(_row_texts(node, select.get("date")))
    cells = _cell_dates(node, link)
    published, signed = cells or _dates(texts, link, node)
    if published is None and "date" not in select:
        beside = _squeezed(_beside(node))
        published, also = _dates(beside, link, node)
        signed, texts = signed or also, texts + beside
    if published is None and (glued := dates.glued_date(title)):
        title, published = glued
    index = next((m[1] for text in texts if (m := INDEX.fullmatch(text))), None)
    return Row(
        url=link.url,
        title=title,
        published_on=published,
        signed_on=signed,
        document_number=_number(node, texts, title),
        index_number=index,
    )


def _main_link(node: LexborNode, links: list[Link]) -> Link:
    """The row's own link: not one of a list inside the row; the first with a title's length."""

    return min(links, key=lambda link: (nesting(node, link), -min(len(link.title), 8)))


def nesting(node: LexborNode, link: Link) -> int:
    """How many lists inside the element the link stands in."""
    nested = 0
    for at in link.chain:
        if at.mem_id == node.mem_id:
            break
        nested += at.tag in ("ul", "ol", "dl", "table")
    return nested


def _row_texts(node: LexborNode, css: str | None) -> list[str]:
    return [text for part in (node.css(css) if css else [node]) for text in texts_of(part)]


def _squeezed(texts: Iterable[str]) -> list[str]:
    return [squeeze(text) for text in texts if text.strip()]


def _cell_dates(node: LexborNode, link: Link) -> tuple[date | None, date | None] | None:
    """(published, signed) of a table row whose dates stand under headings."""
    table = next((at for at in link.chain if at.tag == "table"), None)
    header = table.css_first("tr") if table is not None and node.tag == "tr" else None
    if header is None or header.mem_id == node.mem_id:
        return None
    names = [squeeze(cell.text())[:20] for cell in header.css("th, td")[:_MOST_CELLS]]
    if sum(name.endswith(("日期", "时间")) for name in names) < 2:
        return None
    held = [_squeezed(texts_of(cell)) for cell in node.css("td")[:_MOST_CELLS]]
    told = [
        (name, found[1])
        for name, texts in zip(names, held, strict=False)
        for text in texts
        if (found := dates.lone_date(text))
    ]
    return dates.choose(told, link.url) if told else None


def _dates(texts: list[str], link: Link, node: LexborNode) -> tuple[date | None, date | None]:
    """(published, signed): dates that stand alone, else in a line of particulars."""
    lone = [found for text in texts if (found := dates.lone_date(text))]
    if lone:
        return dates.choose(lone, link.url)
    named = [found for t in texts if t != link.title and (found := dates.named_date(t))]
    if named:
        return dates.choose(named, link.url)
    if split := leaves.split_date(texts) or leaves.worded_date(texts):
        return split, None
    if shown := dates.month_day(texts):
        return dates.in_year(*shown, year_above(node), link.url), None
    title = set(_squeezed(texts_of(link.chain[0])))
    told = [found for t in texts if t not in title and (found := dates.told_date(t))]
    return dates.choose(told, link.url)


def _beside(node: LexborNode) -> Iterable[str]:
    """The texts of a flat list that belong to the link: after it to the next one, or before."""
    step = "prev" if _dates_lead(node) else "next"
    at: LexborNode | None = getattr(node, step)
    texts: list[str] = []
    for _ in range(_BESIDE):
        if at is None or _holds_link(at):
            break
        texts += texts_of(at)
        at = getattr(at, step)
    return texts if any(dates.lone_date(text) for text in texts if text.strip()) else []


def _dates_lead(node: LexborNode) -> bool:
    """In the flat list of this link, a date stands before the first link."""
    at = node.parent.child if node.parent is not None else None
    for _ in range(_BESIDE):
        if at is None or _holds_link(at):
            break
        if any(dates.lone_date(text) for text in texts_of(at) if text.strip()):
            return True
        at = at.next
    return False


def _holds_link(node: LexborNode) -> bool:
    if node.tag in ("-text", "-comment"):
        return False
    return node.tag == "a" or node.css_first(f"a[href], {SCRIPTED}") is not None


def _number(node: LexborNode, texts: list[str], title: str) -> str | None:
    """The document number beside the title, else the one in brackets at its end."""
    if found := next((n for text in texts if (n := dates.lone_number(text))), None):
        return found
    if any("号" in text for text in texts):
        for cell in node.css("td, span, i, em, p, div, b, font")[:60]:
            if found := dates.lone_number("".join(texts_of(cell))):
                return found
    return dates.title_number(title)
