"""Where a list goes on: the pagers that publishing systems write into their list pages.

Every pager is a claim of a hostile page: numbers are bounded, the address stays on the page's host,
and a page that names itself as its next one has none. How many pages are read is the spider's
matter (``Source.pages``).
"""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from crawlers.families.base import ListRequest
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
_COUNT = re.compile(rf"\bcountPage\s*=\s*{_N}")
_CURRENT = re.compile(rf"\bcurrentPage\s*=\s*{_N}")
_STEM = re.compile(
    r"['\"\\=/]((?:[\w\-]{1,60})_)\\?['\"]\s*\+\s*\(?\s*(?:nextPage|currentPage|num|i)"
)
_SUFFIX = re.compile(r"['\"]\.?['\"]?\s*\+?\s*['\"]?\.?(s?html?)\b")
_LINE_COMMENT = re.compile(r"^[ \t]*//[^\n]*", re.M)
_MOST_SCRIPTS = 200
_QUOTED = re.compile(r"['\"]([\w./?=&%:-]{1,300}\.s?html?[^'\"\s]{0,200})['\"]")
_NEXT_WORDS = {"下一页", "下页", "后一页", "next", "下一页>", "下一页>>"}


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
    scripted = _scripted(_scripts(page))
    href = _linked(page, number) if scripted is None else scripted
    return request_for(page, href, number + 1, step) if href else None


def _scripts(page: Page) -> str:
    """The page's scripts without block comments: an older pager often stands in one."""
    text = "\n".join(node.text() for node in page.tree.css("script")[:_MOST_SCRIPTS])
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
    if not count:
        return None
    at = int(current[1]) if current else 0
    stem, suffix = _STEM.search(script), _SUFFIX.search(script)
    if at + 1 >= int(count[1]):
        return ""
    return f"{stem[1] if stem else 'index_'}{at + 1}.{suffix[1] if suffix else 'html'}"


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
    """The address behind 下一页, else behind the number of the next page."""
    numbered = None
    for node in page.tree.css("a")[:4000]:
        text = squeeze(node.text())[:12]
        href = _address(node, page.url)
        if not href:
            continue
        if text.lower() in _NEXT_WORDS:
            return href
        if text == str(number + 1) and _is_page_address(href, page.url):
            numbered = numbered or href
    return numbered


def _address(node: LexborNode, base: str) -> str | None:
    """Where a pager's link leads: its href, or what its script attributes name."""
    script = _QUOTED.search(attribute(node, "onclick"))
    held = [attribute(node, key) for key in ("href", "tagname", "data-href")]
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
