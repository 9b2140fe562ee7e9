"""What of a page is furniture and no text: by its words, by names, by the shape of link lists."""

import re
from functools import lru_cache
from itertools import accumulate

from crawlers.extract.flat import Flat
from crawlers.extract.labels import is_fact, is_stamp
from crawlers.extract.links import may_be_file
from crawlers.page import words

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:bd)?(?:share|jiathis|bshare|print|dayin|qr|qrcode|ewm|erweima|related|relevant|"
    r"relevantdoc|xgwj|xgjd|xgwz|xgzc|xgyd|xgxx|xggj|crumbs?|breadcrumb|location|position|toolbar|"
    r"fontsize|font-size|recommend|footer|copyright|prevnext|pager|pagination|shareicon|"
    r"share-?box|bdsharebuttonbox|social-share|qr_container|xgfj|editor-name|zrbj)"
    r"(?:$|[\s_-])|bdshare|share_?box|qrcode|erweima|xggj|xgfj|xgwz|xgzc|xgjd|xgyd"
)
_NOISE = re.compile(
    r"(?:[【\[（(]?(?:打印(?:本页|此页|本稿|文章|页面|预览)?|关闭(?:本页|窗口|(?:当前)?页面|此页)?|收藏(?:本页)?|纠错|返回(?:顶部|首页|列表|上级)?|"
    r"回到顶部|TOP|全文下载|(?:pdf|word|ofd)(?:格式)?下载|我要(?:打印|纠错|分享|收藏)|取消收藏|语音播报|"
    r"无障碍(?:浏览|阅读)?|适老化|长者(?:模式|版|助手)|繁体版?|简体版?|放弃|继续访问)[】\]）)]?|"
    r"[【\[]?字(?:体|号)(?:大小)?[：:]?[\[【]?(?:默认|超?大|中|小|[|/])*[】\]]?[】\]]?|[大中小]{1,3}|"
    r"分享(?:到|至)?[：:]?(?:微信|微博|QQ|空间|朋友圈|新浪|打印|收藏|[|、])*|微信|微博|QQ空间|"
    r"扫一扫.{0,25}|(?:用)?手机扫.{0,20}|.{0,8}二维码.{0,12}|您访问的链接即将离开.{0,40}|"
    r"(?:上|下)一(?:篇|条|个)[：:].*|[（(【\[]?(?:责任)?编辑[：:].{0,14}|[|>»\-·]+|"
    r"(?:浏览|访问|阅读|点击)(?:量|数|次数)?[：:]?\d*次?|"
    r"相关(?:链接|附件|解读|文件|文档|阅读|新闻|政策|稿件|信息)[：:]?|附件(?:下载|列表|信息)[：:]?|下载(?:本|此|该)?(?:信息|文件|正文|公开|全文).{0,6}|(?:关联|相关)稿件[：:]?|视力保护色[：:]?|"
    r"您?(?:当前|现在)?的?位置[：:].*)*",
    re.I,
)
_IGNORED = re.compile("[ \ue000-\uf8ff]")
"""Spaces, and the characters that icon fonts draw with."""
_RELATED = re.compile(
    r"(?:相关|热点|热门|推荐|友情|最新)(?:链接|解读|阅读|新闻|政策|稿件|信息|文章|文件|文档|推荐|专题|资讯)[：:]?$"
)
_FOOT = re.compile(
    "版权所有|ICP备|网站标识码|公网安备|网安备|网站地图|建议使用.{0,12}浏览器|您使用以下浏览器"
)
_OWNER = re.compile(
    "(?:主办|承办|主管|版权|技术支持|联系我们|网站(?:声明|支持|运维|管理)|地址[：:]|邮编[：:]|传真|建议使用|今天是|欢迎访问)"
)
_BARE = re.compile(r"[\s\d年月日./:：\-—|·•>»\[\]【】（）()]*")
"""Date, bullet, separator: what stands beside a link in a list of links."""
_SENTENCE = re.compile("[。；！？]")
_LONG = 200
_WORDY = 90
"""A link with more characters is text that somebody linked."""
# Templates lay lists out in these; what stands in a paragraph was written by a person.
_HOLDERS = words("div ul ol dl dd li nav aside section header footer table tbody tr td center")
_LABEL = 10
"""A list's own heading has fewer characters."""
_FEW = 3
"""Links that make a list."""


def is_noise(text: str) -> bool:
    """A line that is page furniture: print, share, font size, counters, related …"""
    return len(text) < 90 and _reads_as_noise(text)


@lru_cache(maxsize=4096)
def _reads_as_noise(text: str) -> bool:
    return bool(_NOISE.fullmatch(_IGNORED.sub("", text)))


def is_related(text: str) -> bool:
    """A line that heads a list of related pages."""
    return len(text) < 12 and bool(_RELATED.match(text))


def is_foot(text: str) -> bool:
    """A line of the site's foot: owner, licence, address."""
    return len(text) < _LONG and bool(_FOOT.search(text))


def is_owner(text: str) -> bool:
    """A line that says who keeps the site."""
    return bool(_OWNER.match(text)) or (len(text) < 40 and text.endswith(("主办", "承办")))


@lru_cache(maxsize=2048)
def is_named(names: str) -> bool:
    """Id or class say that it is furniture."""
    return bool(_FURNITURE.search(names))


def mark(flat: Flat) -> None:
    """Write down which runs stand in lists of links, and which lines weigh nothing.

    A list of links is an element of three or more links to pages with hardly a word besides;
    the outermost such element, so that its own heading goes with it.
    """
    valued, idle = _lines(flat)
    flat.listed = _listed(flat, valued, idle)
    flat.void = flat.listed | valued | idle


def _listed(flat: Flat, valued: set[int], idle: set[int]) -> frozenset[int]:
    linked, plain, links, worded = _shares(flat, valued, idle)
    runs: set[int] = set()
    skip_to = 0
    for element in flat.elements:
        start, end = element.start, element.end
        if end - start < _FEW or start < skip_to or links[end] - links[start] < _FEW:
            continue
        if worded[end] > worded[start] or element.tag not in _HOLDERS:
            continue
        if (plain[end] - plain[start]) * 4 <= linked[end] - linked[start]:
            runs.update(range(start, end))
            skip_to = end
    return frozenset(runs)


def _shares(flat: Flat, valued: set[int], idle: set[int]) -> tuple[list[int], ...]:
    """Running totals: characters in links to pages, characters besides; links; runs of words."""
    count = len(flat.texts) + 1
    linked, plain, links, worded = ([0] * count for _ in range(4))
    elements, last = flat.elements, -1
    for run, (text, owner) in enumerate(zip(flat.texts, flat.owners, strict=True), 1):
        if text.isspace():
            continue
        element, size = elements[owner], len(text.strip())
        if element.hidden and not element.link:
            worded[run] = int(size >= _WORDY)
        elif element.link and not _is_text(text):
            if run - 1 not in idle and not may_be_file(flat, element, text):
                linked[run], links[run] = size, int(owner != last)
                last = owner
        elif run - 1 not in idle and not (size < 40 and _BARE.fullmatch(text)):
            plain[run] = size
            wordy = size >= _LABEL or run - 1 in valued or _SENTENCE.search(text)
            worded[run] = int(bool(wordy))
    return tuple(list(accumulate(counts)) for counts in (linked, plain, links, worded))


def _is_text(text: str) -> bool:
    """A link that is sentences: text that somebody linked."""
    return len(text) >= _WORDY or bool(_SENTENCE.search(text))


def _lines(flat: Flat) -> tuple[set[int], set[int]]:
    """The runs of lines that are labelled values, and of page furniture or the site's foot."""
    valued: set[int] = set()
    idle: set[int] = set()
    texts = flat.texts
    for first, end in flat.spans():
        if end - first == 1 and (texts[first].isspace() or len(texts[first]) > _LONG):
            continue
        kind = _kind(flat.line_between(first, end))
        if kind == "idle":
            idle.update(range(first, end))
        elif kind:
            valued.update(range(first, end))
    return valued, idle


@lru_cache(maxsize=8192)
def _kind(text: str) -> str:
    """What a line is: idle, valued, or of no such kind."""
    if not text or len(text) >= _LONG:
        return ""
    if is_noise(text) or is_foot(text) or is_owner(text):
        return "idle"
    return "valued" if is_fact(text) or is_stamp(text) else ""
