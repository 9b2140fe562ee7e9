"""One subscription's digest of one period, composed from stored changes: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from storage.clock import day_of, midnight
from storage.ids import digest_id
from storage.records import PARTS, CoverageLine, Digest, DigestItem, Filter, Subscription
from storage.text import fold

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
) -> Digest:
    """What the subscription is told of the period: each document once, by part, newest first.

    Baselines, irrelevant documents and what was detected after ``now`` never get in.
    """
    since, until = period_bounds(period)
    told: dict[str, list[DigestItem]] = {"added": [], "changed": [], "withdrawn": [], "late": []}
    for history in _by_document(items, since, min(until, now)):
        if not _for_them(subscription, history):
            continue
        place, item = _outcome(subscription.filter, history)
        if place:
            told[place].append(item)
    parts = subscription.filter.parts
    return Digest(
        digest_id=digest_id(subscription.subscription_id, period),
        subscription=subscription,
        period=period,
        since=since,
        until=until,
        coverage=tuple(line for line in coverage if not parts or line.part in parts),
        **{place: tuple(sorted(found, key=_order)) for place, found in told.items()},
    )


def matches(chosen: Filter, items: Sequence[DigestItem]) -> bool:
    """Whether a filter wants the document that these changes are of."""
    document = items[0].document
    tests = (
        not chosen.topics or _has_topic(chosen.topics, items[0]),
        not chosen.parts or document.part in chosen.parts,
        not chosen.regions or document.region.startswith(chosen.regions),
        not chosen.issuers or _any_in(chosen.issuers, document.issuing_bodies),
        not chosen.words or _any_in(chosen.words, _texts(items)),
        not chosen.words_not or not _any_in(chosen.words_not, _texts(items)),
    )
    return all(tests)


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


def _outcome(chosen: Filter, history: Sequence[DigestItem]) -> tuple[str, DigestItem]:
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
    return "", history[-1]


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


def _order(item: DigestItem) -> tuple[int, int, str, str]:
    document = item.document
    part = PARTS.index(document.part) if document.part else len(PARTS)
    days = document.published_on.toordinal() if document.published_on else 0
    return part, -days, document.title, document.document_id


def _has_topic(wanted: Iterable[str], item: DigestItem) -> bool:
    found = [score.id for score in item.document.classification.topics]
    return any(one == topic or one.startswith(f"{topic}.") for topic in wanted for one in found)


def _any_in(wanted: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether a word stands in a text, whatever the widths, quotes, letter cases and spaces."""
    folded = [fold(text).casefold() for text in texts]
    words = [word for word in (fold(one).casefold() for one in wanted) if word]
    return any(word in text for word in words for text in folded)


def _texts(items: Sequence[DigestItem]) -> list[str]:
    document = items[0].document
    texts = [document.title, document.document_number or "", *document.issuing_bodies]
    for item in items:
        texts += [item.text, item.change.summary]
        texts += [text for hunk in item.change.hunks for text in (hunk.before, hunk.after)]
    return texts
