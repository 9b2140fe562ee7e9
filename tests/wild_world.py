"""Mails to readers of every kind, sent by a process that is killed again and again.

Each reader's mail is to be taken exactly once, or stand with the state that is true of it.
"""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from sqlalchemy import select

from notifiers import NOTIFIERS
from notifiers.email import EmailNotifier
from pipeline.deliver import send_due
from pipeline.telling.sending.attempts import AT_ONCE
from storage.database import Database, open_database
from storage.queries import sending
from storage.settings import Settings
from storage.tables import deliveries
from tests.e2e.victims import Victim, kill_again_and_again
from tests.forked import ROOT
from tests.pipeline.telling.due import reader, store_due
from tests.telling_samples import MONDAY
from tests.wild_mail import KINDS

_SHARES = {"busy": 40, "policy": 5, "grey": 100, "slow": 20, "mute": 3, "still": 3}
"""Of a thousand readers; of every other kind ten, and the rest is well."""
_ENDS = {
    "gone": {"failed"},
    "spam": {"failed"},
    "full": {"given_up"},
    "policy": {"given_up"},
    "after": {"unknown"},
    "still": {"unknown"},
    "lost": {"unknown"},
}
"""What is to become of a mail; of every other kind it is accepted. Whoever was killed in the middle
of one leaves it unknown."""
_SECONDS = 1.0
_MOST_ROUNDS = 600
VICTIM = """
import sys
from tests.wild_world import send
send(*sys.argv[1:])
"""


class Hasty(EmailNotifier):
    """Waits for no server as long as one should."""

    @classmethod
    def from_settings(cls, settings: Settings) -> "Hasty":
        made = super().from_settings(settings)
        made.timeout = made.verdict_timeout = _SECONDS
        assert isinstance(made, cls)
        return made


def send(now: str) -> None:
    """What the killed process does: all that is due then."""
    NOTIFIERS["email"] = Hasty
    settings = Settings.load()
    db = open_database(settings)
    send_due(db, settings, datetime.fromisoformat(now))


@dataclass(frozen=True)
class Server:
    """The server process from outside."""

    port: int
    log: Path
    process_id: int

    @property
    def taken(self) -> int:
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def mails(self) -> Counter[str]:
        """How many mails each address got."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return Counter(line.partition(" ")[0] for line in lines)


@contextmanager
def wild_server(folder: Path) -> Iterator[Server]:
    """A wild server for the time of a ``with``."""
    port_file, log = folder / "port", folder / "taken.log"
    words = [sys.executable, "-m", "tests.wild_mail", str(port_file), str(log)]
    with subprocess.Popen(words, cwd=ROOT) as process:
        try:
            while not port_file.exists():
                assert process.poll() is None
                time.sleep(0.01)
            yield Server(int(port_file.read_text()), log, process.pid)
        finally:
            process.kill()


def addresses(count: int) -> list[str]:
    """So many, of every kind."""
    kinds: list[str] = []
    for kind in KINDS:
        kinds += [kind] * max(1, count * _SHARES.get(kind, 10) // 1000)
    kinds += ["ok"] * (count - len(kinds))
    Random(1).shuffle(kinds)
    own = ("busy", "policy")  # such answers slow down all of a provider
    return [
        f"{kind}-{n}@{kind if kind in own else f'mail{n % 5}'}.example"
        for n, kind in enumerate(kinds)
    ]


@dataclass(kw_only=True)
class Sending:
    """One world of readers, and the time in it."""

    db: Database
    settings: Settings
    now: datetime = MONDAY

    def start(self) -> Victim:
        """A process that sends what is due a little later than the one before."""
        self.now += timedelta(seconds=20)
        return Victim(["-c", VICTIM, self.now.isoformat()], self.settings.environment())

    def finish(self) -> int:
        """Go on, unharmed, until nothing waits any more; how many rounds that took."""
        with patch.dict(NOTIFIERS, email=Hasty):
            for rounds in range(_MOST_ROUNDS):
                with self.db.connect() as conn:
                    due_at = sending.next_due(conn)
                if due_at is None:
                    return rounds
                self.now = max(self.now + timedelta(minutes=5), due_at)
                send_due(self.db, self.settings, self.now)
        raise AssertionError("it never ends")


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended."""

    states: dict[str, int]
    killed: int
    rounds: int
    wrong: list[str]
    """What must not be: an address and why."""
    unknown_by_kill: int
    lost_by_kill: int
    """Unknown, and indeed not taken."""


def play(
    db: Database, settings: Settings, server: Server, readers: int, kills: int, random: Random
) -> Result:
    """Send to so many readers, killed so often, until nothing waits; what came of it."""
    named = addresses(readers)
    store_due(db, [reader(n, address=one) for n, one in enumerate(named)])
    ready = replace(settings, smtp_port=server.port, mail_from="a@desk.example.org")
    world = Sending(db=db, settings=ready)
    killed = kill_again_and_again(
        world.start,
        kills,
        steps=lambda: server.taken,
        total=int(readers * 0.85),
        random=random,
    )
    rounds = world.finish()
    with db.connect() as conn:
        rows = conn.execute(select(deliveries.c.address, deliveries.c.state))
        ends = {row.address: row.state for row in rows}
    return _judged(ends, server.mails(), killed, rounds)


def _judged(ends: dict[str, str], got: Counter[str], killed: int, rounds: int) -> Result:
    by_kill = {
        address
        for address, state in ends.items()
        if state == "unknown" and "unknown" not in _ENDS.get(_kind(address), ())
    }
    wrong = [
        f"{name}: {end}, {got[name]} mails" for name, end in ends.items() if _lies(end, got[name])
    ]
    wrong += [
        f"{address}: {state}"
        for address, state in ends.items()
        if address not in by_kill and state not in _ENDS.get(_kind(address), ("accepted",))
    ]
    if len(by_kill) > killed * AT_ONCE:
        wrong.append(f"{len(by_kill)} unknown after {killed} kills")
    return Result(
        states=dict(Counter(ends.values())),
        killed=killed,
        rounds=rounds,
        wrong=wrong,
        unknown_by_kill=len(by_kill),
        lost_by_kill=sum(not got[address] for address in by_kill),
    )


def _kind(address: str) -> str:
    return address.partition("-")[0]


def _lies(state: str, mails: int) -> bool:
    """Whether a state is not true of an address that got so many mails."""
    return mails not in {"accepted": (1,), "unknown": (0, 1)}.get(state, (0,))
