"""What a pass reads and writes: batches, conflicts, faults, and what counts as known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from crawlers.recorder import Recorder
from storage.database import Database, open_database
from storage.ids import posting_id, sha256
from storage.queries import capture
from storage.records import CrawlRun, Listing, Posting, Row, Snapshot
from storage.settings import Settings
from storage.tables import listings, postings, snapshots

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
URL = "https://a.gov.cn/tz/t1.html"


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()


def begin(database: Database, source: str = "a_b", day: int = 0) -> CrawlRun:
    with database.begin() as conn:
        return capture.begin_run(conn, source, NOW + timedelta(days=day))


def finish(database: Database, run: CrawlRun, *, complete: bool = True) -> None:
    with database.begin() as conn:
        ended = replace(run, finished_at=run.started_at, complete=complete, state="ok")
        capture.finish_run(conn, ended)


def listed(run: CrawlRun, url: str = URL, title: str = "关于甲的通知") -> tuple[Posting, Listing]:
    at = run.started_at
    posting = Posting(
        posting_id=posting_id(url),
        source_id=run.source_id,
        url=url,
        row=Row(url=url, title=title, published_on=date(2026, 2, 27)),
        first_listed_at=at,
        first_run_id=run.run_id,
        last_listed_at=at,
    )
    listing = Listing(
        source_id=run.source_id,
        posting_id=posting.posting_id,
        first_run_id=run.run_id,
        first_listed_at=at,
        last_run_id=run.run_id,
        last_listed_at=at,
    )
    return posting, listing


def snapshot(run: CrawlRun, number: int = 0, **changes: object) -> Snapshot:
    plain = Snapshot(
        snapshot_id=f"{run.run_id}-{number}"[-32:],
        run_id=run.run_id,
        source_id=run.source_id,
        kind="document",
        url=URL,
        final_url=URL,
        fetched_at=run.started_at + timedelta(seconds=number),
        status=200,
        headers={"etag": '"1"'},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_everything_given_is_written_and_bodies_once(database: Database) -> None:
    run = begin(database)
    recorder = Recorder(database, batch=7)
    for number in range(100):
        recorder.snapshot(snapshot(run, number), b"same" if number % 2 else b"body %d" % number)
        recorder.listed(*listed(run, f"https://a.gov.cn/t{number}.html"))
    recorder.finished(replace(run, finished_at=NOW, complete=True, state="ok", rows=100))
    recorder.close()
    assert len(database.bodies) == 51
    with database.connect() as conn:
        counts = [conn.execute(select(func.count()).select_from(table)).scalar_one()
                  for table in (snapshots, postings, listings)]  # fmt: skip
        hashes = set(conn.execute(select(snapshots.c.body_sha256)).scalars())
        assert capture.last_complete(conn, "a_b", NOW) == NOW
    assert counts == [100, 100, 100]
    assert sha256(b"same") in hashes
    assert all(database.bodies.get(digest) for digest in hashes if digest)


def test_an_attachment_of_two_pages_shares_the_body(database: Database) -> None:
    run = begin(database)
    recorder = Recorder(database)
    recorder.snapshot(snapshot(run, 1, kind="attachment", parent_url="https://a.gov.cn/1"), b"file")
    recorder.snapshot(snapshot(run, 2, kind="attachment", parent_url="https://a.gov.cn/2"))
    recorder.close()
    with database.connect() as conn:
        rows = conn.execute(select(snapshots.c.body_sha256, snapshots.c.body_bytes)).all()
    assert [tuple(row) for row in rows] == [(sha256(b"file"), 4)] * 2


def test_a_pass_does_not_wait_for_a_writer_elsewhere(database: Database) -> None:
    run = begin(database)
    recorder = Recorder(database, interval=0)
    with database.begin():  # as the processing does; on SQLite nobody else can write now
        for number in range(30):
            recorder.snapshot(snapshot(run, number), b"x")
    recorder.close()
    with database.connect() as conn:
        assert conn.execute(select(func.count()).select_from(snapshots)).scalar() == 30


def test_a_fault_of_the_database_is_raised_at_the_next_call(database: Database) -> None:
    run = begin(database)
    snapshots.drop(database.engine)
    recorder = Recorder(database, interval=0)

    def give() -> None:
        for number in range(100_000):
            recorder.snapshot(snapshot(run, number), b"x")

    with pytest.raises((OperationalError, ProgrammingError)):
        give()
    with pytest.raises((OperationalError, ProgrammingError)):
        recorder.close()


def test_what_an_incomplete_pass_listed_is_not_known(database: Database) -> None:
    first = begin(database)
    assert first.baseline
    posting, listing = listed(first)
    with database.begin() as conn:
        capture.upsert_listing(conn, [posting], [listing])
    second = begin(database, day=1)  # the first was killed
    assert second.baseline
    finish(database, second)
    later = listed(begin(database, day=2), "https://a.gov.cn/tz/t2.html")
    with database.begin() as conn:
        capture.upsert_listing(conn, [later[0]], [later[1]])
        as_of = capture.last_complete(conn, "a_b", NOW + timedelta(days=3))
        assert as_of == second.started_at
        ids = [posting.posting_id, later[0].posting_id]
        assert capture.known_postings(conn, "a_b", ids, as_of) == {posting.posting_id}
        assert capture.known_postings(conn, "other", ids, as_of) == set()
    assert not begin(database, day=3).baseline


def test_a_replay_that_runs_again_stays_what_it_was(database: Database) -> None:
    run = begin(database)
    finish(database, run)
    again = begin(database)
    assert (again.run_id, again.complete, again.baseline) == (run.run_id, True, True)
    recorder = Recorder(database)
    for _ in range(2):
        recorder.snapshot(snapshot(run), b"body")
    recorder.close()
    with database.connect() as conn:
        assert conn.execute(select(func.count()).select_from(snapshots)).scalar() == 1


def test_a_posting_keeps_its_owner_and_takes_the_owners_newest_row(database: Database) -> None:
    first, second = begin(database), begin(database, "a_c", day=1)
    with database.begin() as conn:
        for one in (listed(first), listed(second, title="关于甲的通知（修订）")):
            capture.upsert_listing(conn, [one[0]], [one[1]])
    with database.begin() as conn:
        conn.execute(postings.update().values(document_id="d", version_id="v"))
        for run, title in ((first, "关于甲的通知（修订）"), (second, "甲通知")):
            posting, listing = listed(run, title=title)
            capture.upsert_listing(conn, [posting], [listing])
        stored = conn.execute(postings.select()).one()
        shown = conn.execute(listings.select().where(listings.c.source_id == "a_c")).one()
    assert (stored.source_id, stored.first_listed_at, stored.version_id) == ("a_b", NOW, "v")
    assert stored.row.title == "关于甲的通知（修订）"
    assert shown.last_listed_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("still_read", [False, True])
def test_a_posting_that_its_owner_gave_up_is_anothers(database: Database, still_read: bool) -> None:
    """The entry was renamed, or is read and does not list the page any more."""
    kept = listed(begin(database, "a_a"), "https://a.gov.cn/tz/t2.html")
    first = listed(begin(database))
    with database.begin() as conn:
        for one in (kept, first):
            capture.upsert_listing(conn, [one[0]], [one[1]])
        conn.execute(postings.update().values(body_sha256="b"))
    this = postings.select().where(postings.c.posting_id == first[0].posting_id)
    for day, owner in ((29, "a_b"), (31, "a_c")):
        if still_read:
            begin(database, day=day)
        posting, listing = listed(begin(database, "a_c", day=day), title="关于甲的新通知")
        with database.begin() as conn:
            capture.upsert_listing(conn, [posting], [listing])
            stored = conn.execute(this).one()
        assert stored.source_id == owner
    assert (stored.row.title, stored.body_sha256) == ("关于甲的新通知", None)


def test_last_seen_is_the_newest_answer_and_the_newest_good_one(database: Database) -> None:
    run, later = begin(database), begin(database, day=1)
    with database.begin() as conn:
        capture.insert_snapshots(
            conn,
            [
                snapshot(run, 1, body_sha256="a" * 64, headers={"etag": '"old"'}),
                snapshot(run, 2, body_sha256="b" * 64, media_type="text/html"),
                snapshot(later, 3, body_sha256="c" * 64, error="反爬页面"),
                snapshot(later, 4, status=404, body_sha256="d" * 64),
            ],
        )
    with database.connect() as conn:
        seen = capture.last_seen(conn, [URL, "https://a.gov.cn/never"])
    assert set(seen) == {URL}
    assert (seen[URL].status, seen[URL].good, seen[URL].settled) == (404, False, False)
    assert (seen[URL].body_sha256, seen[URL].headers) == ("b" * 64, {"etag": '"1"'})
    finish(database, run)
    with database.connect() as conn:
        assert capture.last_seen(conn, [URL])[URL].settled
