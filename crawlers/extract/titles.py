"""The title of a document: which of the page's several titles is the whole one."""

import re

from storage.text import fold, squeeze

_SUFFIX = re.compile(r"\s*(?:[_|—–\-－]{1,2}|\s-\s)\s*")
_INNER = re.compile("(?<=[\u4e00-\u9fff])\\s+(?=[《（“])|(?<=[》）”])\\s+(?=[\u4e00-\u9fff])")
_CUT = re.compile(r"(?:…|\.{2,}|⋯)+\s*$")


def tidy(title: str) -> str:
    """A title on one line, without spaces before 《 and after 》 that only lay it out."""
    return _INNER.sub("", squeeze(title.replace("\x1f", "")))


def is_cut(title: str) -> bool:
    """The title ends in an ellipsis: a list shortened it."""
    return bool(_CUT.search(title))


def strip_site(title: str) -> str:
    """The text of ``<title>`` up to the first separator that parts it from column and site."""
    return tidy(_SUFFIX.split(squeeze(title).strip("_-| "), maxsplit=1)[0])


def same(a: str, b: str) -> bool:
    """One title is the other, or the beginning of it."""
    x, y = fold(a), fold(b)
    return bool(x) and bool(y) and (x.startswith(y) or y.startswith(x))


_NUMBERED = re.compile(
    r"\s*[（(]\s*[\u4e00-\u9fff]{1,16}\s*[〔\[［﹝【（(]\s*(?:19|20)\d\d\s*年?[〕\]］﹞】）)]\s*第?\s*\d{1,5}\s*号\s*[）)]\s*$"
    r"|\s*[（(]\s*[\u4e00-\u9fff]{2,30}(?:令|公告)\s*(?:(?:19|20)\d\d\s*年\s*)?第\s*\d{1,4}\s*号\s*[）)]\s*$"
)


def without_number(title: str) -> str:
    """The title without its own number in brackets at the end."""
    return _NUMBERED.sub("", title)


_SITE = re.compile(
    "(?:^(?:中国|首都之窗)?.{0,24}(?:政府|门户网站|官网|网站|人民政府网|委员会|信息网|政府网|专栏|平台|信息公开指南|信息公开))$"
)


def is_site(title: str) -> bool:
    """The text is the name of a site or column, not of a document."""
    return "关于" not in title and bool(_SITE.match(title.replace(" ", "")))


_TYPES = re.compile(
    "(通知|公告|通告|通报|意见|办法|规定|条例|决定|决议|批复|公报|方案|规划|计划|细则|规则|规程|指南|"
    "指引|纲要|标准|目录|清单|措施|函|令|解读|议案|报告|纪要|建议|名单|答记者问|法)"
    "(?:[（(][^（）()]*[）)])*$"
)


def type_of(title: str) -> str | None:
    """The kind of document that the title ends in: 通知 公告 意见 办法 …"""
    found = _TYPES.search(title)
    return found[1] if found else None
