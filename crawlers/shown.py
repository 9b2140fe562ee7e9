"""A page as a person would see it: words, pieces, headline, and nothing that is hidden. Pure.

What a page says is looked for in all of its words first, which is cheap, and only where something
is found, in those that are not hidden.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from crawlers.page import Page

_OPENS = re.compile(r"<(?:(script|style)\b[^<>]*>?|!--)", re.I)
_CLOSES = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style")}
_UNSHOWN = re.compile(r"<(noscript|title|select|textarea)\b.*?(?:</\1\s*>|$)", re.S | re.I)
# No ``<`` inside a tag: else thousands that are never closed would cost the square of their number.
_ALERT = re.compile(r"\balert\s*\(\s*[\"']([^\"']{2,200})[\"']")
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{0,300})", re.I)
_LINKS = re.compile(r"<a\b[^<>]*>(.{0,300}?)</a\s*>", re.S | re.I)
_HEADING = re.compile(r"<h([1-4])\b[^<>]*>(.{0,400}?)</h\1\s*>", re.S | re.I)
_TAGS = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"</?(?:span|b|strong|font|em|i|u|small|label)\b[^<>]*>", re.I)
_LATIN = re.compile("[A-Za-z]")
_SPACE = re.compile(r"\s+")
_PICTURES = re.compile(r"<(?:img|embed|object|video)\b", re.I)
_FRAME = re.compile(r"<i?frame\b[^<>]*", re.I)
_FRAME_SOURCE = re.compile(r"\bsrc(?:doc)?\s*=\s*[\"']?\s*([^\"'\s<>]+)", re.I)
_NOWHERE = re.compile(r"(?:javascript:|about:|#)", re.I)
_HIDES = re.compile(r"display\s*:\s*none|\shidden[\s>=]", re.I)
_HIDDEN = '[hidden], [style*="display:none" i], [style*="display: none" i]'
_FURNITURE = re.compile(
    "主办|承办|版权|技术支持|备案|ICP|公网安备|网站标识码|网站地图|地址[:：]|电话|邮编|邮箱|浏览器|"
    "分辨率|访问量|人次|Copyright|rights|搜索|检索|关键[字词]|无障碍|适老|秒后|当前位置|"
    "联系我们|关于我们|设为首页|加入收藏|IPv6",
    re.I,
)
_POSTED = re.compile(
    "(?:发布|发文|成文|印发|公布)(?:时间|日期)|(?:信息|文章)?来源[:：]|(?:浏览|阅读)(?:次数|量)|索引号"
)
_DAY = re.compile(r"(?<!时间：)(?<!时间:)(?<!\d)20\d\d年\d{1,2}月\d{1,2}日")
_DATED = re.compile(
    r"^[^。，；]{0,20}?(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日|([-/.])\d{1,2}\1\d{1,2})"
)
_SIGNED = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[一二][〇○零Ｏ九0-9一二三四五六七八]{3}年[一二三四五六七八九十]{1,3}月"
    "[一二三四五六七八九十]{1,3}日"
)
_NO_HEADLINE = re.compile(
    "登[录陆]|验证|抱歉|对不起|拦截|防火墙|提示|警告|错误|出错|访问|请求|安全|异常|403|40\\d|50\\d|"
    "Denied|Forbidden|Error|Blocked|Request|滑|拖动|机器人|真人|^(?:首页|您好|你好)$"
    "|(?:政府|局|厅|委|委员会|部|院|网|网站|平台|系统|中心)$",
    re.I,
)
_TITLES = 8
"""Characters from which the words of a link are a title, not the name of a column."""


@dataclass(frozen=True)
class Shown:
    """What a page shows."""

    text: str
    url: str = ""

    @cached_property
    def seen(self) -> "Shown":
        """The page without its hidden parts."""
        if not _HIDES.search(self.unscripted):
            return self
        tree = Page(url=self.url, body=self.text.encode(errors="replace")).tree
        hidden = [node for node in tree.css(_HIDDEN) if node.tag not in ("html", "body")]
        for node in hidden:
            node.decompose()
        return Shown(tree.html or "", self.url) if hidden else self

    @cached_property
    def _halves(self) -> tuple[str, str]:
        """The markup without scripts, styles and comments; and what the scripts and styles say."""
        kept, said, at, text = [], [], 0, self.text
        while found := _OPENS.search(text, at):
            kept.append(text[at : found.start()])
            begin = found.end()
            if not found[1]:
                end = text.find("-->", begin)
                at = end + 3 if end >= 0 else len(text)
                continue
            closed = _CLOSES[found[1].lower()].search(text, begin)
            said.append(text[begin : closed.start() if closed else len(text)])
            at = closed.end() if closed else len(text)
        return " ".join((*kept, text[at:])), "\n".join(said)

    @property
    def unscripted(self) -> str:
        return self._halves[0]

    @property
    def scripts(self) -> str:
        return self._halves[1]

    @cached_property
    def inner(self) -> str:
        """Without scripts, title, and what only a browser without scripts shows."""
        return _UNSHOWN.sub(" ", self.unscripted)

    @cached_property
    def words(self) -> str:
        return visible(self.inner)

    @cached_property
    def own(self) -> str:
        """The words outside links."""
        return visible(_LINKS.sub(" ", self.inner))

    @cached_property
    def said(self) -> str:
        """The words with title, warnings, and what is for browsers without scripts; spaces kept."""
        return " ".join((spaced(self.unscripted), *self.warned))

    @cached_property
    def warned(self) -> tuple[str, ...]:
        """What a page of hardly a word says in a box of the browser's."""
        return tuple(_ALERT.findall(self.scripts)) if len(self.words) < 30 else ()

    @cached_property
    def title(self) -> str:
        found = _TITLE.search(self.text)
        return visible(found[1]) if found else ""

    @cached_property
    def pictured(self) -> bool:
        """Something other than words is shown; a frame that leads nowhere shows nothing."""
        return _PICTURES.search(self.inner) is not None or any(map(_leads, self._frames()))

    @cached_property
    def is_empty_frame(self) -> bool:
        """All that it shows is a frame in which nothing is."""
        return not self.words and not self.pictured and any(self._frames())

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The runs of words outside links, without the furniture that stands on every page."""
        runs = _TAGS.split(_INLINE.sub("", _LINKS.sub("<a>", self.inner)))
        said = (_SPACE.sub("", unescape(run)) for run in runs)
        return tuple(run for run in said if len(run) > 1 and not _FURNITURE.search(run))

    @cached_property
    def titles(self) -> int:
        """How many links bear words as long as a title."""
        return sum(len(visible(found[1])) >= _TITLES for found in _LINKS.finditer(self.inner))

    @cached_property
    def headline(self) -> str:
        """The first heading that names a matter, not the site and not a trouble with it."""
        for found in _HEADING.finditer(self.inner):
            said = visible(found[2])
            if len(said) > 1 and not _NO_HEADLINE.search(said):
                return said
        return ""

    @cached_property
    def listed(self) -> bool:
        """It stands in a site: says when or whence it was posted, or lists what was."""
        return _POSTED.search(self.words) is not None or self.titles >= 3

    @cached_property
    def dated(self) -> bool:
        """It says when or whence it was posted, or names a day."""
        return _POSTED.search(self.words) is not None or _DAY.search(self.words) is not None

    @cached_property
    def posted(self) -> bool:
        return self.listed or self.dated

    @cached_property
    def is_article(self) -> bool:
        """It bears a headline, several sentences, and a date that stands by itself."""
        dated = any(len(piece) < 40 and _DATED.search(piece) for piece in self.pieces)
        return bool(self.headline) and dated and self.own.count("。") > 1

    @cached_property
    def signed(self) -> bool:
        """It says when or whence it was posted, and ends in a day of its own, as a notice does."""
        posted = _POSTED.search(self.words) is not None
        return posted and any(map(_SIGNED.fullmatch, self.pieces))

    def says(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Where the pattern is found in words that are not hidden."""
        found = pattern.search(self.said)
        return pattern.search(self.seen.said) if found and self.seen is not self else found

    def rest(self, pattern: re.Pattern[str]) -> int:
        """How much the pieces say in which the pattern is not found: a word of Latin letters
        counts like one character."""
        left = (piece for piece in self.seen.pieces if not pattern.search(piece))
        return sum(len(piece) - len(_LATIN.findall(piece)) * 3 // 4 for piece in left)

    def _frames(self) -> Iterator[str]:
        return (found[0] for found in _FRAME.finditer(self.inner))


def _leads(frame: str) -> bool:
    source = _FRAME_SOURCE.search(frame)
    return source is not None and not _NOWHERE.match(source[1])


def visible(inner: str) -> str:
    """The words of markup, white space removed."""
    return _SPACE.sub("", unescape(_TAGS.sub(" ", inner)))


def spaced(inner: str) -> str:
    """The words of markup, with one space for any."""
    return _SPACE.sub(" ", unescape(_TAGS.sub(" ", inner)))
