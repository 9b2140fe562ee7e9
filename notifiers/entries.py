"""One document of a digest as it is shown: pure, everything in it cleaned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup

from storage.as_decided import AMENDED_MARK, FIELD_NAMES
from storage.records import AheadLine, DigestItem, ValueChange
from storage.shortening import start_of
from storage.text import squeeze

# Controls, marks that turn the writing direction, halves of surrogate pairs, non-characters.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(
    r"https?://[^\s<>\"'\\\x00-\x1f\x7f-\x9f\u200b-\u206f\ud800-\udfff]{1,2000}", re.I
)
_ROLES = {"repost": "转载", "interpretation": "解读", "news": "报道"}
_NEW = frozenset({"added", "late"})
_TITLE, _LINE, _ALSO, _VALUES, _TOPICS, _DATES = 200, 300, 3, 3, 3, 3


@dataclass(frozen=True, kw_only=True)
class Link:
    url: str
    host: str
    role: str = ""
    """解读, 转载, …: what a further page is to the document."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A date ahead."""

    when: str
    """12月5日; with its year where that is another one than the digest's."""
    what: str
    """意见反馈截止."""
    over: bool
    gist: str
    """What is due, in the text's words."""
    title: str
    link: Link | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One document of the digest."""

    number: int
    """Place in the whole digest, from 1: the same in its web copy."""
    title: str
    top: str
    """Of a consultation: until when it takes opinions."""
    facts: tuple[str, ...]
    """Document number and issuers, as far as known."""
    dates: tuple[str, ...]
    """2026-11-18 公布, …"""
    topics: tuple[str, ...]
    line: str
    """What it says, or what changed, the values first."""
    gist: str
    """What a new document sets: targets and tasks with their time."""
    due: tuple[Due, ...]
    reason: str
    """Why it is for a person to decide."""
    note: str
    doubtful: bool
    page: Link | None
    """Our own page of it."""
    link: Link | None
    """The original."""
    also: tuple[Link, ...]
    more_also: int
    compared: Markup
    """The clauses that changed; empty: there are none, or there was no room."""
    compared_lines: tuple[str, ...]
    comparison: Link | None
    """The page of the whole comparison."""

    @property
    def lead(self) -> Link | None:
        """Where its title leads: to our page, which has it all, else to the original."""
        return self.page or self.link


@dataclass(frozen=True, kw_only=True)
class Around:
    """What entries are shown with."""

    today: date
    """The day on which the digest is made: what is ahead, and which years go without saying."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Topics' names by id."""
    site: str = ""
    """Where our own pages are; empty: nowhere."""
    comparisons: bool = False
    """Whether each change has a page there."""

    def page(self, path: str) -> Link | None:
        """A page of ours."""
        return link_of(f"{self.site.rstrip('/')}/{path}") if self.site else None


def clean(text: str, limit: int) -> str:
    """One line without control characters; what is too long is cut, and says so."""
    start = text[: 4 * limit + 1000]  # a text of megabytes is not read through for its first line
    line = squeeze(_CONTROLS.sub(" ", start))
    whole = len(start) == len(text) and len(line) <= limit
    return line if whole else f"{start_of(line, limit)}（过长，余略）"


def entry_of(key: str, item: DigestItem, number: int, around: Around) -> Entry:
    """What a section of that key shows of the item."""
    document = item.document
    others = [posting for posting in item.postings if not posting.withdrawn]
    lead = next((p.url for p in item.postings if p.posting_id == document.lead_posting_id), "")
    link = link_of(item.change.url if key == "withdrawn" else lead) or link_of(item.change.url)
    also = [
        replace(found, role=_ROLES.get(posting.role or "", "另见"))
        for posting in others
        if (found := link_of(posting.url)) and found != link
    ]
    comparison = item.comparison if key == "changed" else None
    gist = clean(item.gist, _LINE) if key in _NEW else ""
    return Entry(
        number=number,
        title=clean(document.title, _TITLE) or "（无标题）",
        top=_top(key, item, around),
        facts=_facts(item),
        dates=_dates(item),
        topics=_topics(item, around),
        line=_line(key, item),
        gist=gist,
        due=() if key == "withdrawn" else _due(item, gist, around),
        reason=clean(item.reason, _LINE),
        note=clean(f"{item.note}{item.printed}{item.missing}{_amended(item)}", _LINE),
        doubtful=document.relevant is None,
        page=around.page(f"documents/{document.document_id}"),
        link=link,
        also=tuple(also[:_ALSO]),
        more_also=max(0, len(also) - _ALSO),
        compared=Markup(comparison.html if comparison else ""),
        compared_lines=comparison.lines if comparison else (),
        comparison=_comparison(key, item, around),
    )


def due_of(line: AheadLine, around: Around) -> Due:
    """A date ahead as it is shown."""
    work = line.document
    this_year = line.said.precision != "year" and f"{around.today.year}年"
    when = line.when.removeprefix(this_year or "")
    return Due(
        when=clean(when, 40),
        what=clean(line.what, 40),
        over=line.said.date is not None and line.said.date < around.today,
        gist=clean(line.gist, _LINE),
        title=clean(work.title, _TITLE) or "（无标题）",
        link=around.page(f"documents/{work.document_id}") or link_of(line.url),
    )


def link_of(url: str) -> Link | None:
    """A link for a reader; none for another scheme, or an address that is no address."""
    if not _LINK.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:  # an unclosed bracket: no address at all
        return None
    return Link(url=url, host=host) if host else None


def _amended(item: DigestItem) -> str:
    """归编、主题为人工改定。"""
    names = "、".join(FIELD_NAMES[one] for one in item.amended)
    return f"{names}为{AMENDED_MARK}。" if names else ""


def _comparison(key: str, item: DigestItem, around: Around) -> Link | None:
    if key != "changed" or not around.comparisons or not item.change.hunks:
        return None
    return around.page(f"changes/{item.change.change_id}")


def _top(key: str, item: DigestItem, around: Around) -> str:
    """征求意见，12月5日截止."""
    if item.document.page_kind != "consultation" or key == "withdrawn":
        return ""
    closing = [due_of(one, around) for one in item.deadlines if one.said.kind == "consultation"]
    if not closing:
        return "征求意见，截止日期未见于正文"
    last = closing[-1]
    return f"征求意见，已于{last.when}截止" if last.over else f"征求意见，{last.when}截止"


def _due(item: DigestItem, gist: str, around: Around) -> tuple[Due, ...]:
    """The first dates ahead, without those that stand elsewhere in the entry."""
    consulted = item.document.page_kind == "consultation"
    begins = item.document.effective_on or item.reckoned_on
    lines = [
        one
        for one in item.deadlines
        if not (one.said.kind == "consultation" and consulted)
        and not (one.said.kind == "effective" and one.said.date == begins)
    ]
    ahead = [_beside(gist, one, around) for one in lines]
    return tuple([one for one in ahead if not one.over][:_DATES])


def _beside(gist: str, line: AheadLine, around: Around) -> Due:
    """The date; without what is due where the line of the key facts has said it."""
    due = due_of(line, around)
    told = line.said.text and line.said.text in gist
    return replace(due, gist="") if told else due


def _facts(item: DigestItem) -> tuple[str, ...]:
    document = item.document
    bodies = document.issuing_bodies
    issuers = "、".join(bodies[:8]) + (f"等 {len(bodies)} 个机关" if len(bodies) > 8 else "")
    facts = (clean(document.document_number or "", 80), clean(issuers, _LINE))
    return tuple(fact for fact in facts if fact)


def _dates(item: DigestItem) -> tuple[str, ...]:
    """2026-11-18 成文并公布, 2027-01-01 施行（推算）."""
    document = item.document
    signed, published = document.signed_on, document.published_on
    begins = document.effective_on or item.reckoned_on
    told = {"成文": signed, "公布": published}
    if signed == published:
        told = {"成文并公布": signed}
    dates = [f"{day.isoformat()} {what}" for what, day in told.items() if day]
    if begins:
        how = "" if document.effective_on else "（推算）" if item.reckoned else "（据正文）"
        dates.append(f"{begins.isoformat()} 施行{how}")
    return tuple(dates)


def _topics(item: DigestItem, around: Around) -> tuple[str, ...]:
    """The names of its topics, the surest first; one whose sub-topic is named goes without."""
    scores = sorted(item.document.classification.topics, key=lambda one: -one.score)
    ids = [one.id for one in scores]
    told = [one for one in ids if not any(other.startswith(f"{one}.") for other in ids)]
    return tuple(dict.fromkeys(clean(around.names.get(one, one), 40) for one in told))[:_TOPICS]


def _line(key: str, item: DigestItem) -> str:
    """One line: of a new document what it says, of a change its values first."""
    change = item.change
    if key == "withdrawn":
        return "网站已撤下原文，所列为撤下前的信息。"
    if key != "changed":
        return "" if item.gist else clean(change.summary or item.opening, _LINE)
    summary = clean(change.summary, _LINE)
    repeated = any(
        (v.before or "") in summary and (v.after or "") in summary for v in change.values
    )
    lead = "" if repeated else "；".join(_said(value) for value in change.values[:_VALUES])
    kind = "著录信息：" if change.kind == "metadata" else ""
    return clean(kind + "；".join(part for part in (lead, summary) if part), 2 * _LINE)


def _said(value: ValueChange) -> str:
    """第十条：2025年12月31日 → 2026年6月30日."""
    label = f"{clean(value.label, 60)}：" if value.label else ""
    before, after = clean(value.before or "无", 60), clean(value.after or "无", 60)
    return f"{label}{before} → {after}"
