"""Two planners at once, and one that dies: each digest is planned once."""

import os
import signal
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipeline import deliver
from pipeline.deliver import (
    World,
    plan,
    plan_owed,
)
from pipeline.telling.composing import planning as planned_here
from storage.database import Database
from storage.queries import planning
from storage.settings import Settings
from tests.forked import run
from tests.telling_home import (
    deliveries,
    passed,
    reader,
    readers,
    subscribe,
)
from tests.telling_samples import (
    EIGHT,
    IN_WEEK,
    MONDAY,
    PERIOD,
    SUNDAY_NIGHT,
)


def test_the_database_decides(db: Database, world: World) -> None:
    """Two planners at once: what the second one composed is left, whatever it had read before."""
    subscribe(db, *readers(2))
    with db.connect() as conn:
        (before,) = planning.schedules(conn)
        known = list(planning.subscribers(conn, before))
    assert plan(db, world, PERIOD, MONDAY) == 2
    rows = deliveries(db)
    again = [
        planning.Plan(
            subscription_id=one.subscription_id,
            deliveries=(replace(row, delivery_id=f"x{row.delivery_id}", period="2026-W47-x"),),
        )
        for one, row in zip(known, rows, strict=True)
    ]
    reached = planning.Reached(told_until=SUNDAY_NIGHT, told_at=MONDAY)
    with db.begin() as conn:
        assert planning.store_plans(conn, before, "2026-W47-x", again, reached) == 0
    assert deliveries(db) == rows


def test_who_left_meanwhile_gets_nothing(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(db, *readers(3))
    compose = planned_here.compose

    def slow(*args: Any, **kwargs: Any) -> Any:
        subscribe(db, replace(reader(db, "r1"), active=False))
        return compose(*args, **kwargs)

    monkeypatch.setattr(planned_here, "compose", slow)
    assert plan(db, world, PERIOD, MONDAY) == 2
    assert [one.subscription_id for one in deliveries(db)] == ["r0", "r2"]


_PLANNER = """
import os, signal, sys
from datetime import datetime
from pipeline.deliver import World, plan_owed
from storage.database import open_database
from storage.office import DEFAULT_OFFICE
from storage.queries import planning
from storage.settings import Settings
from pipeline.telling.composing import planning as telling
telling.AT_ONCE = planning.AT_ONCE = 20
settings = Settings.load()
db = open_database(settings)
store = planning.store_plans
left = int(sys.argv[2])
def told(*args):
    global left
    done = store(*args)
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
planning.store_plans = told
world = World(settings=settings, sources=(), office=DEFAULT_OFFICE)
plan_owed(db, world, datetime.fromisoformat(sys.argv[1]))
"""


def test_killed_at_any_moment_the_next_plan_goes_on(
    db: Database, world: World, settings: Settings
) -> None:
    """Killed with one chunk written and not committed, the others before it being so."""
    subscribe(db, *readers(100))
    after = 2
    words = ["-c", _PLANNER, EIGHT.isoformat(), str(after)]
    victim = run(words, os.environ | settings.environment())
    assert (victim.returncode, victim.stderr) == (-signal.SIGKILL, "")
    done = deliveries(db)
    assert len(done) == 20 * after
    assert all(reader(db, one.subscription_id).told_until for one in done)
    assert plan_owed(db, world, EIGHT) == 100 - len(done)
    assert sorted(one.subscription_id for one in deliveries(db)) == sorted(
        one.subscription_id for one in readers(100)
    )
    assert plan_owed(db, world, EIGHT) == 0


def test_what_runs_is_read_before_it_is_asked_whether_one_runs(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that begins just now is no pass whose findings are recorded."""
    passed(db, "before")

    def begins(_: Settings) -> bool:
        passed(db, "now", started_at=IN_WEEK + timedelta(hours=2))
        return False

    monkeypatch.setattr(deliver, "pass_running", begins)
    assert deliver.recorded_now(db, settings).begun == IN_WEEK
