"""Whether two document numbers are one, though not written alike. Pure."""

import re

from storage.agencies import same_agency
from storage.text import fold

_ANNOUNCED = re.compile(r"^(?P<org>.*?)(?P<serial>(?:19|20)\d{2}年第\d+号)$")
_ORGANS = re.compile(r"(?<=[部委局署院厅会办行])(?=[\u4e00-\u9fff]{2,}?[部委局署院厅会办行令公])")


def numbers_agree(one: str | None, other: str | None) -> bool | None:
    """Whether two document numbers are one; ``None`` if either is missing, or it may be.

    An announcement's number may leave its agency out: 2023年第52号 is 市场监管总局公告2023年第52号.
    That of one agency may be the joint one of several, or another: 财政部 税务总局公告.
    """
    if not one or not other:
        return None
    one, other = fold(one), fold(other)
    if one == other:
        return True
    a, b = _ANNOUNCED.match(one), _ANNOUNCED.match(other)
    if a and b and a["serial"] == b["serial"]:
        if not a["org"] or not b["org"]:
            return True
        mine, yours = _organs(a["org"]), _organs(b["org"])
        if mine == yours or (len(mine) == len(yours) == 1 and same_agency(*mine, *yours)):
            return True
        return None if mine & yours or a["org"].endswith(b["org"]) else False
    return False


def _organs(org: str) -> frozenset[str]:
    """The agencies of an announcement's number, which stand without spaces when folded."""
    bare = org.removeprefix("中华人民共和国").removesuffix("公告").removesuffix("(")
    return frozenset(_ORGANS.split(bare))
