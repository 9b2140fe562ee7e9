"""Where a list goes on: the pagers that publishing systems write into their list pages.

Every pager is a claim of a hostile page: numbers are bounded, the address stays on the page's host,
and a page that names itself as its next one has none. How many pages are read is the spider's
matter (``Source.pages``).
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.families.base import ListRequest
from crawlers.families.form_pagers import next_form
from crawlers.families.links import absolute, attribute
from crawlers.page import Page
from storage.text import squeeze

_N = r"['\"]?(\d{1,6})['\"]?"
_NAME = r"['\"]([\w.\-/]{1,80})['\"]"
# createPageHTML(20, 0, "index", "html"); (191, 13, 0, "index", "html"): records, pages, current;
# createPageHTML('page_div',5, 1,'fg','shtml',89): current counts from 1
_CREATE = re.compile(
    rf"createPage(?:HTML|Html)?\(\s*(?:(?P<box>['\"]\w{{1,40}}['\"])\s*,\s*)?(?:\d{{1,8}}\s*,\s*)??"
    rf"{_N}\s*,\s*{_N}\s*,\s*{_NAME}\s*,\s*{_NAME}"
)
_SIZED = re.compile(rf"Pager\(\s*\{{\s*size\s*:\s*{_N}\s*,\s*current\s*:\s*{_N}([^}}]{{0,200}})\}}")
_COUNT = re.compile(
    rf"\b(?:countPage|pageCount|page_count|totalPages?|pageTotal|maxPage)\s*[=:]\s*{_N}", re.I
)
_CURRENT = re.compile(rf"\b(?:currentPage|currPage|curPage|pageNow)\s*[=:]\s*{_N}", re.I)
# "index_" + n: what stands before the number; ?page= + n likewise
_STEM = re.compile(
    r"['\"\\=/]((?:[\w\-]{1,60})_)\\?['\"]\s*\+\s*\(?\s*(?:nextPage|currentPage|num|i|page|n|obj)"
)
_QUERY = re.compile(r"['\"][^'\"\s]{0,200}?[?&]((?:\w*page\w*|pn?|curr))=['\"]\s*\+", re.I)
_TOLD = re.compile(r"共\s*(\d{1,5})\s*页|第\s*\d{1,5}\s*/\s*(\d{1,5})\s*页|\d\s*/\s*(\d{1,5})\s*页")
_SUFFIX = re.compile(r"['\"]\.?['\"]?\s*\+?\s*['\"]?\.?(s?html?)\b")
_LINE_COMMENT = re.compile(r"^[ \t]*//[^\n]*", re.M)
_MOST_SCRIPTS = 200
_MOST_LINKS = 4000
_TAIL = 40_000
_QUOTED = re.compile(r"['\"]([\w./?=&%:-]{1,300}\.s?html?[^'\"\s]{0,200})['\"]")
_NEXT_WORDS = {"下一页", "下页", "后一页", "往后", "后页", "next", "nextpage"}
_PAGED = {"下一页", "下页", "后一页", "后页", "尾页", "末页", "最后一页"}
_NEXT_NAMES = {"next", "nextpage", "next-page", "page-next", "pagenext", "layui-laypage-next"}
_ARROWS = re.compile(r"[\s>»›→]+$")


def request_for(
    page: Page, href: str | None, number: int, step: str = "list"
) -> ListRequest | None:
    """The request for the list page at ``href``: on the same host, and not the page itself."""
    url = absolute(href, page.url)
    if not url or url == page.url or urlsplit(url).hostname != urlsplit(page.url).hostname:
        return None
    return ListRequest(url=url, page=number, referer=page.url, step=step)


def next_page(page: Page, number: int, step: str = "list") -> ListRequest | None:
    """The request for the page after list page ``number``, if a known pager says there is one."""
    script = _scripts(page.tree)
    href = _scripted(script)
    if href is None:
        href = _linked(page, number) or _asked(page, script, number)
        if not href:
            return next_form(page, script, _next_links(page), number, step)
    return request_for(page, href, number + 1, step) if href else None


def has_pager(root: LexborHTMLParser | LexborNode) -> bool:
    """The page shows, or its scripts write, a way from one list page to the next."""
    if _scripted(_scripts(root)) is not None:
        return True
    texts = (squeeze(node.text())[:12] for node in root.css("a, [onclick]")[:_MOST_LINKS])
    return any(_ARROWS.sub("", text) in _PAGED for text in texts)


def _scripts(tree: LexborHTMLParser | LexborNode) -> str:
    """The page's scripts without block comments: an older pager often stands in one."""
    text = "\n".join(node.text() for node in tree.css("script")[:_MOST_SCRIPTS])
    kept, at = [], 0
    while (start := text.find("/*", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("*/", start + 2)
        at = end + 2 if end >= 0 else len(text)
    return "".join([*kept, text[at:]])


def _scripted(text: str) -> str | None:
    """The next page's file name by the page's scripts: empty at the end, None without a pager."""
    script = _LINE_COMMENT.sub("", text)
    if found := _CREATE.search(script):
        return _created(found)
    if found := _SIZED.search(script):
        return _sized(found)
    count, current = _COUNT.search(script), _CURRENT.search(script)
    stem, suffix = _STEM.search(script), _SUFFIX.search(script)
    if not count or not (stem or "countPage" in count[0]):
        return None
    at = int(current[1]) if current else 0
    if at + 1 >= int(count[1]):
        return ""
    return f"{stem[1] if stem else 'index_'}{at + 1}.{suffix[1] if suffix else 'html'}"


def _asked(page: Page, script: str, number: int) -> str | None:
    """The next page's address where a script asks for ?page=N, and more pages are told of."""
    query = _QUERY.search(_LINE_COMMENT.sub("", script))
    body = page.tree.body
    told = _TOLD.search(body.text()[-_TAIL:]) if query and body is not None else None
    count = _COUNT.search(script)
    last = int(next(filter(None, told.groups()))) if told else int(count[1]) if count else 0
    return with_query(page.url, **{query[1]: str(number + 1)}) if query and number < last else None


def _created(found: re.Match[str]) -> str:
    total, current, name, suffix = int(found[2]), int(found[3]), found[4], found[5]
    last = total if found["box"] else total - 1
    return f"{name}_{current + 1}.{suffix.lstrip('.')}" if current < last else ""


def _sized(found: re.Match[str]) -> str:
    total, current = int(found[1]), int(found[2])
    prefix = re.search(r"prefix\s*:\s*['\"]([\w\-]{1,60})['\"]", found[3])
    suffix = re.search(r"suffix\s*:\s*['\"]\.?(\w{1,8})['\"]", found[3])
    if current + 1 >= total:
        return ""
    return f"{prefix[1] if prefix else 'index'}_{current + 1}.{suffix[1] if suffix else 'html'}"


def _linked(page: Page, number: int) -> str | None:
    """The address that a script loads next, that behind 下一页, or behind the next number."""
    if named := page.tree.css_first("[data-next]"):
        return attribute(named, "data-next") or None
    numbered = None
    for node in page.tree.css("a, option[value], [data-href], [onclick]")[:_MOST_LINKS]:
        text = squeeze(node.text())[:12]
        if not (is_next := _says_next(node, text)) and text != str(number + 1):
            continue
        href = _address(node, page.url)
        if href and is_next:
            return href
        if href and _is_page_address(href, page.url):
            numbered = numbered or href
    return numbered


def _next_links(page: Page) -> Iterator[LexborNode]:
    nodes = page.tree.css("a, [onclick]")[:_MOST_LINKS]
    return (node for node in nodes if _says_next(node, squeeze(node.text())[:12]))


def _says_next(node: LexborNode, text: str) -> bool:
    """The link says that it leads to the next page: in words, in its title, or by its name."""
    said = (text, attribute(node, "title"), attribute(node, "aria-label"))
    if any(_ARROWS.sub("", one).strip().lower() in _NEXT_WORDS for one in said):
        return True
    names = set(attribute(node, "class").lower().split())
    return bool(_NEXT_NAMES & names) and len(text) <= 3


def _address(node: LexborNode, base: str) -> str | None:
    """Where a pager's link leads: its href, or what its script attributes name."""
    names = ("value",) if node.tag == "option" else ("href", "tagname", "data-href", "data-url")
    held = [attribute(node, name) for name in names]
    script = _QUOTED.search(" ".join((attribute(node, "onclick"), *held)))
    return next((h for h in [*held, script[1] if script else ""] if absolute(h, base)), None)


def _is_page_address(href: str, url: str) -> bool:
    """The link leads to a file of the same folder, or to the same path with another query."""
    there, here = urlsplit(urljoin(url, href)), urlsplit(url)
    folder = here.path.rpartition("/")[0]
    return there.path.startswith(folder) and (there.path, there.query) != (here.path, here.query)


def with_query(url: str, **values: str) -> str:
    """The address with query parameters replaced or added, the order of the others kept."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    kept = [(key, values.pop(key, value)) for key, value in pairs]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()])))


def query_value(url: str, key: str) -> str | None:
    """The first value of a query parameter."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=100)
    return next((value for name, value in pairs if name == key), None)
