"""What a subscription asks for, in words: the foot of digests, confirmations. Pure."""

from collections.abc import Mapping

from notifiers.entries import clean
from storage.records import (
    VALIDITY_WORDS,
    VERDICT_WORDS,
    ChangeKind,
    Filter,
    Office,
    Rate,
    Subscription,
)

WHOLE = "双碳政策摘要"
"""What all of them are called together."""
HEADINGS: Mapping[Rate, str] = {
    "weekly": "双碳政策周报",
    "daily": "双碳政策日报",
    "at_once": "双碳政策快讯",
}
KIND_WORDS: Mapping[ChangeKind, str] = {
    "added": "新文件",
    "amended": "正文改动",
    "attachment": "附件改动",
    "metadata": "著录信息改动",
    "withdrawn": "撤下",
    "restored": "恢复",
}
_RELEVANT = {"yes": True, "person": None, "no": False}
_VALIDITY: Mapping[str, str] = {str(one): words for one, words in VALIDITY_WORDS.items()}
RATE_WORDS: Mapping[Rate, str] = {"weekly": "每周", "daily": "每天", "at_once": "发现即发"}
WEEKDAY_WORDS: Mapping[int, str] = {
    number: f"周{word}" for number, word in enumerate("一二三四五六日", 1)
}
_LINE = 300


def wanted(
    chosen: Filter, names: Mapping[str, str], office: Office, *, doubtful: bool = True
) -> tuple[str, ...]:
    """Each condition of the filter in words; ``names`` are those of topics by id.

    ``doubtful``: whether what a person has yet to decide is told too.
    """
    conditions = {
        "主题": [names.get(topic, topic) for topic in chosen.topics],
        "层级": [office.names.get(part, part) for part in chosen.parts],
        "地区": chosen.regions,
        "发文机关": chosen.issuers,
        "含": chosen.words,
        "不含": chosen.words_not,
        "变化": [KIND_WORDS.get(kind, kind) for kind in chosen.kinds],
        "效力": [_VALIDITY.get(one, one) for one in chosen.validity],
        "收录": [VERDICT_WORDS[_RELEVANT[one]] for one in chosen.relevant],
    }
    said = [
        f"{what}：{clean('、'.join(values), _LINE)}"
        for what, values in conditions.items()
        if values
    ]
    said += _days(chosen)
    if chosen.least_significance > 0:
        said.append(f"改动的分量不低于 {chosen.least_significance:g}")
    if not doubtful:
        said.append("不含待定的")
    return tuple(said) or ("不限",)


def rate_words(who: Subscription) -> str:
    """When it is told: 每周一 8:00, 每天 8:00, 发现即发（22:00-07:00 不发）."""
    if who.rate == "at_once":
        return RATE_WORDS["at_once"] + (f"（{clean(who.quiet, 20)} 不发）" if who.quiet else "")
    days = "每天" if who.rate == "daily" else f"每{WEEKDAY_WORDS[who.weekday]}"
    return f"{days} {who.hour}:00" + ("（节假日顺延）" if who.after_holidays else "")


def _days(chosen: Filter) -> list[str]:
    """公布日期：2026-01-01 起，2026-06-30 止."""
    bounds = [f"{chosen.since} 起"] if chosen.since else []
    bounds += [f"{chosen.until} 止"] if chosen.until else []
    return [f"公布日期：{'，'.join(bounds)}"] if bounds else []
