"""Records come back as they went in; a wrong URL is one line."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from storage.columns import from_row, to_row
from storage.database import Database, open_database
from storage.queries import processing
from storage.records import Block, Content, Posting, Row, Version
from storage.settings import SettingError, Settings
from storage.tables import postings, subscriptions, versions
from tests.forked import Forked
from tests.telling_samples import subscription

MOMENT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_a_version_comes_back_equal(db: Database) -> None:
    content = Content(
        title="关于“双碳”的通知 <b>&amp;",
        blocks=(
            Block(kind="table", text="甲\t乙\n1\t2"),
            Block(kind="item", label="（一）", text="（一）𠮷"),
        ),
        signed_on=date(2026, 3, 1),
        inferred=("signed_on",),
    )
    version = Version(
        version_id="v1",
        posting_id="p1",
        snapshot_id="s1",
        created_at=MOMENT,
        content_sha256="0" * 64,
        content=content,
    )
    with db.begin() as conn:
        processing.add_version(conn, version)
    with db.connect() as conn:
        assert processing.version(conn, "v1") == version
        assert processing.version(conn, "v2") is None


def test_moments_are_utc_whatever_their_offset(db: Database) -> None:
    shanghai = MOMENT.astimezone(timezone(timedelta(hours=8)))
    posting = Posting(
        posting_id="p1",
        source_id="s",
        url="https://a.example/1",
        row=Row(url="https://a.example/1", title="题"),
        first_listed_at=shanghai,
        first_run_id="r",
        last_listed_at=shanghai,
    )
    with db.begin() as conn:
        conn.execute(postings.insert(), to_row(posting))
    with db.connect() as conn:
        found = from_row(Posting, conn.execute(postings.select()).one())
    assert found == posting
    assert found.first_listed_at.tzinfo is UTC


def test_a_naive_moment_is_refused(db: Database) -> None:
    version = Version(
        version_id="v1",
        posting_id="p1",
        snapshot_id="s1",
        created_at=MOMENT,
        content_sha256="",
        content=Content(title="题"),
    )
    naive = replace(version, created_at=MOMENT.replace(tzinfo=None))
    with pytest.raises(Exception, match="naive"), db.begin() as conn:
        processing.add_version(conn, naive)
    with db.connect() as conn:
        assert conn.execute(versions.select()).first() is None


def test_an_interrupted_transaction_leaves_nothing(db: Database) -> None:
    version = Version(
        version_id="v1",
        posting_id="p1",
        snapshot_id="s1",
        created_at=MOMENT,
        content_sha256="",
        content=Content(title="题"),
    )

    def stopped() -> None:
        with db.begin() as conn:
            processing.add_version(conn, version)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with db.connect() as conn:
        assert processing.version(conn, "v1") is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysterious://x", "数据库地址无效"),
        ("not a url", "数据库地址无效"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/x", "数据库打不开"),
        ("sqlite:////proc/none/x.db", "数据库打不开"),
    ],
)
def test_a_bad_url_is_one_line_without_its_password(tmp_path, url: str, said: str) -> None:
    settings = Settings.load(tmp_path, {"POLICYWATCH_DATABASE_URL": url})
    with pytest.raises(SettingError, match=said) as caught:
        open_database(settings)
    line = str(caught.value)
    assert "\n" not in line
    assert "secret" not in line
    assert "POLICYWATCH_DATABASE_URL" in line


def test_no_error_names_what_stands_in_a_row(db: Database) -> None:
    row = to_row(subscription(secret="whsec_of-somebody", address="reader@example.org"))
    with pytest.raises(IntegrityError) as error, db.begin() as conn:
        conn.execute(subscriptions.insert(), [row, row])
    said = str(error.value)
    assert "INSERT INTO subscriptions" in said
    assert ("whsec" in said, "reader@" in said) == (False, False)


def test_writers_take_turns(db: Database) -> None:
    """Two that touch the same rows in opposite orders would else wait for one another for ever."""
    rows = [a_posting(name) for name in ("a", "b")]
    with db.begin() as conn:
        conn.execute(postings.insert(), [to_row(row) for row in rows])

    def rename(order: str) -> None:
        for _ in range(20):
            with db.begin() as conn:
                for name in order:
                    processing.update_posting(conn, name, role="repost")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(rename, order) for order in ("ab", "ba")]:
            done.result(30)


def a_posting(name: str) -> Posting:
    return Posting(
        posting_id=name,
        source_id="s",
        url=f"https://a.example/{name}",
        row=Row(url="", title="题"),
        first_listed_at=MOMENT,
        first_run_id="r",
        last_listed_at=MOMENT,
    )


def test_a_reader_sees_one_moment(db: Database) -> None:
    with db.connect() as reading:
        assert processing.postings_by_id(reading, ["a"]) == {}
        with db.begin() as conn:
            conn.execute(postings.insert(), to_row(a_posting("a")))
        assert processing.postings_by_id(reading, ["a"]) == {}
    with db.connect() as reading:
        assert processing.postings_by_id(reading, ["a"])
    with db.begin() as conn:  # of a connection that was for reading, none is left read-only
        conn.execute(postings.insert(), to_row(a_posting("b")))


_OPENING = """
import sys
from storage.database import open_database
from storage.settings import Settings
sys.stdin.read()  # both go on at the same moment
open_database(Settings.load()).close()
"""


def test_two_programs_may_start_at_once(settings: Settings) -> None:
    """On a database without tables, both want to make them."""
    if "postgresql" in settings.database_url:
        engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(text("DROP SCHEMA public CASCADE"))
            conn.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    else:
        Path(make_url(settings.database_url).database or "").unlink()
    said = {
        "POLICYWATCH_HOME": str(settings.home),
        "POLICYWATCH_DATABASE_URL": settings.database_url,
    }
    heard, held = os.pipe()
    started = [Forked(("-c", _OPENING), os.environ | said, (heard, 1, 2)) for _ in range(2)]
    for end in (heard, held):
        os.close(end)
    assert all(one.ended_within(60) for one in started)
    assert [one.returncode for one in started] == [0, 0]
