"""A word or two of what a changed value belongs to: from the text around it, never invented."""

import re

from storage.records import Hunk, MarkOp, ValueChange

_SIGNS = frozenset("0123456789.一二三四五六七八九十百千万亿零〇")
_AROUND = 32
_STOPS = re.compile('[，。；：、,.;:（）()“”"《》\\s的由对将与及和或其并按向从自以]')
# 不超过, 为, 至 … between a noun and its figure.
_LINK = re.compile(
    r"(?:不得|不超过|不低于|不少于|不高于|不足|超过|低于|高于|至少|达到|控制在|提高[到至]|调整[为到至]|确定为|[为是于至到达在约共]"
    r"|[:：\s])+$"
)
_NOUN = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:期限|时限|保存|日期|时间|有效期|保存期|总量|比例|比重|额度|金额|标准|系数|强度|上限|下限|费用|价格"
    r"|数量|目标|限额|幅度|税率|利率|名额|补贴|补助|配额|基准值|排放量|消费量|产量|产能|装机|容量|[效得回利]率)$"
)
_MONEY = re.compile(r"[^，。；,;]{0,16}?(罚款|滞纳金|违约金|罚金|奖励|补贴|补助|罚)")
_TIME = re.compile("(?:日|天|月|年|工作日|小时)$")
_DUE = re.compile(
    "(?:清缴|履约|报送|提交|申报|申请|备案|施行|实施|生效|公示|上缴|核查|缴纳|公布|废止|失效|截止|执行|反馈|完成"
    # 实施方案, 申报指南 name a document.
    ")(?!方案|办法|细则|规定|规则|指南|计划|意见|条例|通知|名单|清单"
    ")"
)


def subject_of(value: ValueChange, hunk: Hunk) -> str:
    """清缴, 罚款, 配额总量; empty if the text right around the value does not say it."""
    text, at, end = _place(value, hunk)
    if at < 0:
        return ""
    before = _LINK.sub("", text[max(at - _AROUND, 0) : at])
    if noun := _NOUN.search(_STOPS.split(before)[-1]):
        return noun[0]
    after = re.split("[，。；,;\n]", text[end : end + 2 * _AROUND])[0]
    if value.kind == "date" or _TIME.search(value.after or value.before or ""):
        found = _DUE.findall(after)
        return found[-1] if found else ""
    if value.kind in ("amount", "number", "percent"):
        fine = _MONEY.match(after)
        return fine[1] if fine else ""
    return ""


def found_at(text: str, said: str) -> int:
    """Where a value stands in a text, never as part of a larger one (6% in 96%); -1: nowhere."""
    at = text.find(said)
    while at > 0 and said[0] in _SIGNS and text[at - 1] in _SIGNS:
        at = text.find(said, at + 1)
    return at


def _place(value: ValueChange, hunk: Hunk) -> tuple[str, int, int]:
    """The text that has the value, and where its mark stands in it; -1 if it is not found."""
    op: MarkOp = "insert" if value.after else "delete"
    said = value.after or value.before or ""
    other: MarkOp = "delete" if op == "insert" else "insert"
    at = 0
    for mark, text in hunk.marks:
        if mark == op and (inside := found_at(text, said)) >= 0:
            start = at + inside
            return hunk.after if op == "insert" else hunk.before, start, start + len(said)
        at += len(text) if mark != other else 0
    # A range of which only one end is marked.
    text = hunk.after if op == "insert" else hunk.before
    at = found_at(text, said)
    return text, at, at + len(said)
