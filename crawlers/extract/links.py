"""The files that a page links as part of its document."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from crawlers.extract.announced import follows, is_announced
from crawlers.extract.flat import Element, Flat, clean
from storage.records import Attachment
from storage.text import fold

_EXTENSIONS = "pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|ceb"
FILE_NAME = re.compile(
    rb"\.(?:" + _EXTENSIONS.encode() + rb")(?![a-z0-9])|/(?:down|attach)[\w/.]*\?", re.I
)
"""Whether the bytes of a page hold anything like the name of a file at all."""
_FILE = re.compile(rf"\.({_EXTENSIONS})$", re.I)
_MAYBE = re.compile(rf"\.(?:{_EXTENSIONS})(?![a-z])", re.I)
_PAGE = re.compile(r"\.(?:s?html?|jsp|aspx?|php|do)$", re.I)
_SERVES = re.compile(r"/(?:down|attach)[\w/.]*\?", re.I)
"""The address of what sends files by their number."""
_CALLED = re.compile(rf"\(\s*['\"]([^'\"]+\.(?:{_EXTENSIONS}))['\"]", re.I)
_AREA = re.compile(
    r"fujian|fj(?:xz|list|[\s_-]|$)|attach|annex|enclosure|accessory|appendix|xgfj|file|download|附件"
)
_RELATED = (
    "related|relevant|xgxx|xgwj|xgzc|xgjd|xgwz|xgyd|hot|recommend|friend|footer|foot|nav|copyright"
)
_ASIDE = re.compile(rf"(?:^|[\s_-])(?:{_RELATED})(?:$|[\s_-])")
_AWAY = re.compile(
    rf"(?:^|[\s_-])(?:{_RELATED}|header|menu|sidebar|links?)(?:$|[\s_-])|app-?download"
)
_DATED = re.compile(r"/(?:19|20)\d\d/?(?:0[1-9]|1[0-2])")
_WORDS = re.compile(r"附件|附表|附图|附录|下载|附：")


def _kind(url: str, text: str) -> str:
    """The extension that address or link text end with, lower case; empty for a page."""
    parts = urlsplit(url)
    if found := _FILE.search(unquote(parts.path)):
        return found[1].lower()
    if _PAGE.search(parts.path) and not parts.query:
        return ""
    query = unquote(parts.query)
    if parts.query and (found := re.search(rf"\.({_EXTENSIONS})(?:$|[&\s])", query, re.I)):
        return found[1].lower()
    if (found := _FILE.search(text)) and not _PAGE.search(parts.path):
        return found[1].lower()
    return ""


def absolute(base: str, href: str) -> str | None:
    """The absolute http(s) address of a link, or None: other schemes, or no address at all."""
    try:
        url = urljoin(base, "".join(href.split()))
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    return url.partition("#")[0]


def to_file(flat: Flat, element: Element) -> bool:
    """The element is (or stands right in) a link whose address looks like that of a file."""
    above = flat.elements[element.parent] if element.parent >= 0 else element
    return bool(_MAYBE.search(element.raw) or _MAYBE.search(above.raw))


def may_be_file(flat: Flat, element: Element, text: str) -> bool:
    """The link looks like one to a file, or calls itself an annex."""
    return to_file(flat, element) or bool(_WORDS.search(text) or _MAYBE.search(text))


def names_file(flat: Flat, element: Element) -> bool:
    """The element stands in a link to a file."""
    for link in (element, *flat.ancestors(element)):
        if link.tag == "a":
            return bool(_kind(link.attrs.get("href", ""), flat.text(link)))
    return False


def read_attachments(
    flat: Flat, where: tuple[Element, Element], base: str
) -> tuple[Attachment, ...]:
    """Files linked from the body, or from an attachment area beside it; each address once."""
    found: dict[str, str] = {}
    for element in flat.elements:
        if element.tag != "a" or "href" not in element.raw:
            continue
        shown = "".join(flat.texts[element.start : element.end])
        if not _may_lead(element.raw, shown):
            continue
        text, attrs = clean(shown), element.attrs
        url = absolute(base, _address(attrs))
        if url is None or not _is_annex(flat, element, where, (url, text, base)):
            continue
        name = text or attrs.get("title", "") or unquote(urlsplit(url).path.rsplit("/", 1)[-1])
        if len(found.get(url, "")) < len(clean(name)):
            found[url] = clean(name)
    return tuple(Attachment(name=name, url=url) for url, name in found.items())


def _may_lead(raw: str, shown: str) -> bool:
    """The link may lead to a file, by its attributes or its text."""
    if _MAYBE.search(raw) or _SERVES.search(raw):
        return True
    return "." in shown and bool(_MAYBE.search(clean(shown)))


def _address(attrs: dict[str, str]) -> str:
    """Where a link leads; that of a script which fetches a file: downFile('/att/a.doc')."""
    href = attrs.get("href", "")
    if href.strip()[:11].lower() in ("", "#", "javascript:"):
        found = _CALLED.search(attrs.get("onclick", ""))
        return found[1] if found else href
    return href


def _is_annex(
    flat: Flat, link: Element, where: tuple[Element, Element], told: tuple[str, str, str]
) -> bool:
    """The link (address, text, the page's address) is one to a file of this document."""
    url, text, base = told
    if not _kind(url, text):
        return bool(_SERVES.search(url)) and _is_called(flat, link, where)
    if _belongs(flat, link, where, text) or _is_own(flat, link, url, base):
        return True
    beside = _SERVES.search(url) and not _is_away(flat, link) and follows(flat, link, where[0])
    return bool(beside) or _is_called(flat, link, where)


def _is_called(flat: Flat, link: Element, where: tuple[Element, Element]) -> bool:
    return not _is_away(flat, link) and is_announced(flat, link, where[0])


def _is_away(flat: Flat, link: Element) -> bool:
    """It stands in a list of links, or beside the document."""
    aside = any(_AWAY.search(above.names) for above in flat.ancestors(link))
    return aside or link.start in flat.listed


def _is_own(flat: Flat, link: Element, url: str, base: str) -> bool:
    """The file lies in the page's own folder of that month or day, as static sites keep them."""
    folder = _folder(base)
    own = bool(_DATED.search(folder)) and _folder(url) == folder
    return own and not _is_away(flat, link)


def _folder(url: str) -> str:
    """Host and folder of an address."""
    return url.partition("://")[2].rpartition("/")[0]


def wrapper(flat: Flat, body: Element, title: str) -> tuple[Element, Element]:
    """The body, and the smallest element that holds both it and the heading over it."""
    wanted, heading = fold(title), -1
    for run in range(body.start - 1, max(-1, body.start - 40), -1):
        if wanted and fold(flat.texts[run])[:12] == wanted[:12]:
            heading = run
            break
    around = body
    for depth, above in enumerate(flat.ancestors(body)):
        if above.tag == "body" or (heading < 0 and depth > 1):
            break
        around = above
        if above.start <= heading:
            break
    return body, around


def _belongs(flat: Flat, link: Element, where: tuple[Element, Element], text: str) -> bool:
    """The link stands in the body, in its surroundings, or in a place for attachments."""
    if link.start in flat.listed:
        return False
    body, around = where
    inside = body.index < link.index <= body.last
    near = link.names
    for depth, above in enumerate(flat.ancestors(link)):
        if above is body or above is around:
            return True
        if (_ASIDE if inside else _AWAY).search(above.names):
            return False
        if depth < 5:
            near += " " + above.names
    return bool(_AREA.search(near) or _WORDS.search(text))
