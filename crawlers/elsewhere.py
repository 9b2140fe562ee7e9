"""Where the text of a page really is, if it is not on the page: pure, the page alone decides.

A page may only lead on (by script or meta refresh), hold its text in a frame or a viewer, have it
fetched from an interface, or be no more than the cover of one file. What is found is fetched like
any other page and read together with the page that led to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

from selectolax.lexbor import LexborNode

from crawlers.capture import judge, led_astray
from crawlers.extract import extract
from crawlers.extract.furniture import is_foot
from crawlers.extract.links import absolute
from crawlers.families.hanweb_jpaas import unit_addresses
from crawlers.page import Page
from crawlers.script_addresses import jumps, requests
from storage.ids import canonical_url, posting_id
from storage.records import Attachment, Content, How, PageState, Source

if TYPE_CHECKING:
    from tldextract import TLDExtract


MOST_HOPS = 2
"""A page that leads on, then a frame; what lies further is not looked for."""
# Pages that only a script fills, by address, and what that script asks: FACTS, section 3.20.
_INTERFACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"/cn/view/pages/ItemDetail\w{0,20}\.html$", re.I),
        "/cbircweb/DocInfo/SelectByDocId?docId={docId}",
    ),
)
_MARKS = re.compile(
    rb"<(?:iframe|frame|object|embed)\b|/build/unit|ajax|axios|fetch\s*\(|getJSON|\$\.(?:get|post)"
    rb"|XMLHttpRequest|\.(?:pdf|docx?|wps|ofd)(?![a-z0-9])",
    re.I,
)
_PLACES = "iframe[src], frame[src], embed[src], object[data]"
_FURNITURE = re.compile(
    r"(?:^|[^a-z])(?:foot(?:er)?|head(?:er)?|top|bottom|nav|menu|(?:check)?log(?:in|on)|sso|visits?|"
    r"visitcount|count(?:er)?|hits?|stat|tianqi|weather|search|share|maps?|banner|ads?|left|right|"
    r"z?tree|comments?|videos?|player|audio|qq|kefu|message|calendar|wza|gjdl)(?:[^a-z]|$)"
    r"|foot(?:er)?_|_foot(?:er)?|head(?:er)?_|display\s*:\s*none|visibility\s*:\s*hidden",
    re.I,
)
_SIZE = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
_LEAST_HEIGHT = 80
_TELLING = re.compile(
    r"content|detail|article|text|body|view|main|doc|info|pdf|zw|正文|内容|详情|文章", re.I
)
_IDLE = re.compile(
    r"count|hits?|click|visit|stat|log(?:in|on)|user|weather|menu|nav|search|comment|like|token|"
    r"captcha|config|dict|list|page\b|share|wechat|weixin",
    re.I,
)
_FILES = (".pdf", ".docx", ".doc", ".wps", ".ofd")
"""Files that may be a page's text; where one is offered in several forms, the first is read."""
_MOBILE = re.compile(r"(?:^|//|/|\.)(?:wap|m|mobile|3g)(?:[./?]|$)", re.I)
_FEW, _FEW_UNENDED, _MANY = 80, 200, 6
_HOLE = re.compile(r"\{(\w{1,40})\}")


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """The address of a page's text, and how the page says so."""

    url: str
    how: How
    form: tuple[tuple[str, str], ...] = ()
    """Sent as a POST form if not empty."""

    @property
    def reason(self) -> str:
        """For people."""
        return f"{'正文在附件中' if self.how == 'file' else '正文在另一地址'}：{self.url}"


def elsewhere(
    page: Page, source: Source | None = None, *, state: PageState | None = None
) -> Elsewhere | None:
    """Where the text is; ``None`` if it is on the page, or the page does not say.

    ``state`` is what ``judge`` says of the page, where that is known already.
    """
    if not 200 <= page.status < 300:
        return None
    state = state or judge(page, kind="document")[0]
    if state in ("blocked", "not-found"):
        return None
    found = _by_address(page, source) or (
        _led_on(page) if state == "moved" else _missing(page, source)
    )
    if found is None or posting_id(found.url) == posting_id(page.url):
        return None
    return found


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one host, or of hosts of one registered name (x.gov.cn)."""
    first, second = (urlsplit(url).hostname or "" for url in (one, other))
    name = _registered(first)
    return first == second or (bool(name) and name == _registered(second))


@lru_cache(maxsize=512)
def _registered(host: str) -> str:
    return _suffixes()(host).top_domain_under_public_suffix


@lru_cache(maxsize=1)
def _suffixes() -> "TLDExtract":
    # Only where two hosts differ: its list of suffixes takes a moment to read.
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=())


# -- the kinds --------------------------------------------------------------------------------


def _by_address(page: Page, source: Source | None) -> Elsewhere | None:
    """Pages known, by their address or by the source's entry, to be filled from an interface."""
    parts = urlsplit(page.url)
    if page.body.lstrip()[:1] in (b"{", b"["):
        return None  # the interface's own answer
    given = source.options.get("content") if source else None
    patterns = [text for pattern, text in _INTERFACES if pattern.search(parts.path)]
    values = {"stem": PurePosixPath(parts.path).stem} | dict(parse_qsl(parts.query))
    for text in ([given] if given else []) + patterns:
        if all(name in values for name in _HOLE.findall(text)):
            address = _HOLE.sub(lambda hole: quote(values[hole[1]], safe=""), text)
            return _same_site(page, address, "interface")
    return None


def _led_on(page: Page) -> Elsewhere | None:
    """The target of a page that is only a redirect; the home page is nobody's text."""
    targets = jumps(page)
    for address in [one for one in targets if not _MOBILE.search(one)] or targets:
        found = _same_site(page, address, "redirect")
        if (
            found
            and posting_id(found.url) != posting_id(page.url)
            and not led_astray(page.url, found.url)
        ):
            return found
    return None


def _missing(page: Page, source: Source | None) -> Elsewhere | None:
    """For a page with hardly a word of its own: frame, unit, interface, file, in this order."""
    if _has_sentences(page.text) or not _MARKS.search(page.body):
        return None
    frames = list(_frames(page))
    held = extract(page, source=source)
    if not _has_few_words(held):
        return None
    return next(iter(frames), None) or _unit(page) or _called(page) or _only_file(held.attachments)


def _has_sentences(text: str) -> bool:
    """Whether a page surely has a text: told without reading it, which costs ten times as much."""
    if text.count("。") < _MANY:
        return False
    shown, *scripts = (text.lower() if "<SCRIPT" in text else text).split("<script")
    after = (script.partition("</script")[2] for script in scripts)
    return shown.count("。") + sum(rest.count("。") for rest in after) >= _MANY


def _has_few_words(content: Content) -> bool:
    lines = [line for line in content.text.split("\n") if not is_foot(line)]
    count, ended = sum(map(len, lines)), any("。" in line for line in lines)
    return count < _FEW or (count < _FEW_UNENDED and not ended)


def _frames(page: Page) -> Iterator[Elsewhere]:
    """Frames that may hold the text, those first whose name says so; viewers give their file."""
    nodes = [node for node in page.tree.css(_PLACES)[:40] if not _is_furniture(node)]
    nodes.sort(key=lambda node: not _TELLING.search(_said(node)))
    for node in nodes:
        src = node.attributes.get("data" if node.tag == "object" else "src") or ""
        address = absolute(page.url, src)
        if address is None:
            continue
        if file := _viewed(address):
            yield Elsewhere(url=file, how="file")
        elif node.tag in ("iframe", "frame") and (found := _same_site(page, address, "frame")):
            yield found


def _said(node: LexborNode) -> str:
    names = ("src", "data", "id", "name", "class", "style", "title")
    return " ".join(node.attributes.get(name) or "" for name in names)


def _is_furniture(node: LexborNode) -> bool:
    """A part of the page's own frame: head, foot, counter, log-in; or one that is not seen."""
    said = _said(node)
    if "{{" in said or "<%" in said or _FURNITURE.search(said):
        return True
    sizes = [_SIZE.match(node.attributes.get(name) or "") for name in ("height", "width")]
    return any(size is not None and int(size[1]) <= _LEAST_HEIGHT for size in sizes)


def _viewed(address: str) -> str | None:
    """The file that an address is of, or that the viewer there shows."""
    parts = urlsplit(address)
    if parts.path.lower().endswith(_FILES):
        return canonical_url(address)
    for name, value in parse_qsl(parts.query):
        if name.lower() in ("file", "url", "src", "path") and urlsplit(value).path.lower().endswith(
            _FILES
        ):
            shown = absolute(address, value)
            return canonical_url(shown) if shown else None
    return None


def _unit(page: Page) -> Elsewhere | None:
    """The unit of a publishing system that fills the place of the text."""
    for address in unit_addresses(page):
        said = dict(parse_qsl(urlsplit(address).query)).get("tagId", "")
        if _TELLING.search(said):
            return _same_site(page, address, "interface")
    return None


def _called(page: Page) -> Elsewhere | None:
    """The interface that the page's own script asks for the document."""
    for asked in requests(page):
        path = asked.address.partition("?")[0]
        if _TELLING.search(path) and not _IDLE.search(path):
            found = _same_site(page, asked.address, "interface")
            if found:
                return Elsewhere(url=found.url, how="interface", form=asked.form)
    return None


def _only_file(links: tuple[Attachment, ...]) -> Elsewhere | None:
    """The one document that the page offers, in whatever forms."""
    files: dict[str, list[tuple[int, str]]] = {}
    for link in links:
        for rank, suffix in enumerate(_FILES):
            for said in (urlsplit(link.url).path, link.name):
                if said.lower().endswith(suffix):
                    files.setdefault(_stem(link.name), []).append((rank, link.url))
    kinds = {link.url for link in links} - {url for forms in files.values() for _, url in forms}
    if len(files) != 1 or kinds:
        return None
    (forms,) = files.values()
    return Elsewhere(url=canonical_url(min(forms)[1]), how="file")


def _stem(name: str) -> str:
    """The name of a file without its form: 正文.pdf and 正文（OFD版） are one."""
    return re.sub(r"[（(]?\.?(?:pdf|docx?|wps|ofd)版?[）)]?", "", name, flags=re.I).strip()


def _same_site(page: Page, address: str, how: How) -> Elsewhere | None:
    url = absolute(page.url, address)
    if url is None or not same_site(page.url, url):
        return None
    return Elsewhere(url=canonical_url(url), how=how)
