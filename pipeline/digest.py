"""One subscription's digest of one period, composed from stored changes: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from pipeline.searching.wanted import Subject, wants
from storage.clock import day_of, midnight
from storage.ids import digest_id
from storage.records import (
    CoverageLine,
    Digest,
    DigestItem,
    Filter,
    Office,
    Part,
    Subscription,
)
from storage.search.folding import folded

_folded = lru_cache(maxsize=512)(folded)
"""Each text is asked of by every subscription."""
METADATA_MATTERS = 0.5
"""Least significance of a change that touched only what stands about a text, not the text."""
_EDITS = ("amended", "attachment", "metadata")


def period_bounds(period: str) -> tuple[datetime, datetime]:
    """From Monday 00:00 in Shanghai to the next Monday 00:00, in UTC, of a week like 2026-W47.

    Raises ``ValueError`` for what is no ISO week.
    """
    year, sep, week = period.partition("-W")
    try:
        if not sep or len(week) != 2:
            raise ValueError(period)
        monday = date.fromisocalendar(int(year), int(week), 1)
    except ValueError as error:
        raise ValueError(f"不是周：{period!r}，应如 2026-W47") from error
    return midnight(monday), midnight(monday + timedelta(days=7))


def period_of(now: datetime) -> str:
    """The last complete week before ``now``, as 2026-W47."""
    year, week, _day = (day_of(now) - timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02}"


def compose(
    subscription: Subscription,
    period: str,
    items: Sequence[DigestItem],
    coverage: Sequence[CoverageLine],
    now: datetime,
    *,
    office: Office,
) -> Digest:
    """What the subscription is told of the period: each document once, by part, newest first.

    Baselines, irrelevant documents and what was detected after ``now`` never get in.
    """
    since, until = period_bounds(period)
    told: dict[str, list[DigestItem]] = {"added": [], "changed": [], "withdrawn": [], "late": []}
    for history in _by_document(items, since, min(until, now)):
        if not _for_them(subscription, history):
            continue
        place, item = _outcome(subscription.filter, _of_kinds(subscription.filter, history))
        if item:
            told[place].append(item)
    parts = subscription.filter.parts
    return Digest(
        digest_id=digest_id(subscription.subscription_id, period),
        subscription=subscription,
        period=period,
        since=since,
        until=until,
        coverage=tuple(line for line in coverage if not parts or line.part in parts),
        office=office,
        **{
            place: tuple(sorted(found, key=lambda one: _order(one, office.ids)))
            for place, found in told.items()
        },
    )


def matches(chosen: Filter, items: Sequence[DigestItem]) -> bool:
    """Whether a filter wants the document that these changes are of."""
    first = items[0]
    texts = tuple(map(_folded, first.texts))
    return wants(chosen, Subject(first.document, texts, first.state))


def _by_document(
    items: Iterable[DigestItem], since: datetime, until: datetime
) -> list[list[DigestItem]]:
    """The period's changes of each document, oldest first."""
    found: dict[str, list[DigestItem]] = {}
    for item in sorted(items, key=lambda item: (item.change.detected_at, item.change.change_id)):
        if since <= item.change.detected_at < until and item.change.kind != "baseline":
            found.setdefault(item.document.document_id, []).append(item)
    return list(found.values())


def _for_them(subscription: Subscription, history: Sequence[DigestItem]) -> bool:
    relevant = history[0].document.relevant
    wanted = relevant or (relevant is None and subscription.include_doubtful)
    return bool(wanted) and matches(subscription.filter, history)


def _of_kinds(chosen: Filter, history: Sequence[DigestItem]) -> Sequence[DigestItem]:
    """Those of the changes that are of a kind that is told."""
    return [item for item in history if not chosen.kinds or item.change.kind in chosen.kinds]


def _outcome(chosen: Filter, history: Sequence[DigestItem]) -> tuple[str, DigestItem | None]:
    """Where the document stands in the digest, as which item; an empty place: nowhere."""
    first = next((item for item in history if item.change.kind == "added"), None)
    edits = [item for item in history if _is_told(chosen, item)]
    moves = [item for item in history if item.change.kind in ("withdrawn", "restored")]
    if moves and moves[-1].change.kind == "withdrawn":
        return "withdrawn", replace(moves[-1], note="本期新增，随后撤下。" if first else "")
    if first:
        return "late" if first.change.late else "added", replace(first, note=_note(edits, "公布后"))
    if moves and moves[0].change.kind == "restored":
        return "changed", replace(moves[-1], note="曾撤下，现已恢复。" + _note(edits, "恢复后"))
    if edits:
        return "changed", _edited(edits)
    return "", None


def _is_told(chosen: Filter, item: DigestItem) -> bool:
    change = item.change
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
