"""What people decide on pages, as subscribers are told of it: once, and nothing twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.deliver import World, plan
from pipeline.telling.composing.periods import period_of
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import find_changes
from storage.queries.telling import put_subscription
from storage.records import Subscription
from storage.settings import Settings
from tests.pipeline.ruled import COPY, ONE, TWO, Desk, url
from tests.pipeline.scene import START


@pytest.fixture
def desk(db: Database) -> Desk:
    """Two documents, one of them in two copies."""
    made = Desk(db)
    made.visit("energy", one=ONE, two=TWO)
    made.visit("library", copy=COPY)
    assert made.names() == [["energy one", "library copy"], ["energy two"]]
    return made


def test_a_merged_document_is_told_once(desk: Desk) -> None:
    """By the first announcement, wherever changes are listed; the other comes back."""
    before = desk.told()
    assert sorted(desk.told()) == ["energy one", "energy two"]
    merged = desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    (both,) = desk.groups()
    with desk.db.connect() as conn:
        listed = [c.kind for c in find_changes(conn, document_id=both)]
    assert listed == ["added"]
    assert len(desk.told()) == 1
    desk.undo(merged)
    assert desk.told() == before


@pytest.mark.parametrize(("leaving", "parted"), [("copy", "library copy"), ("one", "library copy")])
def test_what_a_person_parts_is_told_when_it_is_decided(
    desk: Desk, leaving: str, parted: str
) -> None:
    """The announcement stays with the page that it was recorded for, whoever has the id."""
    id_, before = desk.document("澄能〔2026〕7号").document_id, desk.told()
    split = desk.split(url("energy" if leaving == "one" else "library", leaving))
    assert id_ in desk.groups()
    assert desk.told() == {**before, parted: desk.evening}
    desk.undo(split)
    assert desk.told() == before


def test_what_a_base_line_listed_is_no_news_when_it_is_parted(db: Database) -> None:
    desk = Desk(db)
    desk.scene.sources["third"] = replace(desk.scene.sources["library"], source_id="third")
    desk.visit("energy", one=ONE)
    desk.visit("third", copy=COPY)
    before = desk.told()
    desk.split(url("third", "copy"))
    assert ["third copy"] in desk.names()
    assert desk.told() == before
    assert desk.scene.kinds()[-1] == "baseline"


@pytest.mark.parametrize(("days", "late"), [(1, False), (40, True)])
def test_what_is_parted_long_after_is_late(desk: Desk, days: int, late: bool) -> None:
    desk.scene.later(days)
    desk.visit("library", copy=COPY)
    desk.split(url("library", "copy"))
    assert desk.scene.changes()[-1].late is late


@pytest.mark.parametrize("told", [True, False])
def test_what_a_digest_told_is_not_told_again(desk: Desk, told: bool) -> None:
    """Decided, told, taken back, and decided again in another week."""
    decided, copy = desk.evening, url("library", "copy")
    split = desk.split(copy)
    desk.scene.later(7)
    if told:
        _plan(desk, period_of(desk.evening))
    desk.scene.later(1)
    desk.undo(split)
    assert "library copy" not in desk.told()
    desk.scene.later(7)
    desk.split(copy)
    assert desk.told()["library copy"] == (decided if told else desk.evening)


def test_a_merge_between_does_not_announce_anew(desk: Desk) -> None:
    """What was split off, merged with another, and parted from that again."""
    desk.split(url("library", "copy"))
    told = desk.told()
    copy = next(key for key, names in desk.groups().items() if names == ["library copy"])
    merged = desk.merge(copy, "澄能〔2026〕8号")
    desk.scene.later(9)
    desk.undo(merged)
    assert desk.told() == told


def _plan(desk: Desk, period: str) -> None:
    who = Subscription(
        subscription_id="s", channel="email", address="a@example.com", created_at=START
    )
    world = World(settings=Settings.load(Path(), {}), sources=[], office=DEFAULT_OFFICE)
    with desk.db.begin() as conn:
        put_subscription(conn, who)
    assert plan(desk.db, world, period, desk.scene.now) == 1
