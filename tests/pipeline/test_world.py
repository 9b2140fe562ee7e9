"""December 2023, visit by visit, on both databases, held against its truth."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from storage.database import Database, open_database
from storage.queries.changes import find_changes
from storage.queries.problems import find_problems
from storage.settings import Settings
from storage.tables import postings
from tests.e2e.homes import differences
from tests.forked_passes import forked_passes
from tests.pipeline import december as world
from tests.pipeline.december import Lived

ON_BOTH = 2
"""So many visits are made on both databases; what amendments leave behind is held against each
other in ``tests/e2e/test_kill.py``, after passes that are shorter."""


@pytest.fixture(scope="module")
def on_postgresql(
    shared: Path, postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    """The first of the same visits on PostgreSQL: base line, news."""
    name = f"december_{uuid.uuid4().hex}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    home = tmp_path_factory.mktemp("december_pg")
    settings = Settings.load(home, {"POLICYWATCH_DATABASE_URL": url})
    with forked_passes():
        lived = world.live(settings, shared / "worlds" / "2023-12", ON_BOTH)
    yield lived
    with engine.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def db(december: Lived) -> Iterator[Database]:
    database = open_database(december.settings)
    yield database
    database.close()


def test_the_documents_of_the_issue(db: Database, december: Lived) -> None:
    assert list(world.item_faults(db, december.truth)) == []


def test_each_posting_joined_the_right_document(db: Database, december: Lived) -> None:
    """Those too that only the redesigned lists show."""
    assert list(world.joining_faults(db, december.truth)) == []


def test_the_fields_of_each_document(db: Database, december: Lived) -> None:
    assert list(world.field_faults(db, december.truth)) == []


def test_every_change_and_no_other(db: Database, december: Lived) -> None:
    assert list(world.change_faults(db, december.truth)) == []


def test_each_posting_is_listed_when_it_appears(db: Database, december: Lived) -> None:
    with db.connect() as conn:
        listed = conn.execute(select(postings.c.url, postings.c.first_listed_at)).all()
    for tick, at in zip(december.truth["ticks"], world.moments(december.truth), strict=True):
        found = {row.url for row in listed if row.first_listed_at == at}
        shown = tick["postings_new"] + tick.get("postings_if_redesign_understood", [])
        assert found == {posting["url"] for posting in shown}, at


BROKEN = {("samr_", 3): "broken", ("xiongan_", 4): "blocked", ("csrc_", 5): "broken"}
BROKEN[("csrc_", 6)] = "broken"


@pytest.mark.parametrize("visit", range(1, world.VISITS + 1))
@pytest.mark.parametrize("agency", ["samr_", "xiongan_", "csrc_"])
def test_the_states_of_the_sources(december: Lived, agency: str, visit: int) -> None:
    states = december.states(visit, agency) - {"skipped"}
    if (agency, visit) in BROKEN:
        assert BROKEN[agency, visit] in states
        assert states <= {"ok", BROKEN[agency, visit]}
    else:
        assert states == {"ok"}


def test_redesigned_lists_are_read_and_told_of(db: Database, december: Lived) -> None:
    """Their sources stay broken: the entry no longer reads them, and a person must see to it."""
    for account in december.accounts[4:]:
        runs = [run for run in account.runs if run.source_id in ("csrc_c101953", "csrc_yaowen")]
        assert [(run.state, run.by_detection, run.rows > 0) for run in runs] == [
            ("broken", True, True)
        ] * 2
        assert all("版面改变" in (run.problem or "") for run in runs)
    with db.connect() as conn:
        faults = [one for one in find_problems(conn) if one.source_id.startswith("csrc_")]
    assert {one.state for one in faults} == {"redesigned"}


def test_all_others_are_well_at_every_visit(december: Lived) -> None:
    for account in december.accounts:
        for run in account.runs:
            if not run.source_id.startswith(("samr_", "xiongan_", "csrc_")):
                assert run.state in ("ok", "skipped"), (run.source_id, run.problem)


def test_nothing_of_a_broken_source_is_withdrawn(db: Database) -> None:
    with db.connect() as conn:
        gone = find_changes(conn, kinds=("withdrawn",))
    assert [change.source_id.partition("_")[0] for change in gone] == ["miit"]


def test_both_databases_end_alike(december: Lived, on_postgresql: Lived) -> None:
    for one, other in zip(december.facts[:ON_BOTH], on_postgresql.facts, strict=True):
        assert differences(one, other) == []
