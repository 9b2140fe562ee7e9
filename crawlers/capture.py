"""What state a fetched page is in: the page itself, a wall, an error, a page about its absence.

A wall is not an absence: what a site refuses to show is still there. So everything that could be a
wall is looked for before anything that says 不存在, whatever the status.
"""

import re
from urllib.parse import urlsplit

from crawlers.absences import by_absence, front_page, holds_nothing, quotes_absence, says_gone
from crawlers.garbled import foreign, garbled
from crawlers.page import Page
from crawlers.shown import Shown, visible
from crawlers.walls import (
    Verdict,
    challenge,
    keeps_out,
    leads_where_told,
    marked,
    message,
    upkeep,
)
from storage.records import SnapshotKind

_STATUS: dict[int, Verdict] = {
    0: ("broken", "没有收到应答"),
    401: ("blocked", "网站要求登录（401）"),
    403: ("blocked", "网站拒绝访问（403）"),
    404: ("not-found", "页面不存在（404）"),
    405: ("blocked", "网站防火墙拦截（405）"),
    407: ("blocked", "网站要求登录（407）"),
    410: ("not-found", "页面已被撤下（410）"),
    412: ("blocked", "网站用脚本校验挡住了程序（412）"),
    418: ("blocked", "网站防火墙拦截（418）"),
    420: ("blocked", "网站防火墙拦截（420）"),
    421: ("blocked", "网站拒绝访问（421）"),
    429: ("blocked", "请求过于频繁，网站暂时拒绝（429）"),
    444: ("blocked", "网站防火墙拦截（444）"),
    451: ("blocked", "网站拒绝访问（451）"),
    511: ("blocked", "网络要求登录（511）"),
    521: ("blocked", "网站用脚本校验挡住了程序（521）"),
    567: ("blocked", "网站防火墙拦截（567）"),
}
_OWN = range(452, 500)
"""Statuses that no standard knows: products of protection choose them."""
_HEAD = 8_000
_ERRORS = re.compile(
    "(HTTP\\s*Status\\s*[45]\\d\\d|Error\\s*report|Bad\\s*Gateway|Service\\s*(?:Temporarily\\s*)?Unavailable|"
    "Gateway\\s*Time-?out|Server\\s*Error|Whitelabel\\s*Error|应用程序中的服务器错误|Bad\\s*Request|"
    "An?\\s*error\\s*(?:has\\s*)?occurred|(?:java|javax|org)\\.[\\w.]{3,60}Exception|Welcome\\s*to\\s*nginx|"
    "(?:Default|Test)\\s*Page|没有找到(?:对应的)?站点|站点创建成功)|"
    "参数(?:错误|有误|不正确|异常)|服务器(?:内部)?错误|服务(?:暂时)?不可用|系统(?:繁忙|异常|错误|出错)|程序(?:异常|出错)|"
    "数据库(?:连接)?(?:错误|失败)|出错了|发生(?:了)?(?:错误|异常)|Fatal\\s*error",
    re.I,
)
_ERROR_PAGE = re.compile(
    r"(?:^|/)(?:40[34]|50\d|error|err|not-?found|nopage)[\w-]{0,12}(?:\.\w{2,5})?/?$", re.I
)
_GOTO = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\()\s*[\"'\w]"
    r"|<meta[^>]{1,120}?http-equiv\s*=\s*[\"']?refresh[^>]{1,160}?url\s*=",
    re.I,
)
_LEFT = re.compile(
    r"Object\s*moved|(?:Document|Moved)\s*(?:has\s*)?(?:moved|Permanently|Temporarily)|302\s*Found",
    re.I,
)
_OPENED = re.compile("<(?:html|body|!doctype html)", re.I)
_ENDS = ("</html", "</body", "</HTML", "</BODY", "</Html", "</Body")
_CLOSED = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_UNCLOSED = re.compile(r"<(?:script|style|!--|html|body)|<[^>]*$", re.I)
_CUT = re.compile(r"<(?:script|style|!--)|<[^>]*$", re.I)
_PLACEHOLDER = re.compile(r"\$\{?[a-zA-Z]\w*(?:\.\w+)+")
_TINY, _SMALL, _FEW_WORDS, _FEW_TAGS = 400, 12_000, 600, 200
_INDEX = re.compile(r"(?:index|default|home|list)(?:_\w+)?\.(?:s?html?|jsp|aspx?|php)$", re.I)
_FILES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
)


def judge(page: Page, *, kind: SnapshotKind, asked: str = "") -> Verdict:
    """The state of a page, and the reason in Chinese (empty if it is ok).

    ``asked``: the address that was asked for, where redirects may have led away from it.
    """
    said = by_status(page.status)
    if said:
        return _by_wall(page, said) or said
    if astray := led_astray(asked, page.url, kind):
        return astray
    if not page.body.strip():
        return "broken", "应答是空的"
    if _is_short(page):
        return "truncated", "应答没有传完（短于声明的长度）"
    if _is_html(page):
        return _by_text(page, kind)
    return _by_bytes(page, kind)


def led_astray(asked: str, final: str, kind: SnapshotKind = "document") -> Verdict | None:
    """The verdict if redirects led from a page to the home page, its column, or an error page."""
    if not asked or asked == final:
        return None
    there, wanted = urlsplit(final), _folder(urlsplit(asked).path)
    if not wanted:
        return None
    if _ERROR_PAGE.search(there.path) and not _ERROR_PAGE.search(wanted):
        return "not-found", "被转到出错页面，所要的页面不存在"
    place = _folder(there.path)
    if not place and not there.query:
        return "broken", "被转到网站首页，没有给出所要的页面"
    above = there.path.endswith("/") or place != there.path.strip("/")
    same = there.hostname == urlsplit(asked).hostname
    if kind != "list" and above and same and wanted.startswith(f"{place}/"):
        return "broken", "被转到上级栏目，没有给出所要的页面"
    return None


def _folder(path: str) -> str:
    """The path without slashes at its ends, and without the name of an index."""
    return _INDEX.sub("", path).strip("/")


def by_status(status: int) -> Verdict | None:
    """What an HTTP status says by itself; ``None``: the page must say."""
    if status in _STATUS:
        return _STATUS[status]
    if status in _OWN:
        return "blocked", f"网站防火墙拦截（{status}）"
    if 300 <= status < 400:
        return "moved", f"页面已移走（{status}）"
    if status >= 500:
        return "broken", f"网站出错（{status}）"
    if status >= 400:
        return "broken", f"网站不接受这个请求（{status}）"
    return None


def _by_wall(page: Page, said: Verdict) -> Verdict | None:
    """A wall may come as an error, even as an absence: its words count, not its status."""
    if said[0] in ("blocked", "moved") or not page.body or len(page.body) > _SMALL:
        return None
    found = keeps_out(Shown(page.text, page.url), marked(page.text[:_HEAD]))
    if not found or found[0] != "blocked":
        return None
    return "blocked", f"{found[1]}，状态 {page.status}"


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


def _by_bytes(page: Page, kind: SnapshotKind) -> Verdict:
    """Of what is no HTML: a file is not looked into, other text must be text, JSON whole."""
    if page.body.startswith(_FILES):
        return "ok", ""
    small = len(page.body) < 3000 and b"\0" not in page.body
    if small and len(page.text) < 1000 and (out := keeps_out(Shown(page.text, page.url), "")):
        return out
    if kind == "attachment":
        return "ok", ""
    text = page.text
    if bad := garbled(text, foreign(text)):
        return "broken", bad
    if kind == "document" and (nothing := holds_nothing(text)):
        return "broken", f"页面没有内容（{nothing}）"
    bare = text.strip()
    if bare.startswith(("{", "[")) and not bare.endswith(("}", "]", ";")):
        return "truncated", "应答没有传完（JSON 没有结尾）"
    return "ok", ""


def _by_text(page: Page, kind: SnapshotKind) -> Verdict:
    """Walls first, then redirects and errors, then absence, then what is missing from the page."""
    text = page.text
    said, shown = foreign(text), Shown(text, page.url)
    bad = garbled(text, said)
    if (bad or _may_be_bare(text, said)) and len(shown.words) <= 400:
        whole = _is_whole(text) or (len(text) < _TINY and not _is_cut(text))
        if verdict := _by_words(shown, kind, whole=whole):
            return verdict
    if bad:
        return "broken", bad
    # An article has more full stops than a notice of its own absence: long pages end here.
    if said.count("。") < 6 and (verdict := by_absence(shown, said, kind)):
        return verdict
    if kind == "document" and (verdict := front_page(page, shown)):
        return verdict
    return _by_end(shown)


def _may_be_bare(text: str, said: str) -> bool:
    """It may have hardly any words: it is short, or has next to no tags."""
    short = len(text) < _SMALL or len(said) < _FEW_WORDS
    return short or text.count(">") * _FEW_TAGS < len(text)


def _by_words(shown: Shown, kind: SnapshotKind, *, whole: bool) -> Verdict | None:
    """The verdict on a page with hardly any words, or None if it may be one."""
    few = len(shown.words)
    if verdict := keeps_out(shown, marked(shown.text[:_HEAD])):
        return verdict
    gone = few < 200 and says_gone(shown.said) and says_gone(shown.seen.said)
    if gone and not quotes_absence(shown):
        return "not-found", "页面说自己不存在或已删除"
    if verdict := upkeep(shown) or _by_error(shown) or message(shown):
        return verdict
    if not whole:
        return None
    return challenge(shown) or _by_nothing(shown, kind)


def _by_error(shown: Shown) -> Verdict | None:
    found = shown.says(_ERRORS)
    if not found or (shown.posted and shown.headline):
        return None
    if len(shown.words) < (400 if found[1] else 120):
        return "broken", f"网站给出的是出错页面（{found[0].strip()[:30]}）"
    return None


def _by_nothing(shown: Shown, kind: SnapshotKind) -> Verdict | None:
    """The verdict on a page that leads elsewhere, or shows nothing."""
    led = _GOTO.search(shown.text) or _LEFT.search(shown.title) or leads_where_told(shown)
    if len(shown.own) < 30 and led and not shown.pictured:
        return "moved", "页面只是一个跳转"
    if shown.is_empty_frame:
        return "broken", "页面只有一个空的框架"
    if not shown.words and kind == "document" and not shown.pictured:
        return "broken", "页面没有文字"
    if kind == "document" and not shown.pictured and (nothing := holds_nothing(shown.seen.words)):
        return "broken", f"页面没有内容（{nothing}）"
    return None


def _by_end(shown: Shown) -> Verdict:
    text = shown.text
    if not _is_whole(text):
        return "truncated", "页面没有传完（缺少结尾）"
    if (
        any(_is_first(text, found.start()) for found in _PLACEHOLDER.finditer(text))
        and len(shown.own) < 400
    ):
        return "truncated", "页面是没有填上内容的模板"
    return "ok", ""


def _is_whole(text: str) -> bool:
    """A page has its end, and only scripts after it; a part of one ends in no tag and no link."""
    if not _OPENED.search(text, 0, 3000):
        in_link = text.rfind("<a ") > text.rfind("</a")
        return text.rfind("<") <= text.rfind(">") and not in_link and not text.endswith("\ufffd")
    tail = max(0, len(text) - 2000)
    end = max(text.rfind(mark, tail) for mark in _ENDS)
    if end < 0:
        end = max(map(text.rfind, _ENDS))
    if end < 0:
        return False
    rest = text[end:]
    if len(rest) < 20:
        return True
    rest = _CLOSED.sub("", rest)
    left_open = _UNCLOSED.search(rest) or rest.count("<table") > rest.count("</table")
    return not left_open and len(visible(rest)) < 200


def _is_cut(text: str) -> bool:
    """It ends inside a tag or a script."""
    return _CUT.search(_CLOSED.sub("", text)) is not None


def _is_first(text: str, at: int) -> bool:
    """Nothing but white space stands between the tag before and this place."""
    tag = text.rfind(">", 0, at)
    return tag >= 0 and not text[tag + 1 : at].strip()
