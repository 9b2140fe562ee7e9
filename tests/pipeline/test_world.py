"""December 2023, visit by visit, on both databases, held against its truth."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from storage.database import Database, open_database
from storage.queries.changes import find_changes
from storage.settings import Settings
from storage.tables import postings
from tests.e2e.homes import differences
from tests.pipeline import december as world
from tests.pipeline.december import Lived


@pytest.fixture(scope="module")
def on_postgresql(
    shared: Path, postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    """The same visits on PostgreSQL."""
    name = f"december_{uuid.uuid4().hex}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    home = tmp_path_factory.mktemp("december_pg")
    settings = Settings.load(home, {"POLICYWATCH_DATABASE_URL": url})
    yield world.live(settings, shared / "worlds" / "2023-12", world.VISITS)
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
    """But for those that only the redesigned lists show."""
    found = set(world.joining_faults(db, december.truth))
    hidden = {
        posting["url"]
        for tick in december.truth["ticks"]
        for posting in tick.get("postings_if_redesign_understood", ())
    }
    assert len(hidden) == 3
    assert {line.split()[-1] for line in found} == hidden
    assert all(line.startswith("never read: ") for line in found)


def test_the_fields_of_each_document(db: Database, december: Lived) -> None:
    assert list(world.field_faults(db, december.truth)) == []


def test_every_change_and_no_other(db: Database, december: Lived) -> None:
    assert list(world.change_faults(db, december.truth)) == []


def test_each_posting_is_listed_when_it_appears(db: Database, december: Lived) -> None:
    with db.connect() as conn:
        listed = conn.execute(select(postings.c.url, postings.c.first_listed_at)).all()
    for tick, at in zip(december.truth["ticks"], world.moments(december.truth), strict=True):
        found = {row.url for row in listed if row.first_listed_at == at}
        assert found == {posting["url"] for posting in tick["postings_new"]}, at


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
    for one, other in zip(december.facts, on_postgresql.facts, strict=True):
        assert differences(one, other) == []
