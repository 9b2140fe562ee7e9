"""Subscriptions, and the deliveries of what they cause."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from storage.columns import from_row, to_row
from storage.ids import sha256
from storage.queries.chunks import chunks
from storage.records import CopyKind, Delivery, DeliveryState, Form, Rendering, Subscription
from storage.tables import deliveries, renderings, subscriptions, versions


def find_subscriptions(conn: Connection, *, active_only: bool = False) -> list[Subscription]:
    """The subscriptions, oldest first."""
    query = select(subscriptions)
    if active_only:
        query = query.where(subscriptions.c.active)
    rows = conn.execute(query.order_by(subscriptions.c.created_at, subscriptions.c.subscription_id))
    return [from_row(Subscription, row) for row in rows]


def subscription(conn: Connection, subscription_id: str) -> Subscription | None:
    """The subscription of that id."""
    row = conn.execute(
        select(subscriptions).where(subscriptions.c.subscription_id == subscription_id)
    ).first()
    return from_row(Subscription, row) if row else None


def put_subscription(conn: Connection, record: Subscription) -> bool:
    """Store the record, in place of the one of its id; whether it is a new one."""
    stored = subscription(conn, record.subscription_id)
    if stored is None:
        conn.execute(subscriptions.insert(), to_row(record))
        return True
    values = to_row(replace(record, created_at=stored.created_at))
    conn.execute(
        update(subscriptions)
        .where(subscriptions.c.subscription_id == record.subscription_id)
        .values({subscriptions.c[name]: value for name, value in values.items()})
    )
    return False


def texts(conn: Connection, version_ids: Iterable[str]) -> dict[str, str]:
    """The bodies of versions, by version id."""
    query = select(versions.c.version_id, versions.c.content)
    return {
        row.version_id: row.content.text
        for some in chunks(version_ids)
        for row in conn.execute(query.where(versions.c.version_id.in_(some)))
    }


def add_delivery(conn: Connection, record: Delivery) -> bool:
    """Store a planned delivery; False if subscription and period have theirs already."""
    try:
        with conn.begin_nested():
            conn.execute(deliveries.insert(), to_row(record))
    except IntegrityError:
        return False
    return True


def rendering_id(form: Form) -> str:
    """The id under which a form is stored."""
    return sha256(msgspec.json.encode(form))[:16]


def put_form(conn: Connection, form: Form, now: datetime, copy: CopyKind = "") -> str:
    """Store what messages say, or a copy on the web, once; the id by which it is named."""
    record = Rendering(rendering_id=rendering_id(form), made_at=now, form=form, copy=copy)
    known = select(renderings.c.rendering_id)
    if conn.execute(known.where(renderings.c.rendering_id == record.rendering_id)).first() is None:
        try:
            with conn.begin_nested():
                conn.execute(renderings.insert(), to_row(record))
        except IntegrityError:
            pass  # another process has just stored the same
    return record.rendering_id


def form_of(conn: Connection, rendering_id: str) -> Form | None:
    """What the deliveries of that rendering say."""
    query = select(renderings.c.form).where(renderings.c.rendering_id == rendering_id)
    return conn.execute(query).scalar()


def listed_copies(conn: Connection) -> list[str]:
    """The ids of the copies on the web that everybody is told of, the newest first."""
    query = (
        select(renderings.c.rendering_id)
        .where(renderings.c.copy == "listed")
        .order_by(renderings.c.made_at.desc(), renderings.c.rendering_id)
    )
    return list(conn.execute(query).scalars())


def copy_of(conn: Connection, rendering_id: str) -> Rendering | None:
    """The digest's copy on the web of that id; never what a message says."""
    query = select(renderings).where(
        renderings.c.rendering_id == rendering_id, renderings.c.copy != ""
    )
    row = conn.execute(query).first()
    return from_row(Rendering, row) if row else None


def was_planned(conn: Connection, moment: datetime, until: datetime) -> bool:
    """Whether a digest that tells of that moment was planned from then to before ``until``."""
    query = select(deliveries.c.delivery_id).where(
        deliveries.c.since <= moment,
        deliveries.c.until > moment,
        deliveries.c.planned_at >= moment,
        deliveries.c.planned_at < until,
    )
    return conn.execute(query.limit(1)).first() is not None


def delivery(conn: Connection, delivery_id: str) -> Delivery | None:
    """The delivery of that id."""
    row = conn.execute(select(deliveries).where(deliveries.c.delivery_id == delivery_id)).first()
    return from_row(Delivery, row) if row else None


def find_deliveries(
    conn: Connection,
    *,
    period: str = "",
    states: Iterable[DeliveryState] = (),
    limit: int = 1000,
) -> list[Delivery]:
    """Deliveries, newest first."""
    query = select(deliveries)
    if period:
        query = query.where(deliveries.c.period == period)
    wanted = tuple(states)
    if wanted:
        query = query.where(deliveries.c.state.in_(wanted))
    query = query.order_by(deliveries.c.planned_at.desc(), deliveries.c.delivery_id).limit(limit)
    return [from_row(Delivery, row) for row in conn.execute(query)]


def plan_again(conn: Connection, delivery_id: str, states: Iterable[DeliveryState]) -> bool:
    """Put a delivery that stands in one of the states back to planned; whether it stood there."""
    again = conn.execute(
        update(deliveries)
        .where(deliveries.c.delivery_id == delivery_id, deliveries.c.state.in_(tuple(states)))
        .values(state="planned", attempts=0, tried_since=None, next_attempt_at=None)
    )
    return again.rowcount == 1


def drafts_of(conn: Connection, delivery_ids: Iterable[str]) -> dict[str, str]:
    """The drafts of the digests of which these are parts, with the quiet hours of their readers."""
    found: dict[str, str] = {}
    parts = select(deliveries.c.digest_id)
    query = (
        select(deliveries.c.delivery_id, subscriptions.c.quiet)
        .outerjoin(subscriptions, subscriptions.c.subscription_id == deliveries.c.subscription_id)
        .where(deliveries.c.state == "draft")
    )
    for some in chunks(delivery_ids):
        of_these = deliveries.c.digest_id.in_(parts.where(deliveries.c.delivery_id.in_(some)))
        for row in conn.execute(query.where(of_these)):
            found[row.delivery_id] = row.quiet or ""
    return found


def decide_drafts(
    conn: Connection,
    later: Mapping[str, datetime | None],
    by: str,
    state: DeliveryState,
) -> int:
    """Give drafts another state, to be attempted not before a moment each; how many."""
    if not later:
        return 0
    change = (
        update(deliveries)
        .where(deliveries.c.delivery_id == bindparam("key"), deliveries.c.state == "draft")
        .values(state=state, decided_by=by, next_attempt_at=bindparam("not_before"))
    )
    values = [{"key": key, "not_before": moment} for key, moment in later.items()]
    return conn.execute(change, values).rowcount
