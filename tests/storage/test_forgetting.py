"""A deletion deletes, on both databases: in every table, and in the files."""

from dataclasses import replace
from pathlib import Path

from pipeline.telling.readers.retention import erase, known, scrub
from storage.database import Database
from storage.queries import sending
from storage.settings import Settings
from tests.known_readers import ADDRESS, lived, named, signups_of
from tests.pipeline.telling.due import store_due, stored
from tests.telling_home import deliveries, reader
from tests.telling_samples import PERIOD, subscription


def test_forgetting_leaves_the_address_nowhere(db: Database, settings: Settings) -> None:
    lived(signups_of(db, settings), ADDRESS)
    assert any(named(db, ADDRESS))
    before = known(db, ADDRESS.upper())
    assert (before.subscriptions, before.signups, before.bounces, before.contacts) == (1, 1, 3, 1)

    assert erase(db, ADDRESS.lower()) == before
    scrub(db)
    assert not known(db, ADDRESS)
    assert named(db, ADDRESS) == []
    for file in files(settings):
        assert ADDRESS.lower().encode() not in file.read_bytes().lower(), file
    assert not erase(db, ADDRESS)

    kept = {one.subscription_id: one for one in deliveries(db)}
    assert (kept["r0"].address, kept["r0"].period, kept["r0"].state) == ("", PERIOD, "failed")
    assert kept["stays"].address == "stays@example.org"
    assert reader(db, "stays").active


def test_what_a_server_says_afterwards_names_nobody(db: Database) -> None:
    store_due(db, [subscription(subscription_id="r0", address=ADDRESS)])
    taken = replace(stored(db)["d-r0"], attempts=1)
    with db.begin() as conn:
        sending.hand_over(conn, [taken.delivery_id])
    erase(db, ADDRESS)
    said = sending.Outcome(state="failed", error=f"550 5.1.1 <{ADDRESS}> unknown")
    with db.begin() as conn:
        sending.settle(conn, taken, said)
    assert (stored(db)["d-r0"].state, named(db, ADDRESS)) == ("failed", [])


def files(settings: Settings) -> list[Path]:
    return [file for file in settings.home.glob("policywatch.db*") if file.is_file()]
