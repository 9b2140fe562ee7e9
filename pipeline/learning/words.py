"""How learning stands, and how models did, in Chinese words."""

from collections.abc import Mapping

from pipeline.classifying.model import Model
from pipeline.learning.adopting import LEAST_HELD_BACK, RESPECT_NAMES
from pipeline.learning.candidate import LEAST_LEARNED
from pipeline.learning.standing import ENOUGH_AGAINST, ENOUGH_NEW, Standing
from storage.clock import day_of, day_words
from storage.records import Adoption, HeldBack, StoredModel

SHIPPED = "程序自带的模型"
_FIGURES: Mapping[str, str] = {
    "for a person": "留给人判断",
    "decided precision": "自行判定收录的，判对",
    "decided recall": "自行判定的里面，该收的收到",
    "relevance F1": "收录 F1（该收而留给人的算漏）",
    "missed": "该收而判为不收",
    "topics micro-F1": "主题 F1",
}
_OF_YES = ("decided precision", "decided recall", "relevance F1")
_FEWEST_YES = 5
"""Of fewer that belong, shares of them say nothing."""


def figure_rows(held: HeldBack) -> list[tuple[str, str, str]]:
    """What was measured; of the candidate; of the model that was in use then."""
    rows = [
        (
            f"{RESPECT_NAMES[one.field]}与人一致（{one.rows} 行）",
            f"{one.candidate:.1%}",
            f"{one.in_use:.1%}",
        )
        for one in held.respects
    ]
    few = held.candidate.get("yes", 0) < _FEWEST_YES
    for name, words in _FIGURES.items():
        if name in held.candidate and not (few and name in _OF_YES):
            mine, theirs = held.candidate[name], held.in_use.get(name, 0.0)
            rows.append((words, _shown(name, mine), _shown(name, theirs)))
    return rows


def _shown(name: str, value: float) -> str:
    return f"{value:.0f} 件" if name == "missed" else f"{value:.1%}"


def held_line(held: HeldBack) -> str:
    """On which rows the two were compared."""
    if not held.rows:
        return "没有比过：留出检验的一行也没有，或者都是当时所用的模型学过的"
    said = ""
    if "yes" in held.candidate:
        said = f"，收录 {held.candidate['yes']:.0f}、不收 {held.candidate['no']:.0f}"
    drawn = "，没有随机抽查的"
    if held.drawn:
        drawn = (
            f"，其中随机抽查的 {held.drawn} 行（收录判断对的：候选 {held.drawn_candidate}、"
            f"当时所用 {held.drawn_in_use}）"
        )
    return f"留出检验、谁也没学过的 {held.rows} 行{said}{drawn}"


def standing_lines(one: Standing) -> list[str]:
    """The same in Chinese."""
    return [
        f"现用：{name_of(one.stored)}",
        *([adoption_words(one.adoption)] if one.adoption else []),
        *([] if one.stored is None else held_lines(one.stored.held_back)),
        *(shipped_lines(one.model) if one.stored is None else []),
        f"人的决定和改定 {one.decisions:,} 件，现用模型训练之后 {one.new:,} 件，"
        f"其中与程序不同的 {one.against:,} 件；留 {one.held_back:,} 件只作检验",
        *(["主题表已改，现用模型是配着另一份训练的：建议重新训练。"] if one.stale else []),
        f"{worth_line(one)}{'（policywatch learn train）' if is_worth(one) else ''}",
    ]


def is_worth(one: Standing) -> bool:
    """Whether to train now."""
    return one.is_worth or (one.stale and one.decisions >= LEAST_LEARNED)


def worth_line(one: Standing) -> str:
    """The same in Chinese."""
    if is_worth(one):
        return "值得再学一次"
    return (
        f"还不必再学：新的决定满 {ENOUGH_NEW} 件，或与程序不同的满 {ENOUGH_AGAINST} 件，"
        f"且留出检验的满 {LEAST_HELD_BACK} 件，才值得"
    )


def name_of(stored: StoredModel | None) -> str:
    """模型 3（2026年11月2日 王敏 训练，学了 120 行）."""
    if stored is None:
        return SHIPPED
    files = f"，另加 {'、'.join(stored.files)}" if stored.files else ""
    return (
        f"模型 {stored.model_id}（{day_words(day_of(stored.trained_at))} {stored.person} 训练，"
        f"学了 {stored.learned_rows:,} 行{files}）"
    )


def adoption_words(one: Adoption) -> str:
    """2026年11月2日 由王敏采用，理由：……."""
    verb = "采用" if one.model_id is not None else "换回"
    because = f"，理由：{one.reason}" if one.reason else ""
    return f"{day_words(day_of(one.adopted_at))} 由{one.person}{verb}{because}"


def shipped_lines(model: Model) -> list[str]:
    """How the program's own model did on rows that it had not learned from, its rules written with
    them in view: on others it does less well, and that is said."""
    told = model.figures
    if "relevance F1" not in told:
        return []
    return [
        f"自带模型在 {told['rows']} 行没学过的题目上：收录 F1 {told['relevance F1']:.3f}，"
        f"留给人判断 {told['for a person']:.1%}，"
        f"自行判定的对 {told['decided precision']:.1%}、全 {told['decided recall']:.1%}"
        "（自带规则是看着这些题目写的，对全新的题目会差几个百分点）"
    ]


def spoiled_lines(spoiled: int) -> list[str]:
    """That so many held-back rows could not be compared on, if there were any."""
    if not spoiled:
        return []
    return [
        f"表中另有 {spoiled:,} 行本应留作检验，但现用的模型学过它们，比不出好坏："
        "请另找没有学过的标注，或在工作台上多作决定"
    ]


def held_lines(held: HeldBack) -> list[str]:
    """A candidate beside the model that was in use, on held-back rows."""
    if not held.rows:
        return [held_line(held)]
    rows = [f"  {name}：{mine} / {theirs}" for name, mine, theirs in figure_rows(held)]
    turned = [
        f"  {RESPECT_NAMES[one.field]}：只有候选对 {one.better} 行，只有现用对 {one.worse} 行"
        for one in held.respects
    ]
    return [f"{held_line(held)}；候选 / 当时所用：", *rows, *turned]
