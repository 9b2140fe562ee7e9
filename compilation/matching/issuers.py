"""Whether agencies that are named differently are one: short names, and lists cut short. Pure."""

import re
from collections.abc import Iterator, Sequence

from storage.agencies import full_names, same_agency, usual_name
from storage.text import fold

_COUNTED = re.compile(r"等?[〇零一二三四五六七八九十两\d]*(?:个)?(?:部门|部委|单位|机关)$|等$")
_BETWEEN = re.compile(r"[\s、，]+")
_LINKS = "和与及省市县区"
"""Characters of which one alone may be left out of a name."""


def same_issuer(one: str, other: str) -> bool:
    """Whether both name one agency, or its office: 河北省发展改革委, 河北省发展和改革委员会."""
    return same_agency(one, other) or _is_short_for(*sorted((one, other), key=len))


def _is_short_for(short: str, long: str) -> bool:
    """Whether the one is the other with characters left out: of a slip, one alone is."""
    rest = iter(long)
    left_out = len(long) - len(short)
    if not short or short[0] != long[0] or not all(char in rest for char in short):
        return False
    if left_out == 1:
        place = next((n for n, char in enumerate(short) if char != long[n]), len(short))
        return long[place] in _LINKS
    return True


def is_named(body: str, bodies: Sequence[str], text: str) -> bool:
    """Whether the agency is among the others, or stands in the folded text."""
    if any(same_issuer(body, one) for one in bodies):
        return True
    return any(fold(name) in text for name in _ways_to_say(body))


def _ways_to_say(body: str) -> Iterator[str]:
    yield body
    yield usual_name(body)
    for full, name in full_names(body):
        yield full + body[len(name) :]


def names_before(title: str) -> str:
    """What stands before 关于: the issuers, in words."""
    before, found, _ = title.partition("关于")
    return before.strip() if found else ""


def is_counted(names: str) -> bool:
    """Whether the issuers are counted, not named: 三部门, 国家发展改革委等部门."""
    return _COUNTED.search(names) is not None


def same_names(one: str, other: str) -> bool:
    """Whether two lists of issuers are one."""
    mine, yours = (_BETWEEN.split(text) for text in (one, other))
    return len(mine) == len(yours) and all(map(same_issuer, mine, yours))
