"""Rounds of sending to webhooks, by one clock that the sender and its receivers look at."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import standardwebhooks

from notifiers import NOTIFIERS
from notifiers.posting import Poster
from notifiers.webhook import WebhookNotifier
from pipeline.telling.sending.attempts import Clock
from pipeline.telling.sending.sender import Sender, send_all
from pipeline.telling.sending.sent import Sent
from storage.database import Database
from storage.queries import sending, telling
from storage.records import Form, Subscription
from storage.settings import Settings
from tests.hooks import Hook
from tests.pipeline.telling.due import stored
from tests.telling_samples import MONDAY, SECRET, subscription
from tests.telling_servers import free_port

SECOND = timedelta(seconds=1)
FORM = Form(subject="", text="", payload='{"id":"\\u0002message\\u0003"}')


@dataclass
class Time:
    """A clock that goes on only when it is set."""

    db: Database
    settings: Settings
    at: datetime = MONDAY
    timeout: float = 10.0
    """For so long a receiver is waited for, and that by the clock of the wall."""
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender.of(self.settings)

    def round(self) -> Sent:
        """Attempt what is due."""
        return asyncio.run(send_all(self.db, self.sender, Clock(now=lambda: self.at)))

    def go_on(self) -> bool:
        """Wait until something is due, and attempt it; whether anything will be. A second before
        that nothing is attempted."""
        with self.db.connect() as conn:
            due_at = sending.next_due(conn)
        if due_at is None:
            return False
        if due_at > self.at + SECOND:
            self.at = due_at - SECOND
            early = self.round()
            assert (early.accepted, early.troubled) == (0, 0)
        self.at = max(self.at, due_at)
        self.round()
        return True


@pytest.fixture
def time(db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Time:
    """Where there are no mail servers, and webhooks of this machine may be posted to."""
    settings = replace(
        settings, webhook_private=True, mail_from="a@desk.example.org", smtp_port=free_port()
    )
    time = Time(db, settings)

    class Clocked(WebhookNotifier):
        @classmethod
        def from_settings(cls, settings: Settings) -> "Clocked":
            poster = Poster(user_agent="x", allow_private=True, timeout=time.timeout)
            return cls(poster=poster, clock=lambda: time.at)

    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return time.at

    for name in set(NOTIFIERS) - {"email"}:
        monkeypatch.delitem(NOTIFIERS, name)
    monkeypatch.setitem(NOTIFIERS, "webhook", Clocked)
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Now)
    return time


def hooked(hook: Hook, **values: Any) -> Subscription:
    given = {"subscription_id": "hook", "channel": "webhook", "address": hook.url}
    return subscription(**(given | {"secret": SECRET} | values))


def believe(hook: Hook, secret: str = SECRET) -> Any:
    """The newest post, as the public library of the specification verifies it now."""
    _path, headers, body = hook.got[-1]
    return standardwebhooks.Webhook(secret).verify(body, headers)


def reader(db: Database, subscription_id: str = "hook") -> Subscription:
    with db.connect() as conn:
        found = telling.subscription(conn, subscription_id)
    assert found
    return found


def notices(db: Database) -> list[tuple[str, str]]:
    """To whom, and what is said."""
    found = []
    with db.connect() as conn:
        for one in stored(db).values():
            form = telling.form_of(conn, one.rendering_id)
            if one.kind == "notice" and form:
                found.append((one.address, f"{form.subject}\n{form.text}"))
    return found
