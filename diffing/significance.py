"""How much a change matters, from 0 to 1, and why in Chinese."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from diffing.keys import key_of
from storage.records import Hunk, ValueChange

Nature = Literal["substance", "wording", "formality", "furniture"]
NAMES: dict[Nature, str] = {
    "substance": "实质内容",
    "wording": "文字表述",
    "formality": "形式（编号、顺序、引用）",
    "furniture": "页面信息",
}
_FURNITURE = re.compile(
    r"\s*(?:浏览次数|浏览量|阅读次数|访问量|点击数|点击次数|发布时间|发布日期|更新时间|字号|字体|打印|分享|分享到|扫一扫|上一篇|下一篇"
    r"|责任编辑|编辑|来源|信息来源|公开方式|主办单位|承办单位|版权所有|网站标识码|当前位置|相关链接|附件下载)"
    r"(?:[：:\s]|$)"
)
_VALUE_NAMES = {
    "date": "日期", "number": "数量", "percent": "百分比", "amount": "金额", "unit": "计量单位",
    "modal": "应当、可以、不得等用语", "document_number": "文号",
}  # fmt: skip
_VALUE_WEIGHTS = {
    "modal": 0.85, "amount": 0.8, "date": 0.75, "percent": 0.75, "number": 0.7, "unit": 0.7,
    "document_number": 0.5,
}  # fmt: skip
_REFERENCE = re.compile(
    r"(?:第?[(（]?[一二三四五六七八九十百零〇两\d]+[)）]?(?:编|章|节|条|款|项|目)?|[、，,至和及或与\s])*$"
)


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the page, not to the document: counters, share buttons, pagers."""
    return _FURNITURE.match(text) is not None


class Weighed(NamedTuple):
    """The weight of one hunk, and what it is a change of."""

    nature: Nature
    weight: float


def weighed(hunk: Hunk, values: Sequence[ValueChange], front: bool = False) -> Weighed:
    """What kind of change a hunk is, and how much it weighs; ``front``: before the text proper."""
    if is_furniture(hunk.before or hunk.after):
        return Weighed("furniture", 0.02)
    if hunk.op == "renumber":
        return Weighed("formality", 0.05)
    if values:
        return Weighed("substance", max(_VALUE_WEIGHTS[value.kind] for value in values))
    return _weighed_front(hunk) if front else _weighed_text(hunk)


def _weighed_front(hunk: Hunk) -> Weighed:
    """A title, an addressee, a line that records an amendment: never substance of itself."""
    return Weighed("wording", 0.25) if hunk.op == "replace" else Weighed("formality", 0.1)


def _weighed_text(hunk: Hunk) -> Weighed:
    changed = _changed(hunk)
    if hunk.op in ("insert", "delete"):
        return _weighed_clause(hunk, changed)
    if hunk.op == "move" and _label_only(hunk):
        return Weighed("formality", 0.15)
    if all(_REFERENCE.match(text) for text in changed):
        return Weighed("formality", 0.1)
    share = sum(map(len, changed)) / (2 * max(len(hunk.before), len(hunk.after), 1))
    if share > 0.25:
        return Weighed("substance", min(0.4 + 0.4 * share, 0.7))
    return Weighed("wording", 0.2 + 0.6 * share)


def _changed(hunk: Hunk) -> list[str]:
    """The keys of what was taken out and put in; variants of one spelling are no change."""
    keys = [(op, key_of(text)) for op, text in hunk.marks]
    found = []
    for at, (op, key) in enumerate(keys):
        last = keys[at - 1] if at else ("equal", "")
        following = keys[at + 1] if at + 1 < len(keys) else ("equal", "")
        twin = last if op == "insert" else following
        if op != "equal" and key and not (twin[0] not in ("equal", op) and twin[1] == key):
            found.append(key)
    return found


def _label_only(hunk: Hunk) -> bool:
    changed = "".join(_changed(hunk))
    return len(changed) <= 24 and _REFERENCE.match(changed) is not None


def _weighed_clause(hunk: Hunk, changed: list[str]) -> Weighed:
    length = sum(map(len, changed))
    if length < 6:
        return Weighed("wording", 0.2)
    return Weighed("substance", 0.65 if hunk.label_before or hunk.label_after else 0.5)


def significance(
    weights: Sequence[Weighed], values: Sequence[ValueChange]
) -> tuple[float, tuple[str, ...]]:
    """The weight of all hunks together, and the reasons in Chinese."""
    if not weights:
        return 0.0, ()
    counts = Counter(entry.nature for entry in weights)
    heaviest = max(entry.weight for entry in weights)
    more = 1.0 - 0.97 ** max(counts["substance"] - 1, 0)
    reasons = [f"{NAMES[nature]}：{counts[nature]}处" for nature in NAMES if counts[nature]]
    if kinds := dict.fromkeys(value.kind for value in values):
        reasons.insert(0, "数值或用语变动：" + "、".join(_VALUE_NAMES[kind] for kind in kinds))
    return round(heaviest + (1.0 - heaviest) * more, 3), tuple(reasons)
