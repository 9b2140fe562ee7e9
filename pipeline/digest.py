"""One subscription's digest of one period, composed from stored changes: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from pipeline.searching.wanted import subject_of, wants
from pipeline.telling.composing.periods import Period, made_at, schedule_of
from storage.clock import day_beside, day_of
from storage.ids import digest_id
from storage.records import (
    ChangeKind,
    CoverageLine,
    Digest,
    DigestItem,
    Filter,
    Office,
    Part,
    Subscription,
)

METADATA_MATTERS = 0.5
"""Least significance of a change that touched only what stands about a text, not the text."""
_EDITS = ("amended", "attachment", "metadata")
_MOVES = ("added", "withdrawn", "restored")


def compose(
    subscription: Subscription,
    period: Period,
    items: Sequence[DigestItem],
    coverage: Sequence[CoverageLine],
    now: datetime,
    *,
    office: Office,
) -> Digest:
    """What the subscription is told of the period: each document once, by part, newest first.

    Baselines and irrelevant documents never get in. All that was detected before the period's end
    does, whatever ``now`` is: its readers count as told of it, though a clock was set back since.
    """
    told: dict[str, list[DigestItem]] = {"added": [], "changed": [], "withdrawn": [], "late": []}
    for history in _by_document(items, period):
        if not _for_them(subscription, history) or was_told(subscription, history[0], period):
            continue
        place, item = _outcome(subscription.filter, _of_kinds(subscription.filter, history), now)
        if item:
            told[place].append(item)

    def placed(place: str) -> tuple[DigestItem, ...]:
        return tuple(sorted(told[place], key=lambda one: _order(one, office.ids)))

    return Digest(
        digest_id=digest_id(subscription.subscription_id, period.name),
        subscription=subscription,
        period=period.name,
        since=period.since,
        until=period.until,
        made_at=now,
        added=placed("added"),
        changed=placed("changed"),
        withdrawn=placed("withdrawn"),
        late=placed("late"),
        coverage=tuple(coverage),
        office=office,
    )


def matches(chosen: Filter, items: Sequence[DigestItem]) -> bool:
    """Whether a filter wants the document that these changes are of."""
    first = items[0]
    return wants(chosen, subject_of(first.document, first.texts, first.state))


def _by_document(items: Iterable[DigestItem], period: Period) -> list[list[DigestItem]]:
    """The period's changes of each document, oldest first."""
    found: dict[str, list[DigestItem]] = {}
    for item in sorted(items, key=lambda item: (item.change.detected_at, item.change.change_id)):
        if _is_of(item, period) and item.change.kind != "baseline":
            found.setdefault(item.document.document_id, []).append(item)
    return list(found.values())


def _is_of(item: DigestItem, period: Period) -> bool:
    if period.passes and item.change.run_id not in period.passes:
        return False
    if item.change.detected_at < period.since:
        return bool(item.reviews)
    return item.change.detected_at < period.until


def was_told(subscription: Subscription, item: DigestItem, period: Period) -> bool:
    """Whether a digest told already of a document that was announced before the period: the one
    of its time, as people had decided by then, or a later one after it was taken."""
    if not item.reviews:
        return False
    at = made_at(schedule_of(subscription), item.change.detected_at)
    before = [one for one in item.reviews if one.decided_at < at]
    verdict = before[-1].decision == "approve" if before else item.reviews[0].proposed
    if verdict or (verdict is None and subscription.include_doubtful):
        return True
    later = (one for one in item.reviews if at <= one.decided_at < period.decided_since)
    return any(one.decision == "approve" for one in later)


def _for_them(subscription: Subscription, history: Sequence[DigestItem]) -> bool:
    relevant = history[0].document.relevant
    wanted = relevant or (relevant is None and subscription.include_doubtful)
    return bool(wanted) and matches(subscription.filter, history)


def _of_kinds(chosen: Filter, history: Sequence[DigestItem]) -> Sequence[DigestItem]:
    """Those of the changes that are of a kind that is told."""
    return [item for item in history if not chosen.kinds or item.change.kind in chosen.kinds]


def _outcome(
    chosen: Filter, history: Sequence[DigestItem], now: datetime
) -> tuple[str, DigestItem | None]:
    """Where the document stands in the digest, as which item; an empty place: nowhere."""
    first = next((item for item in history if item.change.kind == "added"), None)
    edits = [item for item in history if is_weighty(chosen, item.change)]
    moves = [item for item in history if item.change.kind in ("withdrawn", "restored")]
    if moves and moves[-1].change.kind == "withdrawn":
        return "withdrawn", replace(moves[-1], note="本期新增，随后撤下。" if first else "")
    if first and first.reviews:
        note = f"发布时未收录，{_taken_on(first, now)}经人工判定收录，现予补发。"
        return "late", replace(first, note=note + _note(edits, "公布后"))
    if first:
        return "late" if first.change.late else "added", replace(first, note=_note(edits, "公布后"))
    if moves and moves[0].change.kind == "restored":
        return "changed", replace(moves[-1], note="曾撤下，现已恢复。" + _note(edits, "恢复后"))
    if edits:
        return "changed", _edited(edits)
    return "", None


def _taken_on(item: DigestItem, now: datetime) -> str:
    return day_beside(day_of(item.reviews[-1].decided_at), day_of(now))


class Weighed(Protocol):
    """A change, as far as it tells whether it is wanted."""

    @property
    def kind(self) -> ChangeKind: ...
    @property
    def significance(self) -> float: ...


def tells(chosen: Filter, change: Weighed) -> bool:
    """Whether the filter, where it wants the document, wants the change."""
    if chosen.kinds and change.kind not in chosen.kinds:
        return False
    return change.kind in _MOVES or is_weighty(chosen, change)


def is_weighty(chosen: Filter, change: Weighed) -> bool:
    """Whether it is an edit that weighs enough to be told."""
    least = chosen.least_significance
    if change.kind == "metadata":
        least = max(least, METADATA_MATTERS)
    return change.kind in _EDITS and change.significance >= least


def _edited(edits: Sequence[DigestItem]) -> DigestItem:
    """The weightiest of the period's edits (of equals the newest), and what became of it."""
    weightiest = max(reversed(edits), key=lambda item: item.change.significance)
    notes = [f"本期共改动 {len(edits)} 次。"] if len(edits) > 1 else []
    if edits[-1].change.reverted:
        notes.append("最近一次改动恢复了先前的文本。")
    return replace(weightiest, note="".join(notes))


def _note(edits: Sequence[DigestItem], when: str) -> str:
    if not edits:
        return ""
    said = _edited(edits).change.summary
    return f"{when}有改动：{said}" if said else f"{when}有改动。"


def _order(item: DigestItem, ids: Sequence[Part]) -> tuple[int, int, str, str]:
    document = item.document
    part = ids.index(document.part) if document.part in ids else len(ids)
    days = document.published_on.toordinal() if document.published_on else 0
    return part, -days, document.title, document.document_id
