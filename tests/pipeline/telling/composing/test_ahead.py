"""Which dates come up, of the digest's documents and of all that its filter wants."""

from datetime import date, timedelta
from typing import Any

import pytest

from pipeline.telling.composing.ahead import ahead_of, known_ahead, with_deadlines
from storage.clock import midnight
from storage.columns import to_row
from storage.database import Database
from storage.queries.deadlines import put_deadlines
from storage.records import (
    AheadLine,
    Deadline,
    DeadlineKind,
    DigestItem,
    Document,
    Filter,
    Rate,
    StoredDeadline,
)
from storage.tables import documents, postings
from tests.telling_samples import document, item, posting, subscription

TODAY = date(2026, 11, 23)


def said(day: date | None, kind: DeadlineKind = "report", **values: Any) -> Deadline:
    given = {
        "precision": "day",
        "text": "某日前",
        "sentence": "请各单位于某日前将材料报送我局。",
    }
    return Deadline(date=day, kind=kind, **(given | values))


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def hold(db: Database, work: Document, *deadlines: Deadline) -> Document:
    url = f"https://www.invented.example/{work.document_id}.html"
    rows = [
        StoredDeadline(
            document_id=work.document_id, place=at, kind=one.kind, dated_on=one.date, said=one
        )
        for at, one in enumerate(deadlines)
    ]
    with db.begin() as conn:
        conn.execute(documents.insert(), to_row(work))
        conn.execute(postings.insert(), to_row(posting(url, work.document_id)))
        put_deadlines(conn, work.document_id, rows)
    return work


def ahead(db: Database, rate: Rate = "weekly", **values: Any) -> list[tuple[str, str, str]]:
    who = subscription(rate=rate, **values)
    with db.connect() as conn:
        known = known_ahead(conn, [who.filter], TODAY)
    lines = ahead_of(who, known, TODAY)
    assert all(one.url.startswith("https://www.invented.example/") for one in lines)
    return [(one.document.title, one.when, one.what) for one in lines]


@pytest.mark.parametrize(
    ("rate", "days"),
    [("weekly", [0, 6, 7, 29]), ("daily", [0, 6]), ("at_once", [])],
)
def test_how_far_it_looks(db: Database, rate: Rate, days: list[int]) -> None:
    for day in (-1, 0, 6, 7, 29, 30):
        hold(db, document(f"{day}"), said(later(day)))
    assert [title for title, _, _ in ahead(db, rate)] == [str(day) for day in days]


def test_only_what_the_filter_wants_and_was_known_then(db: Database) -> None:
    hold(db, document("甲"), said(later(3)))
    hold(db, document("乙", relevant=False), said(later(3)))
    hold(db, document("丙", relevant=None), said(later(2)))
    hold(db, document("丁", part="central"), said(later(1)))
    hold(db, document("戊", detected_at=midnight(TODAY)), said(later(1)))
    assert [one[0] for one in ahead(db)] == ["丁", "丙", "甲"]
    assert [one[0] for one in ahead(db, include_doubtful=False)] == ["丁", "甲"]
    wanted = Filter(parts=("ministry",))
    assert [one[0] for one in ahead(db, filter=wanted)] == ["丙", "甲"]
    assert ahead(db, filter=Filter(words=("没有这个词",))) == []


def test_what_falls_on_one_day_is_one_line(db: Database) -> None:
    day = later(5)
    hold(
        db,
        document("通知"),
        said(day),
        said(day, "apply"),
        said(day, "report", sentence="另一句。"),
        said(day, "target"),
        said(day, "effective", inferred=True),
        said(date(2027, 1, 31), "expiry", precision="month"),
        said(None),
    )
    assert ahead(db) == [
        ("通知", "2026年11月28日", "申报、报送截止"),
        ("通知", "2026年11月28日", "起施行（推算）"),
    ]


def dated(db: Database, one: DigestItem, *deadlines: Deadline) -> DigestItem:
    hold(db, one.document, *deadlines)
    with db.connect() as conn:
        (found,) = with_deadlines(conn, [one], TODAY)
    return found


def test_a_document_has_its_dates_however_far(db: Database) -> None:
    over, far = said(later(-1)), said(date(2030, 1, 1))
    found = dated(db, item("通知"), far, over, said(later(1), "target"))
    assert [one.said for one in found.deadlines] == [far]


def test_until_when_opinions_were_taken_is_told_though_over(db: Database) -> None:
    closed = said(later(-1), "consultation")
    found = dated(db, item("征求意见稿", page_kind="consultation"), closed)
    assert [one.said for one in found.deadlines] == [closed]


@pytest.mark.parametrize(
    ("text", "inferred"), [("2027年1月1日起", False), ("自公布之日起30日后", True)]
)
def test_from_when_it_holds_as_its_text_says(db: Database, text: str, inferred: bool) -> None:
    begins = said(
        later(30), "effective", text=text + "施行", sentence=f"本办法{text}施行。",
        inferred=inferred,
    )  # fmt: skip
    found = dated(db, item("办法"), begins)
    assert (found.reckoned_on, found.reckoned) == (later(30), inferred)


def test_what_the_page_says_of_it_counts(db: Database) -> None:
    begins = said(later(30), "effective", text="自某日起施行", sentence="本办法自某日起施行。")
    found = dated(db, item("办法", effective_on=later(31)), begins)
    assert (found.reckoned_on, found.reckoned) == (None, False)


@pytest.mark.parametrize(
    ("sentence", "gist"),
    [
        ("请各单位于某日前将材料报送我局。", "请各单位于某日前将材料报送我局。"),
        ("时间：某日前。", ""),
        (f"请于某日前将{'材' * 200}报送。", f"请于某日前将{'材' * 42}…"),
    ],
)
def test_the_sentence_is_shortened(db: Database, sentence: str, gist: str) -> None:
    found = dated(db, item("通知"), said(later(1), sentence=sentence))
    (line,) = found.deadlines
    assert isinstance(line, AheadLine)
    assert line.gist == gist
