"""One document of a digest as it is shown: pure, everything in it cleaned."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markupsafe import Markup

from storage.as_decided import AMENDED_MARK, FIELD_NAMES
from storage.records import DigestItem, ValueChange
from storage.text import squeeze

# Controls, marks that turn the writing direction, halves of surrogate pairs, non-characters.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(
    r"https?://[^\s<>\"'\\\x00-\x1f\x7f-\x9f\u200b-\u206f\ud800-\udfff]{1,2000}", re.I
)
_ROLES = {"repost": "转载", "interpretation": "解读", "news": "报道"}
_NEW = frozenset({"added", "late"})
_TITLE, _LINE, _ALSO, _VALUES = 200, 300, 3, 3


@dataclass(frozen=True, kw_only=True)
class Link:
    url: str
    host: str
    role: str = ""
    """解读, 转载, …: what a further page is to the document."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One document of the digest."""

    number: int
    """Place in the whole digest, from 1."""
    title: str
    facts: tuple[str, ...]
    """Document number and issuers, as far as known."""
    dates: tuple[str, ...]
    """2026-11-18 公布, …"""
    line: str
    gist: str
    """What a new document sets: targets and tasks with their time."""
    note: str
    doubtful: bool
    link: Link | None
    also: tuple[Link, ...]
    more_also: int
    compared: Markup
    """The clauses that changed; empty: there are none, or there was no room."""
    compared_lines: tuple[str, ...]
    comparison: Link | None
    """The desk's page of the whole comparison."""


def clean(text: str, limit: int) -> str:
    """One line without control characters; what is too long is cut, and says so."""
    line = squeeze(_CONTROLS.sub(" ", text))
    return line if len(line) <= limit else f"{line[:limit]}（过长，余略）"


def entry_of(key: str, item: DigestItem, number: int, desk_url: str) -> Entry:
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
    return Entry(
        number=number,
        title=clean(document.title, _TITLE) or "（无标题）",
        facts=_facts(item),
        dates=_dates(item),
        line=_line(key, item),
        gist=clean(item.gist, _LINE) if key in _NEW else "",
        note=clean(f"{item.note}{item.printed}{item.missing}{_amended(item)}", _LINE),
        doubtful=document.relevant is None,
        link=link,
        also=tuple(also[:_ALSO]),
        more_also=max(0, len(also) - _ALSO),
        compared=Markup(item.comparison.html if key == "changed" and item.comparison else ""),
        compared_lines=item.comparison.lines if key == "changed" and item.comparison else (),
        comparison=_desk_page(key, item, desk_url),
    )


def _amended(item: DigestItem) -> str:
    """归编、主题为人工改定。"""
    names = "、".join(FIELD_NAMES[one] for one in item.amended)
    return f"{names}为{AMENDED_MARK}。" if names else ""


def _desk_page(key: str, item: DigestItem, desk_url: str) -> Link | None:
    if key != "changed" or not desk_url or not item.change.hunks:
        return None
    return link_of(f"{desk_url.rstrip('/')}/changes/{item.change.change_id}")


def _facts(item: DigestItem) -> tuple[str, ...]:
    document = item.document
    bodies = document.issuing_bodies
    issuers = "、".join(bodies[:8]) + (f"等 {len(bodies)} 个机关" if len(bodies) > 8 else "")
    facts = (clean(document.document_number or "", 80), clean(issuers, _LINE))
    return tuple(fact for fact in facts if fact)


def _dates(item: DigestItem) -> tuple[str, ...]:
    document = item.document
    dates = {
        "成文": document.signed_on,
        "公布": document.published_on,
        "施行": document.effective_on,
    }
    return tuple(f"{day.isoformat()} {what}" for what, day in dates.items() if day)


def _line(key: str, item: DigestItem) -> str:
    """One line: of a new document why it is here, of a change its values first."""
    change = item.change
    if key == "withdrawn":
        return "网站已撤下原文，所列为撤下前的信息。"
    if key != "changed":
        reasons = item.document.classification.reasons
        reason = f"收录理由：{reasons[0]}" if reasons else ""
        return clean(change.summary or reason, _LINE)
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


def link_of(url: str) -> Link | None:
    """A link for a reader; none for another scheme, or an address that is no address."""
    if not _LINK.fullmatch(url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:  # an unclosed bracket: no address at all
        return None
    return Link(url=url, host=host) if host else None
