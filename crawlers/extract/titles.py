"""The title of a document: which of the page's several titles is the whole one."""

import re

from storage.text import fold, squeeze

# A dash between two numbers is one of a period: 2026—2028年, 1-10月.
_SUFFIX = re.compile(r"\s*(?:[_|]{1,2}|(?<!\d)[—–\-－]{1,2}|[—–\-－]{1,2}(?!\d)|\s-\s)\s*")
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


_LABELLED = re.compile("[\\[【（(]?[^：:]{1,8}[：:]|[\\[【（(]?(?:打印|关闭|字体|字号|分享)")
_OTHER = re.compile(
    "(?:相关|联系方式|政策与解读|政策文件|通知公告|公告公示|主动公开|信息公开|公开目录|其他(?:文件)?|公示公告)$"
    "|[您当]前?现?在?的?位置"
)


def is_label(title: str) -> bool:
    """The text begins with a label or a button, or is the name of a column."""
    return bool(_LABELLED.match(title) or (len(title) < 12 and _OTHER.search(title)))


_PLACE = re.compile(
    "第[一二三四五六七八九十百〇零\\d]{1,5}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(]"
)


def is_worded(title: str) -> bool:
    """The text reads like the title of a document: 关于…的通知, …办法."""
    if _PLACE.match(title) or is_label(title) or title.endswith(("令", "：", ":")):
        return False
    return ("关于" in title and len(title) > 8) or (len(title) > 12 and type_of(title) is not None)
