"""Whether a document holds: from what is said of it, never guessed. Pure.

Said by the page itself (有效性, 施行日期, 有效期), and by other documents that repeal, replace or
amend it. What a draft says, or a page that only speaks of a document, is not among these.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.clock import day_words, since_words
from storage.records import VALIDITY_WORDS, Deadline, Relation, Validity

State = Validity
STATE_WORDS = VALIDITY_WORDS
ENDED: frozenset[State | None] = frozenset({"repealed", "superseded", "expired"})
_BY_KIND: dict[str, State] = {"repeals": "repealed", "replaces": "superseded", "amends": "amended"}
_VERBS: dict[State, str] = {"repealed": "废止", "superseded": "取代", "amended": "修改"}
_WHOLLY = "(?:全文|全部|整体|文件|本文件|现|已经?|被|宣布|予以)*"
_ON_PAGE: tuple[tuple[re.Pattern[str], State], ...] = (
    (re.compile(f"{_WHOLLY}(?:废止|撤销)"), "repealed"),
    (
        re.compile(f"{_WHOLLY}(?:失效|无效|作废|过期|停止(?:执行|施行)|不再(?:执行|施行|有效))"),
        "expired",
    ),
    (re.compile(f"{_WHOLLY}(?:取代|替代|代替)"), "superseded"),
    (
        re.compile("(?:尚|还|暂)?未(?:生效|施行|实施|执行)|待(?:生效|施行|实施)"),
        "not-yet-in-force",
    ),
    (
        re.compile(
            f"{_WHOLLY}(?:修改|修订|修正)|(?:现行)?(?:有效)?(?:部分|个别)?(?:条款|条文|内容)已?被?"
            "(?:失效|废止|修改|修订|修正)|部分(?:失效|废止|有效|修改|修订|修正)"
        ),
        "amended",
    ),
    (
        re.compile(
            "(?:全文|全部|现行|继续|仍然?|依然|目前|长期)*有效|在?有效期内|现行|已?生效|在用"
            "|(?:正在|已|现已)(?:施行|实施|执行)|(?:施行|实施|执行)中?"
        ),
        "in-force",
    ),
)
"""The usual words, each as the whole of what is said: 未废止 and 部分废止 are not 废止."""
_MARKS = re.compile(r"[\W_]+")
_OF_ITSELF = re.compile(
    "有效期|本[办规条通意方细标公决规指制措实][\u4e00-\u9fff]{1,3}[^。]{0,30}(?:失效|执行至|终止)"
)
_OF_ANOTHER = re.compile(
    "《(?P<title>[^《》]{1,120})》(?:[（(][^（()）]{1,60}[）)])?[^，。；]{0,12}自[^，。；]{1,20}起"
    r"|起[，,]\s{0,3}原?(?:《(?P<then>[^《》]{1,120})》(?:[（(][^（()）]{1,60}[）)])?[、和及与]?){1,40}"
    "(?:同时|一并|均|全部|正式|予以|全面){0,2}(?:施行|实施|生效|废止|失效|停止|终止|不再)"
)
"""《…》自2024年1月1日起施行 is said of that one, if it is not what the document carries."""
_ANOTHERS_TERM = re.compile("》(?:[（(][^（()）]{1,40}[）)])?[^，。；]{0,12}(?:有效期|执行期|期限)")
_PERMIT = re.compile("证书|许可|证照|资质|称号|名单|合同|标识|登记")
_HOLDS = re.compile("本[办规条通意方细标公决指制措实]|施行|实施|执行|印发|发布")
"""A sentence of a permit, without these words, is not of the document."""
_ITSELF_BEFORE = re.compile(
    r"本[^，。；]{1,24}[，,]?\s{0,3}$|(?:公布|发布|印发|颁布|批准)[^。；]{0,16}[，,]\s{0,3}$"
)
_ITSELF_SAID = re.compile("(?:公布|发布|印发|颁布|签发|发文)之日|本[^，。；]{1,16}自")
_IN_FORCE = re.compile("施行|实施|执行|生效")
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

    title: str = ""
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
    ended = _strongest(now, ("replaces", "repeals")) or _expired(own.deadlines, longer, today)
    if ended:
        return ended
    on_page = _of_page(own.validity)
    if on_page and on_page.state in ENDED:
        return on_page
    begins = effective_day(own)
    if begins and begins > today:
        line = f"{since_words(begins)}施行"
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
        line = f"{since_words(begins)}施行，收存的文件中未见废止、取代或修改它的"
        return Standing(state="in-force", because=(line, *later))
    return Standing(state=None, because=tuple(later))


def said_on_page(validity: str | None) -> State | None:
    """What the page's own word for its validity means; nothing if it is not a usual one."""
    word = _MARKS.sub("", validity or "")
    return next((state for usual, state in _ON_PAGE if usual.fullmatch(word)), None)


def effective_day(own: Statement) -> date | None:
    """From when the document holds: as its page says, else its own text."""
    if own.effective_on:
        return own.effective_on
    said = _beginnings(own.deadlines, own.title)
    itself = [day for day, one in said if _is_of_itself(one)]
    return itself[-1] if itself else min((day for day, _ in said), default=None)


def day_of_force(deadlines: Sequence[Deadline]) -> date | None:
    """The day from which the text says, to the day, that the document itself holds, or None."""
    told = [
        day
        for day, one in _beginnings(deadlines)
        if one.precision == "day" and _is_of_itself(one) and _IN_FORCE.search(one.text)
    ]
    return told[-1] if told else None


def _beginnings(deadlines: Sequence[Deadline], title: str = "") -> list[tuple[date, Deadline]]:
    """From when something holds, as the document's own text says; not from when another does."""
    return [
        (one.date, one)
        for one in deadlines
        if one.kind == "effective"
        and one.date
        and not (one.attachment or _is_of_another(one.sentence, title))
    ]


def _is_of_another(sentence: str, title: str) -> bool:
    """Whether the sentence says of another document from when it holds, or is over."""
    found = _OF_ANOTHER.search(sentence)
    return found is not None and (found["title"] or found["then"]) not in title


def _is_of_itself(one: Deadline) -> bool:
    """Whether it is the document that holds from then on, and not one of its rules."""
    before = one.sentence[: max(0, one.sentence.find(one.text))]
    return bool(_ITSELF_BEFORE.search(before) or _ITSELF_SAID.search(one.text))


def extends(said: Relation) -> bool:
    """Whether all that is changed of the document is how long it holds."""
    return said.kind == "amends" and is_longer(said.sentence)


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
    since = since_words(one.since) if one.since else ""
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
    return Standing(state="expired", because=(f"有效期至{day_words(last)}：“{one.sentence}”",))


def _expired_after(longer: Sequence[Verdict], today: date) -> Standing | None:
    last = max((one.until or date.max for one in longer), default=date.max)
    if last >= today:
        return None
    return Standing(state="expired", because=tuple(_line(one) for one in longer))


def _of_page(validity: str | None) -> Standing | None:
    state = said_on_page(validity)
    return Standing(state=state, because=(f"页面标注：{validity}",)) if state else None
