"""Pages that tell of an absence, or in whose place another one of the site was given. Pure."""

import re
from urllib.parse import urlsplit

from crawlers.page import Page
from crawlers.shown import Shown
from crawlers.walls import Verdict
from storage.records import SnapshotKind

_LOST = (
    "(?:不存在|不在了|找不到了?|未(?:能)?找到|没(?:有)?找到|无法(?:找到|显示|打开)|走丢了?|失联|"
    "被?(?:删除|下线|撤销|撤稿|移除|移走|移动|关闭|下架))"
)
_CODE = (
    r"404\s*(?:Not\s*Found|错误|页面|[-—_|]|Error)|(?:HTTP\s*(?:Status|错误)|错误|Error)[:：]?\s*404"
    r"|Page\s*(?:Not\s*Found|cannot\s*be)|(?:cannot|could\s*not)\s*be\s*found"
)
# A document may say of itself that it is void (该文件已失效): only an address can be stale.
_GONE = re.compile(
    "(?:(?:访问|查看|请求|浏览|查找|要找|打开|下载)的?|此|该|本)"
    "(?:(?:页面|网页|链接|地址|网址|URL|栏目)(?:可能|或许|暂时)?(?:已经?)?"
    f"(?:{_LOST}|失效|过期|不可用)"
    "|(?:内容|文章|信息|稿件|资源|数据)(?:可能|或许|暂时)?(?:已经?)?"
    f"{_LOST}|文件(?:已经?)?(?:不存在|找不到|未找到|被?删除))"
    "|(?:页面|网页|文章|信息|稿件|文件|内容|数据|资源)"
    "(?:不存在|未找到|没有找到|找不到了?|走丢了?|已(?:经)?(?:被)?(?:删除|下线|撤销|下架|移除))"
    "|找不到(?:您|你)?(?:要|所|想)?(?:请求|访问|查看|找)?的(?:页面|网页|文件|内容|资源|信息)"
    "|(?:没有|无)(?:该|此|这个|这条|这篇|找到该)(?:页面|网页|信息|文章|内容|稿件)"
    "|对不起，?您要访问的页面"
)
_GONE_CODE = re.compile(_CODE, re.I)
_CODES = (">404<", "404 Not Found", "404 Error", "Not Found<", "not be found")
# A search that finds nothing says nothing of the page.
_SEARCHED = re.compile("(?:搜索|检索|查询)的?到?(?:内容|结果|关键[字词]|词|条件)[^。！!]{0,60}")
_ERROR_PICTURE = re.compile(
    r"<img\b[^<>]*?/(?:error|err(?=[-_]?\d)|404|not[-_]?found)[-_]?"
    r"(?:page|bg|img|pic|tips?|\d{1,3}|error)?[-_]?\d{0,3}\.(?:jpe?g|png|gif|svg)[^<>]*",
    re.I,
)
_IN_LINK = re.compile(r"<a\b[^<>]*>\s*$", re.I)
_SITE = re.compile("(?:政府|政府网|门户网站|局|厅|委员会|部|院|办公室|网|网站)(?:首页)?$|^首页")
_PARTS_OF_A_TITLE = re.compile("[-_—|－]|关于|通知|公告")
_OF_A_PAGE = re.compile(
    "<meta[^<>]*(?:ArticleTitle|PubDate|ColumnName)|(?:当前|所在|您的)位置|首页(?:</a>)?\\s*(?:&gt;|>)|"
    "(?:发布|成文)(?:时间|日期)|索引号|(?:信息|文章)?来源[:：]|打印|字号|字体[:：【]|浏览次数|阅读次数",
    re.I,
)
_LINK = re.compile(r"<a\b[^<>]*\bhref", re.I)
_NOTHING = re.compile(
    "(?:(?:页面|数据|内容|信息)?(?:正在)?(?:努力)?(?:加载|载入|读取)中?(?:请稍[候等后])?"
    "|(?:暂时?|目前|当前)?(?:无|没有)(?:任何|相关|符合条件的)?(?:数据|内容|信息|记录|结果)(?:显示)?|Loading"
    "|[。，,.…·!！~]+)+",
    re.I,
)
_MOST_OF_NOTHING = 40
_SENTENCE = 30


def by_absence(shown: Shown, said: str, kind: SnapshotKind) -> Verdict | None:
    """The verdict on a page of few words of its own, if they say that there is none."""
    text = shown.text
    spoken = _GONE.search(said) or _GONE_CODE.search(shown.title) or any(c in text for c in _CODES)
    listing = kind == "list" and shown.listed
    few = spoken and not listing and len(shown.own) < 500
    if few and says_gone(f"{shown.title} {shown.seen.own}") and not quotes_absence(shown):
        return "not-found", "页面说自己不存在或已删除"
    found = _ERROR_PICTURE.search(text)
    if found and _is_alone(shown, text[: found.start()]):
        return "not-found", "页面只有一张出错图片"
    return None


def says_gone(words: str) -> bool:
    """The words say that the page is not there; a search without hits says nothing of it."""
    words = _SEARCHED.sub("", words)
    return bool(_GONE.search(words) or _GONE_CODE.search(words))


def quotes_absence(shown: Shown) -> bool:
    """The words about an absence stand in a notice on some other matter: none is meant of it."""
    seen = shown.seen
    if not seen.headline or says_gone(f"{seen.headline} {seen.title}"):
        return False
    if seen.signed and "。" in seen.own:
        return True
    told = [piece for piece in seen.pieces if "。" in piece and not says_gone(piece)]
    return seen.is_article and sum(map(len, told)) >= _SENTENCE


def holds_nothing(words: str) -> str:
    """The words, if all that they say is that there is nothing, or not yet; else empty."""
    words = "".join(words.split()) if len(words) <= _MOST_OF_NOTHING * 2 else ""
    few = 0 < len(words) <= _MOST_OF_NOTHING
    return words if few and _NOTHING.fullmatch(words) else ""


def _is_alone(shown: Shown, before: str) -> bool:
    """The picture is no link's, and hardly a word stands beside it but the frame's."""
    if _IN_LINK.search(before) or shown.seen.headline or shown.dated:
        return False
    return len(shown.own) < 250 and sum(map(len, shown.seen.pieces)) < 40


def front_page(page: Page, shown: Shown) -> Verdict | None:
    """The verdict on a page that is the site's home page, though a detail page was asked for.

    Some sites title every page with their name: only a page of many links in many places, with
    hardly a word that is not a link, and nothing that a page inside a site bears, is certain.
    """
    title, address = shown.title, urlsplit(page.url)
    if not re.search(r"\d", address.path + address.query) or len(title) > 24:
        return None
    if not _SITE.search(title) or _PARTS_OF_A_TITLE.search(title):
        return None
    many = len(_LINK.findall(page.text))
    if many < 120 or _OF_A_PAGE.search(page.text):
        return None
    lists = sum(len(one.css("a")) >= 4 for one in page.tree.css("ul"))
    sentences = sum("。" in piece for piece in shown.pieces)
    few = len(shown.own) * 10 < len(shown.words) * 3 and sentences <= 3
    if lists >= 8 and few and shown.titles >= 60:
        return "broken", "给出的是网站首页，不是所要的页面"
    return None
