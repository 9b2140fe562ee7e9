"""铁路、水路货运量分别增长10%和12%: which figure is whose. Pure."""

import re

from pipeline.keyfacts.amounts import AMOUNT

_AMOUNT = re.compile(AMOUNT)
_APIECE = "分别"
_HEADED = re.compile(
    r"(?:[率比度量额值数耗]|比[重例]|规模|面积|份额|浓度|强度|水平|能力|装机|产能|排放)$"
)
_MEASURED = re.compile(
    r"(?:年|总|综合|重复|循环|资源化|无害化|集中)?(?:排放|使用|利用|消费|消耗|处理|处置|覆盖|回收|收集|普及|渗透"
    r"|保有|产出|生产|供应|装机|发电|用水|占有|替代)(?:总)?(?:量|率|比[例重]|强度|规模|浓度|水平|能力|容量)$"
)
"""A head with what is measured: 排放总量 of 化学需氧量、氨氮排放总量."""
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,9}[\u4e00-\u9fff]{0,6}$")
_SPLITS = tuple(re.compile(one) for one in ("、", "、|和|与|以及", "、|和|与|以及|及"))


def apiece(what: str, value: str, figures: str) -> list[tuple[str, str]]:
    """Each indicator with its own figure; empty where it is not clear which is whose.

    Their words are those of the sentence, with what belongs to the others left out.
    """
    each = figures_in(figures)
    if len(each) < 2 or _APIECE not in value:
        return []
    lead = value[: value.find(figures)].replace(_APIECE, "")
    return [(name, lead + each[at]) for at, name in enumerate(_indicators(what, len(each)))]


def figures_in(figures: str) -> list[str]:
    """The figures of a list of them."""
    return [found[0] for found in _AMOUNT.finditer(figures)]


def _indicators(what: str, count: int) -> list[str]:
    """Their names, each with the head that they share; empty where that is not clear."""
    parts = _parts(what, count)
    if not parts or not all(parts):
        return []
    if all(_HEADED.search(one) for one in parts):
        return parts
    if (head := _head(parts)) is not None:
        return [one if _HEADED.search(one) else one + head for one in parts]
    measured = _MEASURED.search(parts[-1])
    if measured is None or not measured.start():
        return []
    return [*(one if _MEASURED.search(one) else one + measured[0] for one in parts[:-1]), parts[-1]]


def _parts(what: str, count: int) -> list[str]:
    """So many members of an enumeration; empty if it has another number of them."""
    for pattern in _SPLITS:
        parts = [one.strip() for one in pattern.split(what)]
        if len(parts) == count:
            return parts
    return []


def _head(parts: list[str]) -> str | None:
    """货运量 of 铁路, 水路货运量: what follows the sign that the other members end with."""
    last = parts[-1]
    at = last.find(parts[0][-1:]) if parts[0] else -1
    if 0 <= at < len(last) - 1:
        return last[at + 1 :]
    if last[:1] == parts[0][:1] and _HEADED.search(last[len(parts[0]) :]):
        return last[len(parts[0]) :]
    named = _NAMED.search(last)
    return named[0] if named and named.start() else None
