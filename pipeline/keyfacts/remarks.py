"""Remarks after a task: （责任部门：市教育局；完成时限：2024年6月底）. Pure."""

import re

_TERM = "(?:完成|办结|落实|整改|实施|推进)?(?:时限|时间|期限|日期|进度)(?:安排|要求)?[：:]"
_OPEN, _CLOSE = "（(【[", "）)】]"
IN_CHARGE = re.compile(
    r"\s{0,3}(?:[（(【\[]?\s{0,3}(?:责任|牵头|负责|主办|实施|承办|主责|组织)"
    r"(?:部门|单位|主体|处室|科室|机构)(?:及?分工)?\s{0,3}[：:]?\s{0,3}"
    r"(?P<who>(?:[^（）()】\]。；：:\n]|[（(][^（）()]{1,30}[）)]){2,160}?)"
    rf"(?=[，,；;、\s]{{0,2}}(?:{_TERM}|\d{{4}}年|\d{{1,2}}月)|[）)】\]。；\n]|$)"
    r"|[（(](?P<whom>[^（）()。；：]{2,160}?)(?:等)?(?:按照?(?:各自)?职责(?:分工)?(?:负责|落实)"
    r"|牵头(?:负责)?(?:[，、][^（）()]{0,80}?)?|分别?负责|负责(?:落实)?)(?=[）)，,；;]|$))"
)
"""Who is in charge."""
_DUE = re.compile(rf"\s{{0,3}}[（(【\[]\s{{0,3}}{_TERM}")
_OF_REMARK = re.compile(
    "(?:时限|时间|期限|日期|进度)(?:安排|要求)?[：:\ue002]|责任|牵头|负责|主办|承办"
)
_LONGEST = 300


def is_remark(text: str) -> bool:
    """Whether the words after a full stop are a remark on the sentence before."""
    return bool(IN_CHARGE.match(text) or _DUE.match(text))


def charge_of(body: str, following: str) -> str:
    """The remark of the paragraph that says who is in charge, or the line below that does."""
    found = IN_CHARGE.search(body) or IN_CHARGE.match(following)
    return found[0].strip() if found else ""


def who_in(charge: str) -> str:
    """Who is in charge by the remark; empty if it says nobody."""
    found = IN_CHARGE.match(charge) if charge else None
    return (found["who"] or found["whom"]).strip() if found else ""


def opened_before(text: str, at: int) -> int:
    """Where the bracket begins that is open there; -1 without one."""
    depth = 0
    for place in range(at - 1, max(-1, at - _LONGEST), -1):
        if text[place] in _CLOSE:
            depth += 1
        elif text[place] in _OPEN:
            depth -= 1
            if depth < 0:
                return place
    return -1


def is_of_remark(text: str, at: int) -> bool:
    """Whether what stands there is in a remark that says who or by when."""
    opened = opened_before(text, at)
    return opened >= 0 and bool(_OF_REMARK.search(text, opened, at))
