"""Whether a document holds: from what is said of it, never guessed. Pure.

Said by the page itself (有效性, 施行日期, 有效期), and by other documents that repeal, replace or
amend it. What a draft says, or a page that only speaks of a document, is not among these.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from storage.records import Deadline, Relation

State = Literal["not-yet-in-force", "in-force", "amended", "repealed", "superseded", "expired"]
STATE_WORDS: dict[State, str] = {
    "not-yet-in-force": "尚未施行",
    "in-force": "现行有效",
    "amended": "已被修改",
    "repealed": "已废止",
    "superseded": "已被取代",
    "expired": "已失效",
}
"""How people are told of it."""
ENDED: frozenset[State | None] = frozenset({"repealed", "superseded", "expired"})
_BY_KIND: dict[str, State] = {"repeals": "repealed", "replaces": "superseded", "amends": "amended"}
_VERBS: dict[State, str] = {"repealed": "废止", "superseded": "取代", "amended": "修改"}
_ON_PAGE: tuple[tuple[re.Pattern[str], State], ...] = (
    (re.compile("废止"), "repealed"),
    (re.compile("失效|无效|停止执行|过期"), "expired"),
    (re.compile("取代|替代"), "superseded"),
    (re.compile("尚未|未生效|未施行|待生效"), "not-yet-in-force"),
    (re.compile("修改|修订|修正"), "amended"),
    (re.compile("有效|生效|施行|执行"), "in-force"),
)
_OF_ITSELF = re.compile(
    "有效期|本[办规条通意方细标公决规指制措实][\u4e00-\u9fff]{1,3}[^。]{0,30}(?:失效|执行至|终止)"
)
_OF_ANOTHER = re.compile("》[^，。；]{0,12}自[^，。；]{1,20}起")
"""《…》自2024年1月1日起施行 is said of that one, 《…》有效期延长至 too."""
_ANOTHERS_TERM = re.compile("》(?:[（(][^（()）]{1,40}[）)])?[^，。；]{0,12}(?:有效期|执行期|期限)")
_PERMIT = re.compile("证书|许可|证照|资质|称号|名单|合同|标识|登记")
_HOLDS = re.compile("本[办规条通意方细标公决指制措实]|施行|实施|执行|印发|发布")
"""A sentence of a permit, without these words, is not of the document."""
_ITSELF_BEFORE = re.compile(
    r"本[^，。；]{1,24}[，,]?\s{0,3}$|(?:公布|发布|印发|颁布|批准)[^。；]{0,16}[，,]\s{0,3}$"
)
_ITSELF_SAID = re.compile("(?:公布|发布|印发|颁布|签发|发文)之日|本[^，。；]{1,16}自")
_LONGER = re.compile("(?:延长|顺延|延续|延期|延至|展期|继续(?:有效|执行|施行))")
_TERM = re.compile(
    r"有效期|(?:执行|实施|施行|试行|政策)(?:期|时间|时限)|[续延]长?(?:执行|实施|施行)?[至到]\s{0,3}\d{4}"
)
_OF_A_STEP = re.compile(
    "(?:申报|申请|报名|受理|办理|清缴|缴纳|整改|公示|反馈|报送|提交|过渡)[^，。；]{0,6}(?:期|时间)"
)
"""申报期限延长至 … is of what is due, not of how long a document holds."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What another document says of this one that bears on whether it holds."""

    said: Relation
    by: str
    """That document, as people are told of it."""
    effective_on: date | None = None
    """From when that document holds, where that is said."""
    issued_on: date | None = None
    extends: bool = False
    """It lets this one hold longer."""
    until: date | None = None
    """Until when then, where that is said."""

    @property
    def since(self) -> date | None:
        """From when what it says holds."""
        return self.said.since or self.effective_on or self.issued_on


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a document's own page and text say of whether it holds."""

    validity: str | None = None
    """有效性, as the page has it."""
    effective_on: date | None = None
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a document holds on a day, and what says so, in Chinese lines."""

    state: State | None
    because: tuple[str, ...] = ()


def standing_of(own: Statement, others: Iterable[Verdict], today: date) -> Standing:
    """Where the document stands on that day; no state where nothing that is known says so."""
    verdicts = [one for one in others if one.said.kind in _BY_KIND]
    now = [one for one in verdicts if one.since is None or one.since <= today]
    later = [_line(one) for one in verdicts if one not in now]
    longer = tuple(one for one in now if one.extends)
    ended = _strongest(now, ("repeals", "replaces")) or _expired(own.deadlines, longer, today)
    if ended:
        return ended
    on_page = _of_page(own.validity)
    if on_page and on_page.state in ENDED:
        return on_page
    begins = effective_day(own)
    if begins and begins > today:
        line = f"自{_day(begins)}起施行"
        return Standing(state="not-yet-in-force", because=(line, *later))
    also = (*(_line(one) for one in longer), *later)
    amended = _strongest([one for one in now if not one.extends], ("amends",))
    if amended:
        return Standing(state="amended", because=(*amended.because, *also))
    if on_page:
        return Standing(state=on_page.state, because=(*on_page.because, *also))
    if longer:
        return Standing(state="in-force", because=also)
    if begins:
        line = f"自{_day(begins)}起施行，收存的文件中未见废止、取代或修改它的"
        return Standing(state="in-force", because=(line, *later))
    return Standing(state=None, because=tuple(later))


def said_on_page(validity: str | None) -> State | None:
    """What the page's own word for its validity means."""
    return next((state for word, state in _ON_PAGE if word.search(validity or "")), None)


def effective_day(own: Statement) -> date | None:
    """From when the document holds: as its page says, else its own text."""
    if own.effective_on:
        return own.effective_on
    said = [
        (one.date, one)
        for one in own.deadlines
        if one.kind == "effective"
        and one.date
        and not (one.attachment or _OF_ANOTHER.search(one.sentence))
    ]
    itself = [day for day, one in said if _is_of_itself(one)]
    return itself[-1] if itself else min((day for day, _ in said), default=None)


def _is_of_itself(one: Deadline) -> bool:
    """Whether it is the document that holds from then on, and not one of its rules."""
    before = one.sentence[: max(0, one.sentence.find(one.text))]
    return bool(_ITSELF_BEFORE.search(before) or _ITSELF_SAID.search(one.text))


def is_longer(sentence: str) -> bool:
    """Whether the words let a document hold longer: 有效期延长至…."""
    said = _LONGER.search(sentence) and _TERM.search(sentence)
    return bool(said and not _OF_A_STEP.search(sentence))


def _strongest(verdicts: Sequence[Verdict], kinds: Sequence[str]) -> Standing | None:
    """What the verdicts of the first kind that there is come to."""
    for kind in kinds:
        found = [one for one in verdicts if one.said.kind == kind]
        if found:
            lines = tuple(dict.fromkeys(_line(one) for one in found))
            return Standing(state=_BY_KIND[kind], because=lines)
    return None


def _line(one: Verdict) -> str:
    """自2025年9月1日起被《…》（…号）废止：“原《…》同时废止。”."""
    since = f"自{_day(one.since)}起" if one.since else ""
    verb = "延长有效期" if one.extends else _VERBS[_BY_KIND[one.said.kind]]
    return f"{since}被{one.by}{verb}：“{one.said.sentence}”"


def _expired(
    deadlines: Sequence[Deadline], longer: Sequence[Verdict], today: date
) -> Standing | None:
    """That the last day that its own text, or who lets it hold longer, sets for it has passed."""
    if longer:
        return _expired_after(longer, today)
    said = [
        (one.date, one)
        for one in deadlines
        if one.kind == "expiry"
        and one.date
        and not one.attachment
        and _OF_ITSELF.search(one.sentence)
        and not _ANOTHERS_TERM.search(one.sentence)
        and (_HOLDS.search(one.sentence) or not _PERMIT.search(one.sentence))
    ]
    if not said:
        return None
    last, one = max(said, key=lambda pair: pair[0])
    if last >= today:
        return None
    return Standing(state="expired", because=(f"有效期至{_day(last)}：“{one.sentence}”",))


def _expired_after(longer: Sequence[Verdict], today: date) -> Standing | None:
    last = max((one.until or date.max for one in longer), default=date.max)
    if last >= today:
        return None
    return Standing(state="expired", because=tuple(_line(one) for one in longer))


def _of_page(validity: str | None) -> Standing | None:
    state = said_on_page(validity)
    return Standing(state=state, because=(f"页面标注：{validity}",)) if state else None


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
