"""What titles say of which document a page carries: the same one, another one, or either. Pure."""

import re
from functools import lru_cache

from rapidfuzz.distance import Indel

from storage.text import fold, title_key

_ELLIPSIS = re.compile(r"(?:\.{2,}|…+|⋯+)$")
_SERIAL = re.compile(r"\(?(?:(?:19|20)\d{2}年)?第\d+号\)?")
_FIGURES = re.compile(
    r"\d+|第[〇零一二三四五六七八九十百]+|\([一二三四五六七八九十]+\)|[之上下](?=[)）]|$)|[上下]半年"
    r"|再次|二次"
)
_OTHER_ACTS = re.compile(r"更正|勘误|转发|征求意见|征求.*意见|解读|答记者问|废止|公示")
_OTHER_TEXTS = re.compile(r"试行|暂行|补充|延期|延长|修[改订正]|取消|暂[停缓]|名单|目录")
_SPECIFIC = re.compile(r"关于|《|办法|规定|条例|方案|规划|意见|细则|指南|规范|标准|目录")
_ORGAN = re.compile(r"[部委局署院厅会办行室府组司台]$|中心$|公司$")
_LEAST_TRUNCATED = 10


def is_specific(title: str) -> bool:
    """Whether a title names its object; others are of a kind that comes again."""
    return _SPECIFIC.search(title) is not None


@lru_cache(maxsize=1024)
def _bare(title: str) -> str:
    return _ELLIPSIS.sub("", fold(title))


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    return title_key(_bare(title))


def is_cut(title: str) -> bool:
    """Whether a site cut the title off: it ends in …"""
    return _ELLIPSIS.search(fold(title)) is not None


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one, an issuer before 关于 and a cut-off end apart."""
    a, b = _key(one), _key(other)
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    cut = is_cut(one if short == a else other)
    return cut and len(short) >= _LEAST_TRUNCATED and long.startswith(short)


def other_act(one: str, other: str) -> bool:
    """Whether one is a correction, a forwarding, a draft … of what the other may be itself."""
    return _differ(_OTHER_ACTS, one, other)


def other_object(one: str, other: str) -> bool:
    """Whether the titles speak of other years, batches, parts or kinds of text."""
    if _differ(_OTHER_TEXTS, one, other):
        return True
    a, b = _figures(one), _figures(other)
    if is_cut(one) or is_cut(other):
        return any(x != y for x, y in zip(a, b, strict=False))
    if a != b:
        return True
    serials = [_SERIAL.findall(_bare(title)) for title in (one, other)]
    return all(serials) and [_digits(s) for s in serials[0]] != [_digits(s) for s in serials[1]]


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _figures(title: str) -> list[str]:
    return _FIGURES.findall(_SERIAL.sub("", _key(title)))


def _differ(words: re.Pattern[str], one: str, other: str) -> bool:
    """Whether the words stand in one only; what a site cut off may have held any of them."""
    a, b = (set(words.findall(fold(title))) for title in (one, other))
    return bool((a - b and not is_cut(other)) or (b - a and not is_cut(one)))


@lru_cache(maxsize=1024)
def issuers_in(title: str) -> tuple[str, ...]:
    """The agencies that stand before 关于; none where the title only counts them (三部门).

    >>> issuers_in("国家发展改革委办公厅 商务部办公厅关于开展抽样调查的通知")
    ('国家发展改革委办公厅', '商务部办公厅')
    """
    before, found, _ = title.partition("关于")
    if not found:
        return ()
    names = re.split(r"[\s、，]+", before.split("等")[0].strip())
    return tuple(name for name in names if len(name) >= 3 and _ORGAN.search(name))


def exchanged(one: str, other: str) -> tuple[tuple[str, str], ...]:
    """The words of two titles that stand in each other's place: 福建省, 江苏省."""
    a, b = title_key(one), title_key(other)
    ops = Indel.opcodes(a, b)
    return tuple(
        _runs([(o.tag, a[o.src_start : o.src_end], b[o.dest_start : o.dest_end]) for o in ops])
    )


def _runs(ops: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Neighbouring deletions and insertions as one exchange; a lone equal sign bridges them."""
    found: list[tuple[str, str]] = []
    gone, come = "", ""
    for tag, a, b in [*ops, ("equal", "--", "--")]:
        if tag == "equal" and len(a) > 1:
            if gone and come:
                found.append((gone, come))
            gone = come = ""
        elif tag == "equal":
            gone, come = (gone + a, come + b) if gone or come else ("", "")
        else:
            gone, come = (
                gone + (a if tag == "delete" else ""),
                come + (b if tag == "insert" else ""),
            )
    return found
