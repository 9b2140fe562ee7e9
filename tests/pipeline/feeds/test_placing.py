"""Changes become news in one order for ever: nothing that is stored late is missed."""

import threading
from datetime import timedelta

import pytest
from filelock import FileLock
from sqlalchemy import update

from pipeline.desk import decide
from pipeline.feeds import placing
from pipeline.feeds.keeping import Keeper
from pipeline.feeds.watching import Watch
from storage.database import Database
from storage.records import OWN_SOURCE, DigestItem
from storage.settings import Settings
from storage.tables import documents
from tests.pipeline.feeds.fed import (
    NOW,
    also,
    at,
    begin_pass,
    detected,
    feed,
    fetched,
    place,
    titles,
)
from tests.telling_home import store

SURE = feed(doubtful=False)


def _decide(db: Database, one: DigestItem, decision: str, hour: int) -> None:
    decide(db, one.document.document_id, decision, "张三", "看过", at(hour))  # type: ignore[arg-type]


def test_news_stands_in_the_order_of_detection_and_what_does_not_belong_nowhere(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(
        db,
        [
            detected("乙", 2),
            detected("甲", 1),
            detected("无关", 3, relevant=False),
            detected("待定的", 4, relevant=None),
            detected("旧有的", 5, "baseline"),
            detected("自检页", 6, change={"source_id": OWN_SOURCE}),
        ],
    )
    assert place(db, settings) == 4
    assert titles(fetched(db, watch)) == ["甲", "乙", "待定的"]
    assert titles(fetched(db, watch, whose=SURE)) == ["甲", "乙"]
    assert place(db, settings) == 0
    assert place(db, settings, whole=True) == 0


def test_many_get_their_places_some_at_a_time(
    db: Database, settings: Settings, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "_AT_ONCE", 2)
    store(db, [detected(f"第{n}号", n // 3) for n in range(7)])
    assert place(db, settings) == 7
    assert len(set(titles(fetched(db, watch)))) == 7


def test_what_is_stored_late_stands_behind_what_was_read(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 10)])
    place(db, settings)
    first = fetched(db, watch)
    also(db, detected("甲", 3, "amended", change={"summary": "第二条有改动"}))
    place(db, settings)
    after = fetched(db, watch, first["next_cursor"])
    assert [one["change"]["kind"] for one in after["items"]] == ["amended"]
    assert fetched(db, watch, after["next_cursor"])["items"] == []
    assert fetched(db, watch, after["next_cursor"])["next_cursor"] == after["next_cursor"]


def test_what_a_pass_finds_is_news_once_the_pass_has_ended(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 10), detected("乙", 900)])
    begin_pass(db, 900, "running")
    with FileLock(settings.home / "pass.lock"):
        place(db, settings)
        assert titles(fetched(db, watch)) == ["甲"]
    place(db, settings)
    assert titles(fetched(db, watch)) == ["甲", "乙"]


def test_who_takes_a_document_that_was_left_out_makes_news_of_it(
    db: Database, settings: Settings, watch: Watch
) -> None:
    left_out = detected("甲", 1, relevant=False)
    store(db, [left_out, detected("乙", 2)])
    place(db, settings)
    read = fetched(db, watch)
    assert titles(read) == ["乙"]
    _decide(db, left_out, "approve", 30)
    place(db, settings, at(31))
    news = fetched(db, watch, read["next_cursor"])
    assert titles(news) == ["甲"]
    assert news["items"][0]["news_at"].startswith(
        (at(30) + timedelta(hours=8)).strftime("%Y-%m-%dT%H")
    )
    assert titles(fetched(db, watch)) == ["乙", "甲"]


def test_of_a_doubtful_one_that_is_taken_only_those_hear_who_had_not(
    db: Database, settings: Settings, watch: Watch
) -> None:
    doubtful = detected("甲", 1, relevant=None)
    store(db, [doubtful, detected("乙", 2)])
    place(db, settings)
    all_read, sure_read = fetched(db, watch), fetched(db, watch, whose=SURE)
    _decide(db, doubtful, "approve", 30)
    place(db, settings, at(31))
    assert titles(fetched(db, watch, all_read["next_cursor"])) == []
    assert titles(fetched(db, watch, sure_read["next_cursor"], whose=SURE)) == ["甲"]
    assert titles(fetched(db, watch)) == ["甲", "乙"]  # nor twice, to who begins now
    assert titles(fetched(db, watch, whose=SURE)) == ["乙", "甲"]


def test_what_is_rejected_and_taken_again_is_news_again(
    db: Database, settings: Settings, watch: Watch
) -> None:
    one = detected("甲", 1)
    store(db, [one])
    place(db, settings)
    read = fetched(db, watch)
    _decide(db, one, "reject", 30)
    place(db, settings, at(31))
    assert titles(fetched(db, watch)) == []
    _decide(db, one, "approve", 40)
    place(db, settings, at(41))
    assert titles(fetched(db, watch, read["next_cursor"])) == ["甲"]
    assert titles(fetched(db, watch)) == ["甲"]


def test_what_the_program_judges_otherwise_is_found_by_looking_at_all(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 1, relevant=False)])
    place(db, settings)
    with db.begin() as conn:
        conn.execute(update(documents).values(relevant=True))
    assert place(db, settings) == 0
    assert place(db, settings, whole=True) == 1
    assert titles(fetched(db, watch)) == ["甲"]


def test_nobody_who_reads_on_while_others_write_misses_anything_or_gets_it_twice(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("零", 0)])
    also_there = [[detected("零", n * 100 + k, "amended") for k in range(8)] for n in range(3)]

    def write(mine: list[DigestItem]) -> None:
        for one in mine:
            also(db, one)
            place(db, settings)

    writers = [threading.Thread(target=write, args=(mine,)) for mine in also_there]
    for one in writers:
        one.start()
    cursor, seen = "", []
    while True:
        writing = any(one.is_alive() for one in writers)
        answer = fetched(db, watch, cursor, "3")
        seen += [one["change"]["change_id"] for one in answer["items"]]
        cursor = answer["next_cursor"]
        if not writing and not answer["has_more"]:
            break
    for one in writers:
        one.join()
    assert len(seen) == len(set(seen)) == 25


def test_keeper_works_when_there_is_cause(db: Database, settings: Settings, watch: Watch) -> None:
    one = detected("甲", 1, relevant=False)
    store(db, [one])
    keeper = Keeper(db=db, settings=settings)
    assert keeper.keep(NOW)
    assert not keeper.keep(NOW + timedelta(minutes=1))
    decide(db, one.document.document_id, "approve", "张三", "", NOW + timedelta(minutes=1))
    assert keeper.keep(NOW + timedelta(minutes=2))
    assert titles(fetched(db, watch)) == ["甲"]
    begin_pass(db, 2000, "next")
    assert keeper.keep(NOW + timedelta(minutes=3))
    assert not keeper.keep(NOW + timedelta(minutes=4))
    assert keeper.keep(NOW + timedelta(minutes=70))  # whatever else may have happened
