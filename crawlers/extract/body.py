"""Where the text of the document stands in the page, and what in there is not part of it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from crawlers.extract.flat import Element, Flat
from crawlers.extract.links import names_file
from crawlers.page import words

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
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:bd)?(?:share|jiathis|bshare|print|dayin|qr|qrcode|ewm|erweima|related|relevant|"
    r"relevantdoc|xgwj|xgjd|xgwz|xgzc|xgyd|xgxx|xggj|crumbs?|breadcrumb|location|position|toolbar|"
    r"fontsize|font-size|recommend|footer|copyright|prevnext|pager|pagination|shareicon|"
    r"share-?box|bdsharebuttonbox|social-share|qr_container|xgfj|editor-name|zrbj)"
    r"(?:$|[\s_-])|bdshare|share_?box|qrcode|erweima|xggj|xgfj|xgwz|xgzc|xgjd|xgyd"
)
_NOISE = re.compile(
    r"(?:[【\[（(]?(?:打印(?:本页|此页|本稿|文章|页面|预览)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|纠错|返回顶部|"
    r"回到顶部|TOP|全文下载|(?:pdf|word|ofd)(?:格式)?下载)[】\]）)]?|"
    r"[【\[]?字(?:体|号)[：:]?[\[【]?(?:默认|超?大|中|小)*[】\]]?[】\]]?|[大中小]{1,3}|"
    r"分享(?:到|至)?[：:]?(?:微信|微博|QQ|空间|朋友圈|新浪|打印|收藏|[|、])*|微信|微博|"
    r"扫一扫.{0,25}|(?:用)?手机扫.{0,20}|.{0,8}二维码.{0,12}|您访问的链接即将离开.{0,40}|"
    r"(?:上|下)一(?:篇|条)[：:].*|[（(【\[]?(?:责任)?编辑[：:].{0,14}|"
    r"(?:浏览|访问|阅读|点击)(?:量|数|次数)?[：:]?\d*次?|"
    r"相关(?:链接|附件|解读|文件|文档|阅读|新闻|政策|稿件|信息)[：:]?|视力保护色[：:]?|"
    r"您?(?:当前|现在)?的?位置[：:].*)+",
    re.I,
)
_ATTACHED = re.compile(r"\s*(?:附\s*件\s*\d{0,2}\s*[：:]?|附[：:])?\s*")
_RELATED = re.compile(r"相关(?:链接|解读|阅读|新闻|政策|稿件|信息|文章|文件|文档)[：:]?$")
_FOOT = re.compile("版权所有|ICP备|网站标识码|公网安备|网安备|网站地图")


def find_body(flat: Flat, *, known: bool = True) -> tuple[Element | None, bool]:
    """The element that holds the document's text (None on an empty page), and if it is known.

    Containers that the publishing systems are known to use come first (``known``), unless most of
    the page's prose stands elsewhere; then the densest element. What is hidden until a script
    shows it is taken only where nothing visible could be the text.
    """
    if not flat.elements:
        return None, False
    _reveal(flat)
    general = _densest(flat)
    if known and (named := _named(flat)) and flat.weight(named) * 2 >= flat.weight(general):
        return _with_files(flat, named), True
    return _with_files(flat, general), False


def _with_files(flat: Flat, body: Element) -> Element:
    """The element above, if all that it adds are links to files (the attachments of the text)."""
    above = _above(flat, body) if body.parent >= 0 else body
    added = False
    for run in (*range(above.start, body.start), *range(body.end, above.end)):
        element = flat.elements[flat.owners[run]]
        if element.hidden or _ATTACHED.fullmatch(flat.texts[run]):
            continue
        if not element.link or not names_file(flat, element):
            return body
        added = True
    return above if added else body


def _reveal(flat: Flat) -> None:
    """Show the outermost hidden element with most text if it outweighs everything visible."""
    seen, secret = flat.weights[-1], flat.hidden_weights
    if secret[-1] <= seen:
        return
    outer = [e for e in flat.elements if e.hides and not (e.parent >= 0 and _above(flat, e).hidden)]
    heaviest = max(outer, key=lambda e: secret[e.end] - secret[e.start])
    if secret[heaviest.end] - secret[heaviest.start] > seen // 2:
        flat.reveal(heaviest)


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


def _densest(flat: Flat) -> Element:
    """Go down from the root as long as one inner element holds nearly all of the prose."""
    at = flat.elements[0]
    while True:
        best = max(_children(flat, at), key=flat.weight, default=None)
        if best is None or flat.weight(best) * 100 < flat.weight(at) * 85 or not flat.weight(best):
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
            (names := element.names) and _FURNITURE.search(names) and flat.weight(element) <= limit
        ):
            keep[element.start - body.start : element.end - body.start] = [False] * (
                element.end - element.start
            )
            skip_to = element.end
    return [run for run, kept in enumerate(keep, body.start) if kept]


def is_noise(text: str) -> bool:
    """A line that is page furniture: print, share, font size, counters, related …"""
    return len(text) < 90 and bool(_NOISE.fullmatch(text.replace(" ", "")))


def is_related(text: str) -> bool:
    """A line that heads a list of related pages."""
    return len(text) < 12 and bool(_RELATED.match(text))


def is_foot(text: str) -> bool:
    """A line of the site's foot: owner, licence, address."""
    return len(text) < 200 and bool(_FOOT.search(text))
