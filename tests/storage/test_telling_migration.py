"""A home of an earlier program, with what it had sent, is opened by this one."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage import migrations
from storage.database import Database, open_database
from storage.packing import pack
from storage.queries import telling
from storage.records import Delivery, Form
from storage.settings import Settings
from tests.homes import FILE

MONDAY = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
WEEK = datetime(2026, 11, 15, 16, tzinfo=UTC)
"""When the 47th week begins in China."""
SAME = {"subject": "双碳政策周报", "text": "1. 某通知", "html": "<p>某通知</p>"}
OTHER = {"subject": "双碳政策周报 二", "text": "{}", "payload": '{"items": []}'}


@pytest.fixture
def old_home(settings: Settings) -> Settings:
    """Five deliveries of three subscriptions, as revision 0005 keeps them."""
    if settings.database_url.startswith("sqlite"):
        (settings.home / FILE).unlink()
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(sa.text("DROP SCHEMA public CASCADE"))
            conn.execute(sa.text("CREATE SCHEMA public"))
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = conn
        command.upgrade(config, "0005")
        for name in ("a", "b", "c", "new"):
            _put_subscription(conn, name)
        _put_delivery(conn, "a", "2026-W46", "accepted", SAME)
        _put_delivery(conn, "a", "2026-W47", "accepted", SAME)
        _put_delivery(conn, "b", "2026-W47", "planned", SAME)
        _put_delivery(conn, "b", "2026-W46", "unknown", OTHER, channel="webhook")
        _put_delivery(conn, "c", "2026-W01", "given_up", {"subject": "s", "text": "t"})
    engine.dispose()
    return settings


def _put_subscription(conn: sa.Connection, name: str) -> None:
    values: dict[str, Any] = {
        "subscription_id": name,
        "channel": "email",
        "address": f"{name}@example.org",
        "name": "",
        "filter": '{"topics":["carbon_market"]}',
        "include_doubtful": True,
        "secret": "",
        "active": True,
        "created_at": WEEK - timedelta(days=400),
    }
    _insert(conn, "subscriptions", values)


def _put_delivery(
    conn: sa.Connection, who: str, period: str, state: str, said: dict[str, str], **more: str
) -> None:
    message = {
        "message_id": f"digest-{who}-{period}",
        "channel": "email",
        "address": f"{who}@example.org",
        "secret": "",
        **said,
        **more,
    }
    values = {
        "delivery_id": f"row-{who}-{period}",
        "digest_id": f"digest-{who}-{period}",
        "subscription_id": who,
        "period": period,
        "state": state,
        "message": pack(json.dumps(message).encode()),
        "attempts": 1,
        "planned_at": MONDAY,
        "error": "",
    }
    _insert(conn, "deliveries", values)


def _insert(conn: sa.Connection, table: str, values: dict[str, Any]) -> None:
    moments = {
        key: sa.DateTime(timezone=True) for key, v in values.items() if isinstance(v, datetime)
    }
    columns = [sa.column(key, moments.get(key)) for key in values]
    conn.execute(sa.insert(sa.table(table, *columns)).values(values))


@pytest.fixture
def opened(old_home: Settings) -> Iterator[Database]:
    db = open_database(old_home)
    yield db
    db.close()


def rows(db: Database) -> dict[str, Delivery]:
    with db.connect() as conn:
        return {one.delivery_id: one for one in telling.find_deliveries(conn)}


def test_ids_and_states_stay(opened: Database) -> None:
    found = rows(opened)
    assert {key: one.state for key, one in found.items()} == {
        "digest-a-2026-W46": "accepted",
        "digest-a-2026-W47": "accepted",
        "digest-b-2026-W47": "planned",
        "digest-b-2026-W46": "unknown",
        "digest-c-2026-W01": "given_up",
    }
    assert all(key == one.digest_id for key, one in found.items())
    one = found["digest-b-2026-W46"]
    assert (one.kind, one.part, one.parts, one.attempts) == ("digest", 1, 1, 1)
    assert (one.channel, one.address) == ("webhook", "b@example.org")


def test_windows_are_the_weeks(opened: Database) -> None:
    found = rows(opened)
    week = found["digest-a-2026-W47"]
    assert (week.since, week.until) == (WEEK, WEEK + timedelta(days=7))
    first = found["digest-c-2026-W01"]
    assert first.since == datetime(2025, 12, 28, 16, tzinfo=UTC)


def test_what_was_the_same_is_stored_once(opened: Database) -> None:
    found = rows(opened)
    shared = {
        found[f"digest-{key}"].rendering_id for key in ("a-2026-W46", "a-2026-W47", "b-2026-W47")
    }
    assert len(shared) == 1
    assert len({one.rendering_id for one in found.values()}) == 3
    with opened.connect() as conn:
        forms = {key: telling.form_of(conn, one.rendering_id) for key, one in found.items()}
    assert forms["digest-b-2026-W47"] == Form(**SAME)
    assert forms["digest-b-2026-W46"] == Form(**OTHER)


def test_who_was_told_goes_on_from_there(opened: Database) -> None:
    with opened.connect() as conn:
        found = {one.subscription_id: one for one in telling.find_subscriptions(conn)}
    assert {key: one.told_until for key, one in found.items()} == {
        "a": WEEK + timedelta(days=7),
        "b": WEEK + timedelta(days=7),
        "c": datetime(2026, 1, 4, 16, tzinfo=UTC),
        "new": None,
    }
    assert (found["a"].told_at, found["new"].told_at) == (MONDAY, None)
    one = found["new"]
    assert (one.rate, one.weekday, one.hour, one.empties, one.held) == ("weekly", 1, 8, True, ())
    assert one.filter.topics == ("carbon_market",)
