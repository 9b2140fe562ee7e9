"""What state a fetched page is in: the page itself, a wall, an error, a page about its absence.

A wall is not an absence: what a site refuses to show is still there. So everything that could be a
wall is looked for before anything that says 不存在.
"""

import re
from html import unescape
from urllib.parse import urlsplit

from crawlers.page import Page
from storage.records import PageState, SnapshotKind

Verdict = tuple[PageState, str]

_STATUS: dict[int, Verdict] = {
    0: ("broken", "没有收到应答"),
    401: ("blocked", "网站要求登录（401）"),
    403: ("blocked", "网站拒绝访问（403）"),
    404: ("not-found", "页面不存在（404）"),
    410: ("not-found", "页面已被撤下（410）"),
    412: ("blocked", "网站用脚本校验挡住了程序（412）"),
    418: ("blocked", "网站防火墙拦截（418）"),
    420: ("blocked", "网站防火墙拦截（420）"),
    421: ("blocked", "网站拒绝访问（421）"),
    429: ("blocked", "请求过于频繁，网站暂时拒绝（429）"),
    456: ("blocked", "网站防火墙拦截（456）"),
    468: ("blocked", "网站防火墙拦截（468）"),
    493: ("blocked", "网站防火墙拦截（493）"),
    521: ("blocked", "网站用脚本校验挡住了程序（521）"),
}
# Marks of walls that answer 200 with a script: ../shared/data/sources/FACTS.md, section 2.
_WALLS: tuple[tuple[str, str], ...] = (
    ("$_ts", "瑞数脚本校验"),
    ("__jsl_clearance", "加速乐脚本校验"),
    ("jsl_clearance_s", "加速乐脚本校验"),
    ("acw_sc__v2", "阿里云脚本校验"),
    ("wzws", "网站卫士脚本校验"),
    ("WZWS", "网站卫士脚本校验"),
    ("adfwkey", "防火墙跳转校验"),
    ("Virtual Container Shield", "虚拟容器脚本校验"),
    ("security_session_verify", "云锁脚本校验"),
    ("yunsuo_session", "云锁脚本校验"),
    ("创宇", "创宇云防护页面"),
    ("365cyd", "创宇云防护页面"),
    ("EO_Bot_Ssid", "边缘防护脚本校验"),
    ("__tst_status", "边缘防护脚本校验"),
    ("cf-chl", "Cloudflare 校验"),
    ("_guard/", "防护脚本校验"),
    ("HWWAFSES", "华为云防火墙页面"),
    ("safedog", "安全狗拦截页面"),
    ("C3VK", "脚本校验"),
)
_WALL = re.compile("|".join(re.escape(mark) for mark, _ in _WALLS))
_REFUSED = re.compile(
    "请开启JavaScript并刷新|请启用JavaScript|安全验证|人机验证|滑动验证|拖动滑块|访问被(?:拦截|拒绝|阻断|禁止)|"
    "访问(?:过于|太)频繁|请求(?:过于|太)频繁|您的(?:请求|访问)(?:存在|可能|带有|疑似).{0,12}(?:威胁|攻击|异常|不合法|风险)|"
    "拦截提示|网站防火墙|Access Denied|Request unsuccessful|没有自动跳转"
)
_GONE = re.compile(
    "(?:(?:访问|查看|请求|浏览|查找|打开)的?|此|该|本)(?:页面|网页|内容|文章|信息|文件|链接|稿件|地址|资源)"
    "(?:可能)?(?:已经?|暂时?)?(?:被?(?:删除|下线|撤销|撤稿|移除|移走|关闭|下架)|不存在|找不到|未找到|无法找到|失效|过期|不可用)"
    "|(?:页面|网页|文章|信息|稿件|文件)(?:不存在|未找到|没有找到|找不到了?|已(?:经)?(?:被)?(?:删除|下线|撤销|下架|移除))"
    "|404\\s*(?:Not\\s*Found|错误|页面)|HTTP\\s*(?:Status|错误)\\s*404|Page\\s*Not\\s*Found|对不起，?您要访问的页面"
)
_GONE_WORD = re.compile(
    "不存在|[已被经]删除|下线|[找未法没]有?找?到|找不到|撤[销稿]|移[除走]|下架|已[失过][效期]"
    "|Not Found|404[ 错页]|误 404|不起"
)
_HEAD = 8_000
_ERRORS = re.compile(
    "HTTP\\s*Status\\s*[45]\\d\\d|Error\\s*report|Bad\\s*Gateway|Service\\s*Unavailable|Gateway\\s*Time-?out|"
    "Server\\s*Error|Whitelabel\\s*Error|服务器(?:内部)?错误|系统(?:繁忙|异常|错误|维护)|网站(?:维护|升级)中|数据库(?:连接)?(?:错误|失败)|"
    "应用程序中的服务器错误|Bad\\s*Request"
)
_ERROR_PICTURE = re.compile(r"/(?:error|err|404|notfound)[\w-]{0,12}\.(?:jpe?g|png|gif)")
_GOTO = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\()\s*[\"'\w]"
    r"|<meta[^>]{1,120}?http-equiv\s*=\s*[\"']?refresh[^>]{1,160}?url\s*=",
    re.I,
)
_OPENED = re.compile("<html", re.I)
_ENDED = re.compile("</(?:html|body)", re.I)
_PLACEHOLDER = re.compile(r"\$\{?[a-zA-Z]\w*(?:\.\w+)+")
_SCRIPTS = re.compile(
    r"<(script|style|noscript|title|select)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.S | re.I
)
# No ``<`` inside a tag: else thousands that are never closed would cost the square of their number.
_LINKS = re.compile(r"<a\b[^<>]*>.{0,300}?</a\s*>", re.S | re.I)
_TAGS = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_SMALL = 12_000
_HOMES = ("", "index.html", "index.htm", "index.shtml", "index.jsp")
_PICTURES = re.compile(r"<(?:img|iframe|frame|embed|object)\b", re.I)


def judge(page: Page, *, kind: SnapshotKind, redirected_home: bool = False) -> Verdict:
    """The state of a page, and the reason in Chinese (empty if it is ok).

    ``redirected_home``: the answer came from the site's home page instead of the address asked for.
    """
    if verdict := _by_status(page.status):
        return verdict
    if redirected_home:
        return "broken", "被转到网站首页，没有给出所要的页面"
    if not page.body.strip():
        return "broken", "应答是空的"
    if _is_short(page):
        return "truncated", "应答没有传完（短于声明的长度）"
    if not _is_html(page):
        return "ok", ""
    return _by_text(page.text, kind)


def led_home(asked: str, final: str) -> bool:
    """A page inside a site was asked for, and a home page came."""
    if asked == final or urlsplit(asked).path.strip("/") == "":
        return False
    parts = urlsplit(final)
    return parts.path.strip("/") in _HOMES and not parts.query


def _by_status(status: int) -> Verdict | None:
    if status in _STATUS:
        return _STATUS[status]
    if 300 <= status < 400:
        return "moved", f"页面已移走（{status}）"
    if status >= 500:
        return "broken", f"网站出错（{status}）"
    if status >= 400:
        return "broken", f"网站不接受这个请求（{status}）"
    return None


def _is_short(page: Page) -> bool:
    """Fewer bytes came than were announced; a coded body has another length, so it cannot tell."""
    headers = {name.lower(): value for name, value in page.headers.items()}
    length = headers.get("content-length", "")
    coded = headers.get("content-encoding", "identity") != "identity"
    return length.isdigit() and not coded and len(page.body) < int(length)


def _is_html(page: Page) -> bool:
    head = page.body[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    return (
        head[:1] == b"<" and not head.startswith((b"<?xml", b"<rss", b"<feed"))
    ) or b"<html" in head.lower()


def _by_text(text: str, kind: SnapshotKind) -> Verdict:
    """Walls first, then redirects and errors, then absence, then what is missing from the page."""
    head = text[:_HEAD]
    walled = _WALL.search(head)
    wall = next(name for mark, name in _WALLS if mark in head) if walled else ""
    small = len(text) < _SMALL
    if (wall or small) and (verdict := _thin(text, wall, kind)):
        return verdict
    # An article has more full stops than a notice of its own absence: long pages end here.
    suspicion = _suspicion(text) if text.count("。") < 6 else ""
    if suspicion:
        own = _visible(_LINKS.sub(" ", _SCRIPTS.sub(" ", text)))
        if len(own) < 500 and _GONE.search(own):
            return "not-found", "页面说自己不存在或已删除"
        if len(own) < 250 and suspicion == "picture":
            return "not-found", "页面只有一张出错图片"
    return _by_end(text)


def _suspicion(text: str) -> str:
    """Why the page may be about its own absence: picture, words, or nothing."""
    found = _ERROR_PICTURE.search(text)
    if found and text.rfind("<img", 0, found.start()) > text.rfind(">", 0, found.start()):
        return "picture"
    for tried, word in enumerate(_GONE_WORD.finditer(text)):
        if _GONE.search(text, max(0, word.start() - 24), word.end() + 24):
            return "words"
        if tried > 200:
            break
    return ""


def _thin(text: str, wall: str, kind: SnapshotKind) -> Verdict | None:
    """The verdict on a page with hardly any words of its own, or None if it has enough."""
    inner = _SCRIPTS.sub(" ", text)
    words = _visible(inner)
    if len(words) > 400:
        return None
    if wall and len(words) < 200:
        return "blocked", f"网站用脚本挡住了程序（{wall}）"
    if _REFUSED.search(text) and len(words) < 200:
        return "blocked", "网站拦截了访问"
    if found := _ERRORS.search(words) or _ERRORS.search(text[:600]):
        if "404" in found[0]:
            return "not-found", "页面不存在（404）"
        return "broken", f"网站给出的是出错页面（{found[0][:30]}）"
    return _wordless(text, inner, words, kind)


def _wordless(text: str, inner: str, words: str, kind: SnapshotKind) -> Verdict | None:
    own = _visible(_LINKS.sub(" ", inner))
    if len(own) < 30 and _GOTO.search(text) and not _PICTURES.search(inner):
        return "moved", "页面只是一个跳转"
    if not words and kind == "document" and not _PICTURES.search(inner):
        return "broken", "页面没有文字"
    return None


def _by_end(text: str) -> Verdict:
    if _OPENED.search(text, 0, 3000) and not _ENDED.search(text, max(0, len(text) - 3000)):
        return "truncated", "页面没有传完（缺少结尾）"
    if (
        any(_is_first(text, found.start()) for found in _PLACEHOLDER.finditer(text))
        and len(_visible(_LINKS.sub(" ", _SCRIPTS.sub(" ", text)))) < 400
    ):
        return "truncated", "页面是没有填上内容的模板"
    return "ok", ""


def _is_first(text: str, at: int) -> bool:
    """Nothing but white space stands between the tag before and this place."""
    tag = text.rfind(">", 0, at)
    return tag >= 0 and not text[tag + 1 : at].strip()


def _visible(inner: str) -> str:
    return _SPACE.sub("", unescape(_TAGS.sub(" ", inner)))
