"""How much a change matters, from 0 to 1, and why in Chinese."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from diffing.edits import Edit, articles_in, denies, edits_of, is_reordered, nature_of
from diffing.figures import normal, unit_of
from diffing.furniture import is_furniture as is_furniture
from diffing.renames import NONE, Renaming, Renamings
from storage.records import Hunk, Nature, ValueChange

NAMES: dict[Nature, str] = {
    "substance": "实质内容",
    "wording": "文字表述",
    "formality": "形式（编号、顺序、引用）",
    "furniture": "页面信息",
}
VALUE_NAMES = {
    "date": "日期", "number": "数量", "percent": "百分比", "amount": "金额", "unit": "计量单位",
    "modal": "应当、可以、不得等用语", "scope": "范围用语", "document_number": "文号",
    "attachment": "附件",
}  # fmt: skip
_VALUE_WEIGHTS = {
    "modal": 0.85, "amount": 0.8, "date": 0.75, "percent": 0.75, "number": 0.7, "unit": 0.7,
    "scope": 0.65, "document_number": 0.5, "attachment": 0.5,
}  # fmt: skip
_ONE_FORCE = frozenset({"应当", "应", "必须"})
"""Words of duty that drafters put in place of one another: 必须 is 应当 in newer laws."""
_YEAR_WEIGHT = 0.6
_SUBSTANCE = 0.45
"""From this weight on a value is a change of what is said."""
_HEADING = re.compile(r"\s*第[一二三四五六七八九十\d]{1,4}(?:编|章|节)[^。；]{0,30}$")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,9}条")
_MOST = 100
"""Characters rewritten: from here on, more of them weigh no more."""

_SAME_TEXT = 0.6
_FEW, _MANY = 80, 120
"""Characters, of both sides together: a text of no more than a few is no other one by them."""
_PUNCTUATION = 0.16
"""Less than any word."""


class Context:
    """What a comparison as a whole knows: renamed terms, and which article became which."""

    def __init__(
        self, hunks: Sequence[Hunk] = (), renamed: Renamings = NONE, labels: Iterable[str] = ()
    ) -> None:
        self._hunks = hunks
        self._labels = labels
        self.renamed = renamed

    @cached_property
    def articles(self) -> dict[str, str]:
        """Articles that have another number now."""
        articles: dict[str, str] = {}
        for hunk in self._hunks:
            if hunk.label_before == hunk.label_after:
                continue
            old, new = _ARTICLE.findall(hunk.label_before), _ARTICLE.findall(hunk.label_after)
            if len(old) == len(new):
                articles.update(zip(old, new, strict=True))
        return articles

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels that the new text has."""
        return frozenset(self._labels)


class Weighed(NamedTuple):
    """The weight of one hunk, and what it is a change of."""

    nature: Nature
    weight: float


def weighed(hunk: Hunk, values: Sequence[ValueChange], front: bool, context: Context) -> Weighed:
    """What kind of change a hunk is, and how much it weighs; ``front``: before the text proper."""
    if hunk.op == "renumber":
        return Weighed("formality", 0.05)
    if is_furniture(hunk.before or hunk.after):
        return Weighed("furniture", 0.02)
    heaviest = max(map(value_weight, values), default=0.0)
    if heaviest >= _SUBSTANCE:
        return Weighed("substance", heaviest)
    text = _weighed_front(hunk) if front else _weighed_text(hunk, context)
    return max(text, Weighed("wording", heaviest), key=lambda entry: entry.weight)


def value_weight(value: ValueChange) -> float:
    """How much one changed value weighs; what came or went alone weighs a little less."""
    weight = _VALUE_WEIGHTS[value.kind]
    if not value.before or not value.after:
        return round(weight * 0.9, 3)
    if {value.before, value.after} <= _ONE_FORCE:
        return 0.3
    if value.kind == "date" and unit_of(value.after) == "年":
        return _YEAR_WEIGHT
    return weight


def _weighed_front(hunk: Hunk) -> Weighed:
    """A title, an addressee, a line that records an amendment: never substance of itself."""
    return Weighed("wording", 0.25) if hunk.op == "replace" else Weighed("formality", 0.1)


def _weighed_text(hunk: Hunk, context: Context) -> Weighed:
    edits = edits_of(hunk)
    if hunk.op in ("insert", "delete"):
        return _weighed_clause(hunk, edits)
    if edits and not any(map(str.isalnum, "".join(chain.from_iterable(edits)))):
        return Weighed("wording", _PUNCTUATION)
    found = [_of_edit(edit, context) for edit in edits]
    natures = Counter(nature for nature, _ in found)
    if natures["substance"] and _is_reordered(edits, found):
        return Weighed("wording", 0.25)
    if natures["substance"]:
        size = sum(size for nature, size in found if nature == "substance")
        return Weighed("substance", round(0.45 + 0.25 * min(size, _MOST) / _MOST, 3))
    if natures["wording"]:
        size = sum(size for nature, size in found if nature == "wording")
        return Weighed("wording", round(0.2 + 0.15 * min(size, _MOST) / _MOST, 3))
    return Weighed("formality", 0.15 if hunk.op == "move" else 0.1)


def _is_reordered(edits: Sequence[Edit], found: Sequence[tuple[Nature, int]]) -> bool:
    """Whether what looks like substance went from one place to another, and nothing is denied."""
    grave = [edit for edit, (nature, _) in zip(edits, found, strict=True) if nature == "substance"]
    return is_reordered(edits) and not any(denies(e) or all(articles_in(e)) for e in grave)


def _weighed_clause(hunk: Hunk, edits: Sequence[Edit]) -> Weighed:
    if _HEADING.match(hunk.before or hunk.after):
        return Weighed("formality", 0.1)
    length = sum(edit.size for edit in edits)
    if length < 6:
        return Weighed("wording", 0.2)
    return Weighed("substance", 0.65 if hunk.label_before or hunk.label_after else 0.5)


def _of_edit(edit: Edit, context: Context) -> tuple[Nature, int]:
    if edit in context.renamed.edits:
        return "wording", edit.size
    nature = nature_of(edit)
    if nature == "formality" and not _in_step(edit, context):
        return "substance", edit.size
    return nature, edit.size


def _in_step(edit: Edit, context: Context) -> bool:
    """Whether references changed as the articles did that they name, as far as is known."""
    return all(
        context.articles.get(old, new) == new
        and (old in context.articles or new not in context.labels)
        for old, new in zip(*articles_in(edit), strict=False)
        if normal(old) != normal(new)
    )


def extent(hunks: Sequence[Hunk], weights: Sequence[Weighed], length: int) -> float:
    """How near the new text is to another text, from 0 to 1; ``length`` is that of both together.

    Below six tenths rewritten it is the same text, changed.
    """
    rewritten = sum(
        len(text)
        for hunk, entry in zip(hunks, weights, strict=True)
        if entry.nature == "substance"
        for op, text in hunk.marks
        if op != "equal"
    )
    share = (rewritten / length - _SAME_TEXT) / (1.0 - _SAME_TEXT) if length else 0.0
    return min(max(share, 0.0), 1.0) * min(max(rewritten - _FEW, 0) / _MANY, 1.0)


def significance(
    weights: Sequence[Weighed],
    values: Sequence[ValueChange],
    renamed: Iterable[Renaming] = (),
    rewritten: float = 0.0,
) -> tuple[float, tuple[str, ...]]:
    """The weight of all hunks together, and the reasons in Chinese; ``rewritten``: ``extent``."""
    if not weights:
        return 0.0, ()
    counts = Counter(entry.nature for entry in weights)
    heaviest = max(entry.weight for entry in weights)
    more = max(1.0 - 0.97 ** max(counts["substance"] - 1, 0), rewritten)
    reasons = []
    if kinds := dict.fromkeys(value.kind for value in values):
        reasons.append("数值或用语变动：" + "、".join(VALUE_NAMES[kind] for kind in kinds))
    reasons += [f"用语统一替换：{renaming_line(renaming)}" for renaming in renamed]
    reasons += [f"{NAMES[nature]}：{counts[nature]}处" for nature in NAMES if counts[nature]]
    return round(heaviest + (1.0 - heaviest) * more, 3), tuple(reasons)


def renaming_line(renaming: Renaming) -> str:
    """A renaming in Chinese: 全文“环境保护主管部门”改为“生态环境主管部门”，共41处."""
    where = "全文" if renaming.everywhere else ""
    return f"{where}“{renaming.old}”改为“{renaming.new}”，共{renaming.times}处"
