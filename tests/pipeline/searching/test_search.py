"""What is found, in which order, with which marks; and the index in step with the documents."""

import json
from datetime import date

import pytest
from sqlalchemy import Table, delete

from pipeline.desk import decide
from pipeline.pages.extractor import search_reader
from pipeline.searching import search
from pipeline.searching.asking import Page, ask, ask_at_once, everything
from pipeline.searching.indexing import bring_in_step, waiting
from pipeline.searching.objects import hit_object
from pipeline.stating import state
from storage.database import Database
from storage.queries.documents import dissolve
from storage.records import Filter
from storage.search import index
from storage.tables import search_buckets, search_entries, search_facets, search_segments
from tests.pipeline.scene import START, Scene
from tests.pipeline.searching.shelf import TODAY, attach, found, shelve, titles
from tests.pipeline.test_standing_over_time import COAL, FINAL, PAGES, TRIAL

PLAN = "关于印发《氢能产业规划》的通知"
COUNT = "关于氢能产业统计的通知"
WORK = "关于能源工作的通知"
WINTER = "关于做好冬季供暖的通知"


@pytest.fixture
def shelf(db: Database) -> Database:
    shelve(db, PLAN, ["各市：", "现将规划印发给你们。"], number="澄能〔2026〕7号")
    shelve(db, COUNT, ["按照澄能（2026） 7号文件报送。"], day="2026-02-20")
    lines = ["本通知适用于氢能生产。", "一、产业", "推动“氢能  产业”发展，产值增长7.5%。", "7.5"]
    shelve(db, WORK, lines, number="澄能〔2026〕9号", day="2026-02-10")
    shelve(db, WINTER, ["各市做好供暖工作。", "另外，鼓励氢能与供热产业结合。"], day="2026-02-25")
    return db


def test_the_title_goes_before_what_stands_out_and_that_before_the_rest(shelf: Database) -> None:
    hits = found(shelf, "氢能 产业")
    assert titles(hits) == [COUNT, PLAN, WORK, WINTER]
    assert [hit.tier for hit in hits] == ["title", "title", "head", "text"]
    assert [hit.tier for hit in found(shelf, PLAN)] == ["exact"]


def test_a_number_goes_first_however_it_is_written_then_who_names_it(shelf: Database) -> None:
    for typed in ("澄能〔2026〕7号", "澄能2026 7", "澄能（2026）7", "澄能 [2026]  7 号"):
        hits = found(shelf, typed)
        assert [hit.tier for hit in hits] == ["number", "head"], typed
        assert titles(hits) == [PLAN, COUNT]
    answer = ask(shelf, Filter(words=("澄能〔2026〕99号",)), TODAY, Page())
    assert (answer.results.unborne, answer.results.hits) == ("澄能〔2026〕99号", ())


def test_a_number_without_its_office_is_of_those_that_bear_it(shelf: Database) -> None:
    number = "澄江省能源局公告2026年第42号"
    shelve(shelf, "关于电价的公告", ["执行新电价。"], number=number)
    shelve(shelf, "关于补充的公告", ["补充公告2026年第42号。"], day="2026-03-01")
    shelve(shelf, "关于另一件的公告", ["无。"], number="澄江省能源局公告2026年第142号")
    results = ask(shelf, Filter(words=("公告2026年第42号",)), TODAY, Page()).results
    assert [hit.tier for hit in results.hits] == ["number", "head"]
    assert (results.hits[0].document.document_number, results.unborne) == (number, None)


def test_no_more_texts_are_read_than_somebody_would_wait_for(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_READ", 2)
    results = ask(shelf, Filter(words=("的通知",)), TODAY, Page()).results
    assert (len(results.hits), results.is_cut, results.is_counted) == (2, True, False)
    assert len(everything(shelf, Filter(words=("的通知",)), TODAY)) == 4


def test_texts_without_a_longer_word_are_not_read(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_step(shelf, TODAY)
    monkeypatch.setattr(search, "MOST_READ", 0)
    shelve(shelf, "关于能耗的通知", ["氢能产值；产值增长；氢能产业；业产值。"])
    with shelf.connect() as conn:
        assert not search.search(conn, Filter(words=("氢能产业产值",)), limit=9).is_cut


def test_matches_are_marked_on_the_text_as_shown(shelf: Database) -> None:
    (hit,) = found(shelf, "“氢能产业” 7.5%")
    title, snippet = hit.snippets
    assert (hit.document.title, title.marks) == (WORK, ())
    assert [text for text, is_match in snippet.pieces if is_match] == ["氢能  产业", "7.5%"]
    assert "".join(text for text, _ in snippet.pieces) == snippet.text
    assert snippet.text in "\n".join(one.text for one in hit.passages)
    shown = json.loads(json.dumps(hit_object(hit), default=str))
    assert shown["snippets"][1]["marks"] == [list(mark) for mark in snippet.marks]


def test_words_that_must_not_be_there_and_filters(shelf: Database) -> None:
    assert titles(found(shelf, "氢能 -供暖 -规划")) == [COUNT, WORK]
    assert len(found(shelf, "-供暖")) == 3
    assert titles(found(shelf, "氢能", words_not=("规划 印发", "供暖", ""))) == [COUNT, WORK]
    days = {"since": date(2026, 2, 10), "until": date(2026, 2, 20)}
    assert titles(found(shelf, **days)) == [COUNT, WORK]
    assert found(shelf, issuers=("财政",)) == []
    assert len(found(shelf, issuers=("能源局",), parts=("province",), relevant=("yes",))) == 4


def test_pages(shelf: Database) -> None:
    for chosen in (Filter(until=TODAY), Filter(words=("的通知",)), Filter(words=("通知",))):
        first, second = (
            ask(shelf, chosen, TODAY, Page(limit=3, offset=offset)).results for offset in (0, 3)
        )
        assert [len(one.hits) for one in (first, second)] == [3, 1]
        assert (first.more, second.more, second.count) == (True, False, 4)
        assert not {hit.document for hit in first.hits} & {hit.document for hit in second.hits}


def test_hostile_queries_find_nothing_and_break_nothing(shelf: Database) -> None:
    for typed in ('NEAR(a b) AND "', "%_\\", "\x00", "*", "碳" * 50_000, "' OR 1=1 --", "〔〕"):
        assert found(shelf, typed) == [], typed
    assert found(shelf, topics=("\x00'",), issuers=("\x00",), regions=("%",)) == []


def test_what_changed_is_found_at_once_and_what_was_is_not(shelf: Database) -> None:
    assert titles(found(shelf, "规划印发给你们")) == [PLAN]
    plan = shelve(shelf, PLAN, ["现将修订后的方案发给你们。"], number="澄能〔2026〕7号")
    assert found(shelf, "规划印发给你们") == []
    assert titles(found(shelf, "修订后的方案", relevant=("yes",))) == [PLAN]
    decide(shelf, plan.document_id, "reject", "编辑", "", START)
    assert found(shelf, "修订后的方案", relevant=("yes",)) == []
    assert titles(found(shelf, "修订后的方案", relevant=("no",))) == [PLAN]
    attach(shelf, plan, "附件1.pdf", "加氢站布局表\n甲醇制氢装置")
    (hit,) = found(shelf, "甲醇制氢")
    assert [(one.field, one.name) for one in hit.snippets[1:]] == [("attachment", "附件1.pdf")]
    with shelf.begin() as conn:
        dissolve(conn, plan.document_id)
    assert found(shelf, "修订后的方案") == []
    with shelf.connect() as conn:
        index.check(conn, search_reader())
        assert waiting(conn, TODAY, 9) == 0
    assert bring_in_step(shelf, TODAY) == 0


def test_whether_a_document_holds_is_of_the_day_and_of_what_came_later(db: Database) -> None:
    scene = Scene(db)
    late = {"list": PAGES["list"], "change": PAGES["change"]}
    scene.visit("energy", **{key: one for key, one in PAGES.items() if key not in late})
    state(db)
    assert COAL not in titles(found(db, today=date(2026, 10, 15), validity=("repealed",)))
    scene.later(1)
    scene.visit("energy", **late)
    state(db)
    days = {
        date(2026, 2, 1): ("in-force", "not-yet-in-force", "in-force"),
        date(2026, 8, 15): ("in-force", "not-yet-in-force", "repealed"),
        date(2026, 11, 20): ("repealed", "amended", "repealed"),
        date(2031, 9, 5): ("repealed", "expired", "repealed"),
        date(2026, 10, 15): ("repealed", "in-force", "repealed"),
    }
    for day, states in days.items():
        for title, wanted in zip((TRIAL, FINAL, COAL), states, strict=True):
            hit = next(iter(found(db, title, today=day, validity=(wanted,))), None)
            assert hit, (day, title, wanted)
            assert (hit.document.title, hit.state) == (title, wanted)


@pytest.mark.parametrize("table", [search_entries, search_segments, search_buckets, search_facets])
def test_a_harmed_index_is_made_anew(shelf: Database, table: Table) -> None:
    chosen = Filter(words=("氢能 产业",))
    assert len(everything(shelf, chosen, TODAY)) == 4
    with shelf.begin() as conn:
        conn.execute(delete(table))
    at_once = ask_at_once(shelf, chosen, TODAY, Page())
    assert at_once.behind or len(at_once.results.hits) == 4
    assert len(everything(shelf, chosen, TODAY)) == 4
