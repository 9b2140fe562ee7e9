"""The frame of a month's draft: what was closed before it, and what people decided of it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from compilation.drafting.choosing import Frame
from compilation.drafting.decisions import decisions_of, order_value, ordered_ids
from compilation.drafting.window import Window
from compilation.months import last_of, moved
from storage.clock import midnight
from storage.queries import issue_drafts as queries
from storage.queries.issues import FrozenSet, frozen_sets, issued_months
from storage.records import Draft, IssueDecision, Office


def frame_of(conn: Connection, month: str, window: Window, office: Office) -> Frame:
    """The issue that is drafted: its days, what people decided of it, what was settled before."""
    last = next((one for one in issued_months(conn) if one < month), None)
    frozen = frozen_sets(conn, [last]).get(last) if last else None
    closed_at, covered_to = midnight(window.start), window.start - timedelta(days=1)
    if frozen:
        closed_at, covered_to = frozen.frozen_at, frozen.window_end
    elif last and last != moved(month, -1):
        covered_to = last_of(last)
        closed_at = midnight(covered_to + timedelta(days=1))
    return Frame(
        month=month,
        window=window,
        closed_at=closed_at,
        covered_to=covered_to,
        weighed=_now_called(conn, frozen.weighed) if frozen else None,
        follows_open=last != moved(month, -1),
        decisions=decisions_of(current_decisions(conn, month)),
        settled_before=_now_frozen(conn, frozen) | queries.left_elsewhere(conn, month),
        office=office,
    )


def current_decisions(conn: Connection, month: str) -> list[IssueDecision]:
    """What was decided of the month's issue, oldest first, of documents as they are called now."""
    found = queries.decisions_on(conn, month)
    named = {one.document_id for one in found} | {
        key for one in found if one.kind == "order" for key in ordered_ids(one)
    }
    now = queries.current_ids(conn, named)
    return [
        replace(
            one,
            document_id=now.get(one.document_id, one.document_id),
            value=order_value([now.get(key, key) for key in ordered_ids(one)])
            if one.kind == "order"
            else one.value,
        )
        for one in found
    ]


def weighed_in(conn: Connection, draft: Draft) -> tuple[str, ...]:
    """The documents that might have stood in the draft, published in its days or before, that no
    issue prints and that are not in it."""
    missed = queries.missed_before(conn, draft.window_end + timedelta(days=1))
    return tuple(sorted(missed - {item.document_id for item in draft.items}))


def _now_called(conn: Connection, ids: Collection[str] | None) -> frozenset[str] | None:
    if ids is None:
        return None
    now = queries.current_ids(conn, ids)
    return frozenset(now.get(one, one) for one in ids)


def _now_frozen(conn: Connection, frozen: FrozenSet | None) -> frozenset[str]:
    """The documents that were frozen, though a published issue may be what counts of the month."""
    carried = queries.carried_now(conn, frozen.version_of) if frozen else {}
    return frozenset(carried.values())
