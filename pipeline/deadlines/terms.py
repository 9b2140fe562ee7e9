"""Days that a text reckons from another: 自印发之日起30日内, 有效期五年, 即日起. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.deadlines.days import COUNT, UNIT
from storage.text import cjk_number

_S = r"\s{0,3}"
OWN = (
    "通知|公告|通告|办法|规定|条例|细则|方案|意见|决定|措施|规则|指引|指南|标准|文件|法|政策|目录|规程|规范|"
    "章程|计划|规划|准则|导则|纲要|清单|要求|制度|批复|公示|征求意见稿|令|函|事项|机制|政策措施|若干措施"
)
_HAN = r"[\u4e00-\u9fff]"
_SUBJECT = re.compile(
    rf"(?:(?:本|该|此|上述|以上|新){_HAN}{{0,10}}|{_HAN}{{0,8}}(?:{OWN}))?\ue000*(?:正式|的)?"
)
_FOREIGN = re.compile(
    "许可|合同|协议|登记|备案|申请|名单|证书|结果|处罚|批准|受理|项目|竣工|投产|营业|裁定|判决|产品|股票|债券"
)
_EVENTS = (
    "公布|发布|印发|下发|下达|发出|颁布|颁发|发文|签发|"
    "施行|实施|执行|生效|公告|公示|刊登|登载|印制|出台"
)
_EVENT = re.compile(rf"(?:{_EVENTS})$")
_RECEIVED = re.compile("[收接]到(?:本|此)[通文][\u4e00-\u9fff]{0,6}$")
_CLAUSE = re.compile("[，。；：（(、！？]")
_AMOUNT = rf"(?P<n>{COUNT}){_S}(?P<unit>{UNIT}){_S}(?P<way>之?内|以内|之?后|以后|有效)?"
_AFTER_DAY = re.compile(rf"{_S}起?(?:的)?{_S}(?:{_AMOUNT})?")
_AFTER_EVENT = re.compile(
    rf"(?P<event>公布|发布|印发|下发|颁布|施行|实施|生效)(?:之?后|以后)(?:的)?{_S}{_AMOUNT}"
)
_AFTER_PERIOD = re.compile(
    rf"(?:每个?)?(?P<period>月|季|半年|年)度?(?:末|结束|终了|终)(?:之)?后(?:的)?{_S}{_AMOUNT}"
)
_MONTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
_NOW = re.compile(rf"自?即日起{_S}(?:{_AMOUNT})?")
_OF_VALIDITY = re.compile("有效期限?为?$")
_VALID = re.compile(
    rf"(?P<what>有效期限?|试行期限?|施行期限?|实施期限?|执行期限?|试行|暂行){_S}(?:暂定|暂)?(?:为|是|：|:)?{_S}"
    rf"(?P<n>(?<!\d)\d{{1,2}}(?!\d)|[一二两三四五六七八九十]{{1,3}}){_S}(?P<unit>年|个月|周年)(?![以内前来])"
)
_BACK = 24
_IN_FORCE = re.compile("施行|实施|执行|生效")
_HELD = re.compile("施行|实施|执行|生效|之日起")

From = Literal["issue", "effect", "unknown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A day reckoned from another."""

    start: int
    end: int
    since: From
    """What it is reckoned from: the document's issue, its coming into force, a day unknown."""
    count: int = 0
    unit: str = ""
    way: str = ""
    """内, 后; empty: the day itself."""
    months: int = 0
    """It returns after each period of so many months."""
    valid: bool = False
    """It is how long something holds, its first day counted."""


def terms_of(text: str) -> list[Term]:
    """The terms of the text in order."""
    found = [*_since_days(text), *_since_events(text), *_since_periods(text), *_validity(text)]
    found += (_term(match.start(), "", match) for match in _NOW.finditer(text))
    return sorted(found, key=lambda term: term.start)


def _since_days(text: str) -> Iterator[Term]:
    """自本办法印发之日起30日内."""
    at = text.find("之日")
    while at >= 0:
        clause = _clause_before(text, at)
        event = _EVENT.search(clause) or _RECEIVED.search(clause)
        after = _AFTER_DAY.match(text, at + 2)
        if event and after and text[after.end() : after.end() + 1] not in ("（", "("):
            cut = max(clause.rfind(word, 0, event.start()) for word in "自从于在")
            if is_own(clause[cut + 1 : event.start()]):
                term = _term(at - len(clause) + max(0, cut), event[0][:2], after)
                valid = term.count and _OF_VALIDITY.search(clause[: max(0, cut)])
                yield replace(term, valid=True) if valid else term
        at = text.find("之日", at + 2)


def _clause_before(text: str, at: int) -> str:
    return _CLAUSE.split(text[max(0, at - _BACK) : at])[-1]


def _since_events(text: str) -> Iterator[Term]:
    """印发后30日内."""
    for match in _AFTER_EVENT.finditer(text):
        clause = _clause_before(text, match.start())
        if is_own(clause.removeprefix("在").removeprefix("自")) and match["way"]:
            yield _term(match.start(), match["event"], match)


def _since_periods(text: str) -> Iterator[Term]:
    """每季度结束后15日内."""
    for match in _AFTER_PERIOD.finditer(text):
        if match["way"] and not match["way"].endswith("后"):
            yield replace(_term(match.start(), "", match), months=_MONTHS[match["period"]])


def _term(start: int, event: str, amount: re.Match[str]) -> Term:
    since: From = "effect" if _IN_FORCE.search(event) else "issue"
    return Term(
        start=start,
        end=amount.end(),
        since="unknown" if event in ("收到", "接到") else since,
        count=cjk_number(amount["n"]) if amount["n"] else 0,
        unit=amount["unit"] or "",
        way=(amount["way"] or "") if amount["n"] else "",
        valid=amount["way"] == "有效",
    )


def _validity(text: str) -> Iterator[Term]:
    for match in _VALID.finditer(text):
        clause = _clause_before(text, match.start())
        named = clause or not match["what"].startswith("执行")
        if not clause and _is_foreign(text, match.start()):
            continue
        if (named and is_own(clause)) or _HELD.search(clause):
            yield Term(
                start=match.start(),
                end=match.end(),
                since="effect",
                count=cjk_number(match["n"]),
                unit=match["unit"],
                valid=True,
            )


def _is_foreign(text: str, at: int) -> bool:
    """Whether the clause before, which a comma ends, speaks of a permit or the like."""
    clauses = _CLAUSE.split(text[max(0, at - 2 * _BACK) : at])
    before = clauses[-2] if len(clauses) > 1 else ""
    return bool(_FOREIGN.search(before)) and not _HELD.search(before)


def is_own(words: str) -> bool:
    """The words before an event name the document itself, or nothing."""
    words = words.strip()
    return not _FOREIGN.search(words) and _SUBJECT.fullmatch(words) is not None
