"""Deliveries that are due, as planning leaves them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from storage.columns import to_row
from storage.database import Database
from storage.queries import telling
from storage.records import Delivery, Form, Subscription
from storage.tables import deliveries, subscriptions
from tests.telling_samples import MONDAY, PERIOD, subscription

FORM = Form(subject="周报", text="新文件\n", html="<p>新文件</p>", thread=PERIOD)


def delivery(**values: Any) -> Delivery:
    given = {
        "delivery_id": "d0",
        "digest_id": "d0",
        "subscription_id": "r0",
        "period": PERIOD,
        "channel": "email",
        "address": "r0@example.org",
        "rendering_id": "form",
        "state": "planned",
        "planned_at": MONDAY,
    }
    return Delivery(**(given | values))


def reader(number: int, **values: Any) -> Subscription:
    given = {"subscription_id": f"r{number}", "address": f"r{number}@example.org"}
    return subscription(**(given | values))


def store_due(db: Database, whose: Iterable[Subscription], form: Form = FORM) -> None:
    """The subscriptions, and a delivery for each that is due at once."""
    everyone = list(whose)
    with db.begin() as conn:
        rendering_id = telling.put_form(conn, form, MONDAY)
        conn.execute(insert(subscriptions), [to_row(who) for who in everyone])
        due = [
            delivery(
                delivery_id=f"d-{who.subscription_id}",
                digest_id=f"d-{who.subscription_id}",
                subscription_id=who.subscription_id,
                channel=who.channel,
                address=who.address,
                rendering_id=rendering_id,
            )
            for who in everyone
        ]
        conn.execute(insert(deliveries), [to_row(one) for one in due])


def add(db: Database, *some: Delivery, form: Form = FORM) -> None:
    """Further deliveries, all of one form."""
    with db.begin() as conn:
        rendering_id = telling.put_form(conn, form, MONDAY)
        for one in some:
            conn.execute(insert(deliveries), to_row(one) | {"rendering_id": rendering_id})


def stored(db: Database) -> dict[str, Delivery]:
    """All deliveries by id."""
    with db.connect() as conn:
        found = telling.find_deliveries(conn, limit=10**6)
    return {one.delivery_id: one for one in sorted(found, key=lambda one: one.delivery_id)}


def states(db: Database) -> list[str]:
    return [one.state for one in stored(db).values()]
