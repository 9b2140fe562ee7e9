"""Whether the names of a summary stand in the text as whole names. Pure."""

import re
from collections.abc import Iterator
from itertools import islice

from storage.places import PLACES
from storage.text import fold

_TITLES = re.compile(r"《((?:[^《》]|《[^《》]{1,80}》){2,80})》")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]+")
_BODIES = re.compile(
    r"(?<![全内外局头顶底])部(?![分门署件委位])|委员会|总局|(?<!结)局(?![面部限势])|厅|(?<!部)署(?!名)|(?<!编)委(?![托员])"
    r"|公司|集团|银行|法院|检察院|协会|学会|联合会|研究院|研究所|大学|交易所"
)
_LONGEST, _LEAST, _WIDEST, _MOST_PLACES = 24, 2, 4, 100
# What may stand before a name and is none of it.
_BEFORE = re.compile(
    "(?:^|[^\u4e00-\u9fffA-Za-z0-9]|[由请各向报和与及对将经在于按给送至从为让令使会同据以并或是的]"
    "|有关|要求|通知|组织|责成|督促|明确|印发|联合|委托|支持|鼓励|推动|提交|授权|规定|发布|指出|提出|下达|依照|征求)$"
)


def name_fault(summary: str, source: str) -> str:
    """The first name of the summary that the text has not, or not whole, in Chinese; else empty."""
    if odd := next(_missing(summary, source), ""):
        return f"摘要中的名称“{odd}”不在原文中"
    return ""


def _missing(summary: str, source: str) -> Iterator[str]:
    said, stands = fold(summary), fold(source)
    titles = {fold(one) for one in _TITLES.findall(source)}
    for name in _TITLES.findall(summary):
        if fold(name) not in titles and not _heads(fold(name), source):
            yield name
    known = set(_LATIN.findall(stands))
    yield from (name for name in _LATIN.findall(said) if name not in known)
    yield from (name for name in PLACES if name in said and name not in stands)
    for found in _BODIES.finditer(said):
        if not _is_whole(said, found.end(), stands):
            yield said[max(0, found.end() - 8) : found.end()]


def _heads(title: str, source: str) -> bool:
    """Whether it is the title of the text itself, which stands in no 《》."""
    return any(fold(line).endswith(title) for line in source.splitlines()[:1])


def _is_whole(said: str, end: int, stands: str) -> bool:
    """Whether a stretch that both have, up to where a name ends, is a whole name in both."""
    for start in range(max(0, end - _LONGEST), end - _LEAST + 1):
        if _begins(said, start) and any(
            _begins(stands, found.start())
            for found in islice(re.finditer(re.escape(said[start:end]), stands), _MOST_PLACES)
        ):
            return True
    return False


def _begins(text: str, at: int) -> bool:
    """Whether a name may begin there, by what stands before it."""
    return _BEFORE.search(text[max(0, at - _WIDEST) : at]) is not None
