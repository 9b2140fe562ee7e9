"""What a filter's feeds hold: what its digests would, each document once, in leaves."""

from datetime import date

import pytest

from pipeline.feeds import reading as feeds_reading
from pipeline.feeds.changes import CursorError, limit_of, place_of
from pipeline.feeds.feed import Feed
from pipeline.feeds.reading import leaf
from pipeline.feeds.watching import Watch
from storage.database import Database
from storage.settings import Settings
from tests.pipeline.feeds.fed import also, detected, feed, fetched, place, titles
from tests.telling_home import store

TODAY = date(2026, 11, 23)


def _leaf(db: Database, whose: Feed, before: int = 0, most: int = 2) -> tuple[list[str], int]:
    with db.connect() as conn:
        found = leaf(conn, whose, before, most, TODAY)
    return [work.last.item.document.title for work in found.works], found.before


def test_documents_come_by_their_last_news_each_once_leaf_by_leaf(
    db: Database, settings: Settings
) -> None:
    store(db, [detected(f"第{n}号", n) for n in range(5)])
    also(db, detected("第1号", 9, "amended"))
    place(db, settings)
    first, before = _leaf(db, feed())
    assert first == ["第1号", "第4号"]
    second, before = _leaf(db, feed(), before)
    assert second == ["第3号", "第2号"]
    assert _leaf(db, feed(), before) == (["第0号"], 0)


def test_only_the_changes_are_told_that_the_filter_wants(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 1), detected("乙", 2, topics=("hydrogen",))])
    also(
        db,
        detected("甲", 3, "amended", change={"significance": 0.1}),
        detected("甲", 4, "amended", change={"significance": 0.6}),
        detected("甲", 5, "metadata", change={"significance": 0.2}),
        detected("甲", 6, "withdrawn"),
    )
    place(db, settings)

    def kinds(whose: Feed) -> list[str]:
        return [one["change"]["kind"] for one in fetched(db, watch, whose=whose)["items"]]

    chosen = feed(topics=("carbon_market",), least_significance=0.5)
    assert kinds(chosen) == ["added", "amended", "withdrawn"]
    assert kinds(feed(topics=("hydrogen",))) == ["added"]
    assert kinds(feed(kinds=("amended",))) == ["amended", "amended"]
    assert kinds(feed(relevant=("no",))) == []
    assert _leaf(db, feed(kinds=("added",)))[0] == ["乙", "甲"]


def test_words_are_looked_for_in_texts(db: Database, settings: Settings, watch: Watch) -> None:
    store(db, [detected("甲", 1), detected("乙", 2)], text="配额如期清缴。")
    place(db, settings)
    assert titles(fetched(db, watch, whose=feed(words=("配额",)))) == ["甲", "乙"]
    assert titles(fetched(db, watch, whose=feed(words=("绿证",)))) == []
    assert titles(fetched(db, watch, whose=feed(words=("甲",)))) == ["甲"]


def test_one_reading_looks_at_so_much_and_says_that_there_is_more(
    db: Database, settings: Settings, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(db, [detected(f"第{n}号", n) for n in range(6)] + [detected("要的", 6)])
    place(db, settings)
    monkeypatch.setattr(feeds_reading, "_AT_ONCE", 2)
    monkeypatch.setattr(feeds_reading, "_MOST_READ", 4)
    wanted = feed(words=("要的",))
    answer = fetched(db, watch, whose=wanted)
    assert (answer["items"], answer["has_more"]) == ([], True)
    answer = fetched(db, watch, answer["next_cursor"], whose=wanted)
    assert (titles(answer), answer["has_more"]) == (["要的"], False)
    found, before = _leaf(db, feed(words=("第0号",)))
    assert not found
    assert _leaf(db, feed(words=("第0号",)), before) == (["第0号"], 0)


def test_pages_of_changes_leave_nothing_out(
    db: Database, settings: Settings, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds_reading, "_AT_ONCE", 2)
    store(db, [detected(f"第{n}号", n) for n in range(7)])
    place(db, settings)
    seen, cursor, more = [], "", True
    while more:
        answer = fetched(db, watch, cursor, "3")
        assert len(answer["items"]) <= 3
        seen += titles(answer)
        cursor, more = answer["next_cursor"], answer["has_more"]
    assert seen == [f"第{n}号" for n in range(7)]
    begun = fetched(db, watch, fetched(db, watch)["items"][3]["cursor"])
    assert titles(begun) == seen[4:]
    assert fetched(db, watch, "end")["items"] == []
    assert fetched(db, watch, "end")["next_cursor"] == cursor


@pytest.mark.parametrize("cursor", ["7", "v1.", "v1.-1", "v1.٣", "v2.1", "v1." + "9" * 30])
def test_what_is_no_cursor_is_said_in_a_line(cursor: str) -> None:
    with pytest.raises(CursorError, match="next_cursor"):
        place_of(cursor)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "٣", "9" * 30])
def test_what_is_no_limit_is_said_in_a_line(limit: str) -> None:
    with pytest.raises(CursorError, match="1 至 200"):
        limit_of(limit)


def test_two_documents_made_one_are_announced_once(
    db: Database, settings: Settings, watch: Watch
) -> None:
    store(db, [detected("甲", 1)])
    also(db, detected("甲", 3))  # what announced the other one
    place(db, settings)
    assert len(fetched(db, watch)["items"]) == 1
