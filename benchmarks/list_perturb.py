"""Saved list pages made over: other names, other furniture, the same rows in other markup.

Each way takes the tree of a real page and its true rows, and gives the markup that should say the
same. What a reader knows by a class name, by one template, or by luck, falls here.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html
from lxml.html import HtmlElement

Row = dict[str, str]
_FEWEST = 4
"""A list of fewer rows is no main list beside the furniture that is added here."""


@dataclass(frozen=True)
class Case:
    """A page as a tree that may be changed, the element that holds the list, and its rows."""

    url: str
    root: HtmlElement
    holder: HtmlElement
    rows: list[Row]

    def replace(self, markup: str) -> None:
        """Other markup in the place of the list."""
        made = html.fragment_fromstring(f"<div>{markup}</div>")
        made.tail = self.holder.tail
        parent = self.holder.getparent()
        if parent is None or self.holder.tag == "body":
            for child in list(self.holder):
                self.holder.remove(child)
            self.holder.append(made)
        else:
            parent.replace(self.holder, made)


def case_of(url: str, text: str, rows: list[Row]) -> Case | None:
    """The page to be made over; None where there is too little to make over."""
    if (
        len(rows) < _FEWEST
        or sum(len(r["title"]) for r in rows) < 8 * len(rows)
        or len({row["url"] for row in rows}) < _FEWEST
    ):
        return None
    root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    wanted = {row["url"] for row in rows}
    links = [a for a in root.iter("a") if urljoin(url, (a.get("href") or "").strip()) in wanted]
    holder = _common(links)
    return Case(url, root, holder, rows) if holder is not None else None


def _common(links: list[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all the links."""
    if not links:
        return None
    chain = [links[0], *links[0].iterancestors()]
    for link in links[1:]:
        held = {link, *link.iterancestors()}
        chain = [node for node in chain if node in held]
    return next((node for node in chain if len(node) > 1 and node.tag != "a"), None)


# -- other names and other furniture ------------------------------------------------------------


def nothing(case: Case) -> None:
    """The round trip alone."""


def no_names(case: Case) -> None:
    for node in case.root.iter(html.etree.Element):
        node.attrib.pop("class", None)
        node.attrib.pop("id", None)


def other_names(case: Case) -> None:
    """Each name is another word, the same each time."""
    names: dict[str, str] = {}
    for node in case.root.iter(html.etree.Element):
        for key in ("class", "id"):
            if held := node.get(key):
                words = [names.setdefault(word, f"q{len(names)}z") for word in held.split()]
                node.set(key, " ".join(words))


def wrapped_links(case: Case) -> None:
    """Every link of the list stands two elements deeper."""
    for link in list(case.holder.iter("a")):
        parent, tail = link.getparent(), link.tail
        if parent is None:
            continue
        outer, inner = html.Element("span"), html.Element("span")
        link.tail = None
        parent.replace(link, outer)
        outer.append(inner)
        inner.append(link)
        outer.tail = tail


def absolute_links(case: Case) -> None:
    for link in case.root.iter("a"):
        href = (link.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript", "mailto")):
            link.set("href", urljoin(case.url, href))


def rooted_links(case: Case) -> None:
    """/path for every address of the page's own host."""
    host = urlsplit(case.url).netloc
    absolute_links(case)
    for link in case.root.iter("a"):
        parts = urlsplit(link.get("href") or "")
        if parts.netloc == host:
            link.set("href", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def furniture(case: Case) -> None:
    """Dated news, a hot list and friends, before and after the list."""
    body = case.root.find("body")
    holder = body if body is not None else case.root
    for number, markup in enumerate((news(8, "/xw/dt/"), hot(), friends(), news(7, "/gz/"))):
        made = html.fragment_fromstring(f"<div>{markup}</div>")
        if number < 2:
            holder.insert(0, made)
        else:
            holder.append(made)


def mobile_copy(case: Case) -> None:
    """The same list once more, for small screens, hidden."""
    _copy(case, "display:none")


def second_copy(case: Case) -> None:
    """The same list once more, hidden by a style sheet that nobody here reads."""
    _copy(case, "")


def _copy(case: Case, style: str) -> None:
    parent = case.holder.getparent()
    if parent is None or case.holder.tag == "body":
        return
    made = html.Element("div")
    if style:
        made.set("style", style)
    inner = deepcopy(case.holder)
    inner.tail = None
    if inner.tag in ("tbody", "tr", "td"):
        table = html.Element("table")
        table.append(inner)
        inner = table
    made.append(inner)
    top = case.holder
    while top.tag in ("tbody", "table", "ul", "ol", "tr", "td") and top.getparent() is not None:
        top = top.getparent()
    if top.tag != "body":
        top.addnext(made)


def news(count: int, folder: str) -> str:
    items = "".join(
        f'<li><a href="{folder}20231{n % 3}/t2023120{n % 9 + 1}_{90000 + n}.html">某市召开第{n}次'
        f"重点工作推进会议</a><span>2023-12-{n % 28 + 1:02}</span></li>"
        for n in range(count)
    )
    return f"<h3>工作动态</h3><ul>{items}</ul>"


def hot() -> str:
    items = "".join(
        f'<li><a href="/hot/2023/{n}87654.html">热门服务事项办理指南第{n}号</a></li>'
        for n in range(10)
    )
    return f"<h3>热点</h3><ul>{items}</ul>"


def friends() -> str:
    items = "".join(
        f'<li><a href="http://site{n}.example.gov.cn/">某某省人民政府第{n}厅</a></li>'
        for n in range(30)
    )
    return f"<ul>{items}</ul>"


def tabs(case: Case) -> None:
    """Short lists of other columns beside the list, each behind a tab."""
    before = f"<h4>要闻</h4>{news(4, '/yw/')}"
    made = html.fragment_fromstring(f"<div><div>{before}</div><div>{news(5, '/zc/')}</div></div>")
    top = case.holder
    while top.tag in ("tbody", "table", "ul", "ol", "tr", "td") and top.getparent() is not None:
        top = top.getparent()
    if top.tag != "body":
        top.addprevious(made)


# -- how days are shown -------------------------------------------------------------------------

Show = Callable[[str], str]


def dashes(day: str) -> str:
    return day


def bracketed(day: str) -> str:
    return f"[{day}]"


def slashes(day: str) -> str:
    return day.replace("-", "/")


def dots(day: str) -> str:
    return day.replace("-", ".")


def words(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{year}年{int(month)}月{int(of_month)}日"


def clock(day: str) -> str:
    return f"{day} 10:21:07"


NAMES: dict[str, Callable[[Case], None]] = {
    "round trip": nothing,
    "no names": no_names,
    "other names": other_names,
    "wrapped links": wrapped_links,
    "absolute links": absolute_links,
    "rooted links": rooted_links,
    "furniture": furniture,
    "tabs": tabs,
    "hidden copy": mobile_copy,
    "shown copy": second_copy,
}


def made_over(
    url: str, text: str, rows: list[Row], ways: Iterable[Callable[[Case], None]]
) -> str | None:
    """The markup of the page after the ways, one upon the other; None where it cannot be."""
    case = case_of(url, text, [dict(row) for row in rows])
    if case is None:
        return None
    for way in ways:
        way(case)
    return str(html.tostring(case.root, encoding="unicode", doctype="<!DOCTYPE html>"))
