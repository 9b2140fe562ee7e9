"""Links that may be a list row's: visible ones with words, outside navigation and pop-ups."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families.badges import without_badges
from crawlers.families.leaves import without_day
from crawlers.families.links import SCRIPTED, address_of, attribute, full_title

MOST_LINKS = 6000
_LEVELS = 9
_MOST_TEXTS = 300
_JUNK = re.compile(
    r"(?:下载.{0,10}|.{0,6}下载|(?:点击)?查看.{0,4}|详情|更多.{0,4}|more|附件\d*|首页|尾页|末页|上一页|下一页|返回.{0,6}"
    r"|政策解读|图解|解读|相关解读|全文|原文|打印|关闭|>+|»|\[?pdf\]?|\[?ofd\]?|word版?)",
    re.I,
)
_WORDY = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_POPUP = {"popbox", "popup", "pop", "hide", "hidden", "none", "dialog", "modal", "tooltip"}
_NAV = {
    "nav", "navbar", "menu", "crumbs", "breadcrumb", "breadcrumbs", "breadcrumbnav", "crumbsnav",
    "pagination", "pager", "newspage", "footer", "header", "foot", "toolbar", "friendlink",
}  # fmt: skip
_NAV_TAGS = {"nav", "header", "footer"}
_INDEX_FILE = re.compile(r"/(?:index|default)\w*\.\w{2,5}$", re.I)
INDEX = re.compile(r"\[\s*(\w{6,20}/\d{4}-\d{2,8})\s*\]")
# A block that is one link names its title; the rest is a summary.
_HEADINGS = ("h1, h2, h3, h4, h5, h6", ".title, .tit, .til, .bt, .biaoti")
_NOTE = re.compile(r"[（(\[【].{8,400}[）)\]】]", re.S)


@dataclass(frozen=True)
class Link:
    """A link that may be a row's: ``chain`` is the link and its ancestors, innermost first."""

    url: str
    title: str
    chain: tuple[LexborNode, ...]
    place: int = 0
    """Which of the page's links it is."""


def links_of(tree: LexborHTMLParser, base: str, url: str) -> list[Link]:
    """The links of the page that may be a row's."""
    return _links(tree.css("a[href], a[onclick]"), base, url)


def scripted_of(tree: LexborHTMLParser, base: str, url: str) -> list[Link]:
    """The elements that lead somewhere by script, without being links."""
    nodes = (node for node in tree.css(SCRIPTED) if node.tag != "a")
    return _links(nodes, base, url, first=MOST_LINKS)


def _links(nodes: Iterable[LexborNode], base: str, url: str, first: int = 0) -> list[Link]:
    found = (link_of(node, base, url) for node in islice(nodes, MOST_LINKS))
    return [replace(link, place=place) for place, link in enumerate(found, first) if link]


def link_of(a: LexborNode, base: str, page: str, *, strict: bool = True) -> Link | None:
    url = address_of(a, base)
    if not url or url == page:
        return None
    title = title_of(a)
    if len(_WORDY.findall(title)) < 2 or (strict and _JUNK.fullmatch(title)):
        return None
    chain = _chain(a)
    if strict and (_is_above(url, page) or any(map(_is_popup, chain)) or _in_nav(chain)):
        return None
    return Link(url, title, chain)


def _is_above(url: str, page: str) -> bool:
    """The address is the page's own folder or one above it: a way back, not a document."""
    folder = _INDEX_FILE.sub("/", url)
    return folder.endswith("/") and page.startswith(folder)


def _chain(node: LexborNode) -> tuple[LexborNode, ...]:
    chain, at = [node], node.parent
    while at is not None and at.tag not in ("body", "html", None) and len(chain) < _LEVELS:
        chain.append(at)
        at = at.parent
    if at is not None:
        chain.append(at)
    return tuple(chain)


def tokens(node: LexborNode) -> set[str]:
    return set(f"{attribute(node, 'class')} {attribute(node, 'id')}".lower().split())


def is_hidden(node: LexborNode) -> bool:
    held = node.attributes
    return "hidden" in held or bool(_HIDDEN.search(held.get("style") or ""))


def _is_popup(node: LexborNode) -> bool:
    return bool(_POPUP & tokens(node))


def _in_nav(chain: tuple[LexborNode, ...]) -> bool:
    for node in chain[1:]:
        words = {part for token in tokens(node) for part in (token, *re.split(r"[-_]", token))}
        if node.tag in _NAV_TAGS or (node.tag != "body" and _NAV & words):
            return True
    return False


def texts_of(node: LexborNode) -> list[str]:
    """The text nodes inside, raw, without scripts and styles; the first few hundred."""
    return [child.text() or "" for child in _text_nodes(node)]


def _text_nodes(node: LexborNode) -> list[LexborNode]:
    if node.tag == "-text":
        return [node]
    found = (
        child
        for child in node.traverse(include_text=True)
        if child.tag == "-text"
        and not (child.parent is not None and child.parent.tag in ("script", "style"))
    )
    return list(islice(found, _MOST_TEXTS))


def title_of(a: LexborNode) -> str:
    """The link's title: without a date, an index number or a bracketed history beside it."""
    heading = next((node for css in _HEADINGS if (node := a.css_first(css))), a)
    nodes = _text_nodes(heading)
    parts = without_day(without_badges([node.text() or "" for node in nodes], nodes))
    kept = [part for part in parts if not INDEX.fullmatch(part.strip())]
    if sum(bool(part.strip()) for part in kept) > 1:
        kept = [part for part in kept if not (_NOTE.fullmatch(part.strip()) and "日" in part)]
    return full_title("".join(kept), a.attributes.get("title"))
