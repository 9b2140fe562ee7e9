"""Advice as people and programs are shown it: marked as what it is. Pure."""

from collections.abc import Mapping

from storage.records import Advice

NOT_OURS = (
    "由模型生成，仅供参考；只核对过：数字连同单位、年份和所说的对象与原文一处相符，文件、机构、地名见于原文；"
    "其余未核对"
)
_RELEVANT = {True: "认为属于双碳主题", False: "认为不属于双碳主题", None: ""}


def advice_line(advice: Advice, names: Mapping[str, str]) -> str:
    """What the model said, or why that is not shown, in one Chinese line."""
    if advice.state == "failed":
        return f"模型 {advice.model} 没有答复：{advice.reason}"
    if advice.state == "refused":
        return f"模型 {advice.model} 的回答未采用：{advice.reason}"
    return f"{advice.summary}（{'；'.join(advice_marks(advice, names))}）"


def advice_marks(advice: Advice, names: Mapping[str, str]) -> tuple[str, ...]:
    """Whose words they are, and what else the model thinks, in Chinese."""
    topics = "、".join(names.get(one, one) for one in advice.topics)
    said = (_RELEVANT[advice.relevant], f"主题 {topics}" if topics else "")
    return (f"模型 {advice.model}", NOT_OURS, *(one for one in said if one))


def advice_object(advice: Advice) -> dict[str, object]:
    """The same for programs."""
    return {
        "model": advice.model,
        "generated": True,
        "state": advice.state,
        "summary": advice.summary if advice.state == "kept" else "",
        "relevant": advice.relevant,
        "topics": advice.topics,
        "reason": advice.reason,
        "asked_at": advice.asked_at,
    }
