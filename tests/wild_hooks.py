"""Webhooks of every kind, posted to by a process that is killed again and again.

Each digest is to be taken exactly once, or stand with the state that is true of it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from notifiers import NOTIFIERS
from notifiers.posting import Poster
from notifiers.webhook import WebhookNotifier
from pipeline.deliver import send_due
from pipeline.telling.sending.attempts import AT_ONCE
from storage.database import Database, open_database
from storage.queries import sending
from storage.records import Form
from storage.settings import Settings
from storage.tables import deliveries
from tests.e2e.victims import Victim, kill_again_and_again
from tests.hooks import Hook
from tests.pipeline.telling.due import reader, store_due
from tests.telling_samples import MONDAY, SECRET

WAYS: dict[str, tuple[dict[str, Any], ...]] = {
    "down": ({"statuses": [500]},) * 3,
    "busy": ({"statuses": [429], "headers": {"retry-after": "40"}},),
    "weary": ({"statuses": [502]}, {"statuses": [504]}),
    "cut": ({"reset": "before"},),
    "half": ({"reset": "after"},),
    "mute": ({"stall": "head"},),
    "endless": ({"stall": "body"},),
    "broken": ({"stall": "drip"}, {"statuses": [503]}, {"reset": "before"}),
}
"""What a kind of receiver does at first; then it says yes."""
ALWAYS: dict[str, dict[str, Any]] = {
    "moved": {"statuses": [308], "headers": {"location": "/hook/ok-0"}},
    "lost": {"statuses": [404]},
    "gone": {"statuses": [410]},
}
"""What a kind does for ever."""
ENDS = {"moved": "given_up", "lost": "given_up", "gone": "failed"}
FORM = Form(subject="", text="", payload='{"id":"\\u0002message\\u0003"}')
_YES = frozenset({"half", "endless"})
"""Kinds whose first answer is a yes, whatever comes behind it."""
_STEPS = tuple(timedelta(seconds=s) for s in (10, 360, 2000, 8000, 20_000, 40_000, 56_000, 80_000))
_MOST_ROUNDS = 60
VICTIM = "import sys; from tests.wild_hooks import send; send(sys.argv[1])"


class Hasty(WebhookNotifier):
    """Waits for no receiver as long as one should."""

    @classmethod
    def from_settings(cls, settings: Settings) -> "Hasty":
        return cls(poster=Poster(user_agent="x", allow_private=True, timeout=1.0))


def send(now: str) -> None:
    """What the killed process does: all that is due then."""
    NOTIFIERS["webhook"] = Hasty
    settings = Settings.load()
    send_due(open_database(settings), settings, datetime.fromisoformat(now))


def behaves(path: str, count: int) -> dict[str, Any]:
    """How the receiver of that path behaves to the ``count``-th post."""
    kind = path.rpartition("/")[2].partition("-")[0]
    if kind in ALWAYS:
        return ALWAYS[kind]
    first = WAYS.get(kind, ())
    return first[count - 1] if count <= len(first) else {}


@dataclass(kw_only=True)
class Posting:
    """One world of receivers, and the time in it."""

    db: Database
    settings: Settings
    now: datetime = MONDAY

    def start(self) -> Victim:
        """A process that sends what is due a little later than the one before."""
        self.now += timedelta(seconds=20)
        return Victim(["-c", VICTIM, self.now.isoformat()], self.settings.environment())

    def finish(self) -> None:
        """Go on, unharmed, until nothing waits any more."""
        with patch.dict(NOTIFIERS, {"webhook": Hasty}, clear=True):
            for number in range(_MOST_ROUNDS):
                with self.db.connect() as conn:
                    due_at = sending.next_due(conn)
                if due_at is None:
                    return
                step = _STEPS[min(number, len(_STEPS) - 1)]
                self.now = max(self.now + step, due_at)
                send_due(self.db, self.settings, self.now)
        raise AssertionError("it never ends")


def play(
    db: Database, settings: Settings, hook: Hook, receivers: int, kills: int
) -> tuple[list[str], dict[str, str]]:
    """Post to so many receivers, killed so often: what must not be, and the states by receiver."""
    kinds = [*WAYS, *ALWAYS, "ok", "ok", "ok"]
    named = [f"{kinds[n % len(kinds)]}-{n}" for n in range(receivers)]
    form = {"channel": "webhook", "secret": SECRET}
    store_due(
        db, [reader(n, address=f"{hook.url}/{one}", **form) for n, one in enumerate(named)], FORM
    )
    world = Posting(db=db, settings=replace(settings, webhook_private=True))
    total = int(receivers * 0.9)
    killed = kill_again_and_again(
        world.start, kills, steps=lambda: len(hook.got), total=total, random=Random(0)
    )
    world.finish()
    with db.connect() as conn:
        rows = conn.execute(select(deliveries.c.address, deliveries.c.state))
        ends = {row.address.rpartition("/")[2]: row.state for row in rows}
    return _wrong(hook, ends, killed), ends


def _wrong(hook: Hook, ends: dict[str, str], killed: int) -> list[str]:
    ids: dict[str, set[str]] = defaultdict(set)
    got: Counter[str] = Counter()
    for path, headers, _body in hook.got:
        name = path.rpartition("/")[2]
        ids[name].add(headers["webhook-id"])
        got[name] += 1
    wrong = [f"{name}: {len(some)} ids" for name, some in ids.items() if len(some) != 1]
    again: list[str] = []
    for name, state in ends.items():
        kind = name.partition("-")[0]
        posts = 1 if kind in _YES else len(WAYS.get(kind, ())) + 1
        if state != ENDS.get(kind, "accepted"):
            wrong.append(f"{name}: {state}")
        elif state == "accepted" and got[name] != posts:
            (again if got[name] > posts else wrong).append(f"{name}: {got[name]} posts")
    # A yes that came when the sender was killed, or too late for a busy machine, is asked for
    # again, under the same id.
    most = killed * AT_ONCE + len(ends) // 20
    return wrong if len(again) <= most else [*wrong, *again]
