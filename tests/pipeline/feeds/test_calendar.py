"""Calendars by RFC 5545: a date that moves is the same event."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings as hypothesis_settings, strategies as st
from icalendar import Calendar
from sqlalchemy import update

from notifiers.entries import Around
from pipeline.feeds.calendar import Noted, calendar
from pipeline.feeds.dates import renew_entries
from pipeline.feeds.watching import Watch
from storage.database import Database
from storage.records import CalendarEntry, Deadline, DigestItem
from storage.settings import Settings
from storage.tables import documents, postings
from tests.pipeline.feeds.fed import (
    NOW,
    at,
    calendar_of,
    dates,
    detected,
    feed,
    public,
)
from tests.telling_home import store
from tests.telling_samples import document

DAY = date(2026, 12, 20)


def said(day: date = DAY, **values: Any) -> Deadline:
    text = f"{day.year}年{day.month}月{day.day}日"
    sentence = f"请各单位于{text}前将申报材料报送我局。"
    given_ = {"date": day, "precision": "day", "kind": "report", "text": text, "sentence": sentence}
    return Deadline(**(given_ | values))


def events(db: Database, watch: Watch, **values: Any) -> list[Any]:
    found = Calendar.from_ical(calendar_of(db, public(watch), feed(**values)).body)
    return list(found.walk("VEVENT"))


def stored(db: Database, *items: DigestItem) -> None:
    store(db, list(items))


def test_a_date_is_an_all_day_event_with_its_sentence(db: Database, watch: Watch) -> None:
    one = detected("关于报送材料的通知", 1, document_number="国能发〔2026〕7号")
    stored(db, one)
    goal = said(date(2027, 12, 31), kind="target", precision="year", text="到2027年")
    dates(db, one.document.document_id, said(label="三、"), goal)
    assert renew_entries(db, NOW) == 1
    assert renew_entries(db, NOW + timedelta(hours=1)) == 0
    (event,) = events(db, watch)
    assert event.decoded("dtstart") == DAY
    assert event.decoded("dtend") == DAY + timedelta(days=1)
    assert event["sequence"] == 0
    assert event["summary"] == "报送截止：关于报送材料的通知"
    assert event["description"].startswith("“请各单位于2026年12月20日前将申报材料报送我局。”（三）")
    assert "国能发〔2026〕7号" in event["description"]
    ours = f"https://news.example.org/documents/{one.document.document_id}"
    assert event["url"] == ours
    original = f"https://www.invented.example/{one.document.document_id}.html"
    assert event["description"].endswith(f"\n本站：{ours}\n原文：{original}")
    assert event["status"] == "CONFIRMED"


def test_a_calendar_without_an_event_is_one_all_the_same(db: Database, watch: Watch) -> None:
    found = Calendar.from_ical(calendar_of(db, public(watch)).body)
    (zone,) = found.subcomponents  # RFC 5545 wants at least one part
    assert zone["tzid"] == "Asia/Shanghai"
    (standard,) = zone.subcomponents
    assert standard.decoded("tzoffsetto") == timedelta(hours=8)


def test_a_target_that_names_a_day_is_a_term(db: Database, watch: Watch) -> None:
    title = "、".join(["某某部"] * 45) + "关于清缴的通知"  # such long ones there are
    one = detected(title, 1)
    stored(db, one)
    dates(db, one.document.document_id, said(kind="target", sentence="应于12月20日前足额清缴。"))
    renew_entries(db, NOW)
    (event,) = events(db, watch)
    assert event["summary"] == f"完成期限：{title}"


def test_a_date_that_is_amended_moves_its_event(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    other = said(kind="apply", sentence="申报截止时间为2026年12月20日。")
    stored(db, one)
    dates(db, one.document.document_id, said(), other)
    renew_entries(db, NOW)
    was = {event["summary"]: event for event in events(db, watch)}
    later = DAY + timedelta(days=40)
    dates(db, one.document.document_id, other, said(later))
    renew_entries(db, NOW + timedelta(days=1))
    now = {event["summary"]: event for event in events(db, watch)}
    moved, kept = now["报送截止：甲"], now["申报截止：甲"]
    assert moved["uid"] == was["报送截止：甲"]["uid"]
    assert moved["sequence"] == 1
    assert moved.decoded("dtstart") == later
    assert kept == was["申报截止：甲"]


def test_a_date_that_is_taken_back_is_cancelled_and_may_come_again(
    db: Database, watch: Watch
) -> None:
    one = detected("甲", 1)
    stored(db, one)
    dates(db, one.document.document_id, said())
    renew_entries(db, NOW)
    (was,) = events(db, watch)
    dates(db, one.document.document_id)
    renew_entries(db, NOW)
    (gone,) = events(db, watch)
    assert (gone["uid"], gone["sequence"], gone["status"]) == (was["uid"], 1, "CANCELLED")
    assert gone.decoded("dtstart") == DAY
    dates(db, one.document.document_id, said())
    renew_entries(db, NOW)
    (again,) = events(db, watch)
    assert (again["uid"], again["sequence"], again["status"]) == (was["uid"], 2, "CONFIRMED")


def test_two_dates_in_the_same_words_keep_apart(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    first, second = date(2026, 12, 5), date(2027, 1, 5)
    dates(db, one.document.document_id, said(first), said(second))
    renew_entries(db, NOW)
    was = {event.decoded("dtstart"): event["uid"] for event in events(db, watch)}
    dates(db, one.document.document_id, said(first), said(date(2027, 1, 15)))
    renew_entries(db, NOW)
    now = {event.decoded("dtstart"): event["uid"] for event in events(db, watch)}
    assert now == {first: was[first], date(2027, 1, 15): was[second]}


def test_a_further_date_in_the_same_words_is_another_event(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    first, second = date(2026, 12, 5), date(2027, 1, 5)
    dates(db, one.document.document_id, said(first), said(second))
    renew_entries(db, NOW)
    was = {event.decoded("dtstart"): event["uid"] for event in events(db, watch)}
    dates(db, one.document.document_id, said(date(2026, 12, 1)), said(first), said(second))
    assert renew_entries(db, NOW) == 1
    now = {event.decoded("dtstart"): event["uid"] for event in events(db, watch)}
    assert {day: now[day] for day in was} == was


def test_words_tell_which_date_is_which(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    lists = "发电企业应在{}之前完成上年度核查并提交清单。"
    plans = "各设区市主管部门请于{}以前上报本地区实施方案和联系人。"

    def both(of_lists: int, of_plans: int) -> dict[str, str]:
        told = {lists: of_lists, plans: of_plans}
        made = [
            said(date(2026, 12, day), sentence=words.format(f"2026年12月{day}日"))
            for words, day in told.items()
        ]
        dates(db, one.document.document_id, *made)
        renew_entries(db, NOW)
        return {event["description"][1:3]: event["uid"] for event in events(db, watch)}

    assert both(10, 20) == both(20, 30)


def test_a_document_whose_page_is_gone_says_so(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    dates(db, one.document.document_id, said())
    renew_entries(db, NOW)
    with db.begin() as conn:
        conn.execute(update(postings).values(withdrawn=True))
    (event,) = events(db, watch)
    assert event["summary"] == "［已撤下］报送截止：甲"
    assert "网站已撤下原文。\n本站：" in event["description"]


def test_what_a_document_says_twice_of_one_day_is_one_event(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    again = said(attachment="附件1", sentence="2026年12月20日以前报送。")
    dates(db, one.document.document_id, said(), again)
    renew_entries(db, NOW)
    (event,) = events(db, watch)
    assert "（附件1）" in event["description"]


def test_a_date_that_is_no_day_says_so(db: Database, watch: Watch) -> None:
    one = detected("甲", 1)
    stored(db, one)
    end = said(date(2026, 12, 31), precision="year", text="2026年底", sentence="2026年底前建成。")
    dates(db, one.document.document_id, replace(end, inferred=True))
    renew_entries(db, NOW)
    (event,) = events(db, watch)
    assert event["summary"] == "2026年底报送截止（推算）：甲"
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert "原文只写到年。" in event["description"]


def test_from_when_a_document_holds_is_its_pages_word_too(db: Database, watch: Watch) -> None:
    one = detected("甲", 1, effective_on=DAY)
    stored(db, one)
    renew_entries(db, NOW)
    (event,) = events(db, watch)
    assert event["summary"] == "施行：甲"
    with db.begin() as conn:
        conn.execute(update(documents).values(effective_on=DAY + timedelta(days=3)))
    renew_entries(db, NOW)
    (moved,) = events(db, watch)
    assert (moved["uid"], moved["sequence"]) == (event["uid"], 1)


def test_while_a_text_is_unread_its_dates_stay_as_they_were(db: Database, watch: Watch) -> None:
    one = detected("甲", 1, effective_on=DAY)
    stored(db, one)
    begins = said(kind="effective", sentence="本办法自2026年12月20日起施行。")
    dates(db, one.document.document_id, begins)
    renew_entries(db, NOW)
    (was,) = events(db, watch)
    later = DAY + timedelta(days=40)
    with db.begin() as conn:  # as a pass stores it: the text first, what it says at the end
        conn.execute(update(documents).values(effective_on=later, version_id="v2"))
    assert renew_entries(db, NOW) == 0
    dates(db, one.document.document_id, replace(begins, date=later))
    with db.begin() as conn:
        conn.execute(update(documents).values(stated_by="reader:v2"))
    renew_entries(db, NOW)
    (moved,) = events(db, watch)
    assert (moved["uid"], moved["sequence"]) == (was["uid"], 1)
    assert moved.decoded("dtstart") == later


def test_only_what_the_filter_wants_is_in_it(db: Database, watch: Watch) -> None:
    mine, other = detected("甲", 1), detected("乙", 2, topics=("hydrogen",))
    left_out, doubtful = detected("丙", 3, relevant=False), detected("丁", 4, relevant=None)
    stored(db, mine, other, left_out, doubtful)
    for one in (mine, other, left_out, doubtful):
        dates(db, one.document.document_id, said())
    old = detected("戊", 5)
    stored_old = old.document.document_id
    dates(db, stored_old, said(date(2025, 1, 1)))
    renew_entries(db, NOW)
    assert [one["summary"] for one in events(db, watch, topics=("hydrogen",))] == ["报送截止：乙"]
    told = {one["summary"].removeprefix("报送截止：") for one in events(db, watch)}
    assert told == {"甲", "乙", "丁（待定）"}
    assert len(events(db, watch, kinds=("withdrawn",))) == 3  # of changes, not of dates


def test_a_document_that_is_gone_takes_its_dates_along(
    db: Database, settings: Settings, watch: Watch
) -> None:
    one = detected("甲", 1)
    stored(db, one)
    dates(db, one.document.document_id, said())
    renew_entries(db, NOW)
    with db.begin() as conn:
        conn.execute(documents.delete())
    dates(db, one.document.document_id)
    assert renew_entries(db, NOW) == 1
    assert events(db, watch) == []


HOSTILE = st.text(max_size=120) | st.sampled_from(
    ["甲\r\nBEGIN:VALARM\r\nACTION:AUDIO", "a;b,c\\n:d", "\x00\ud800", "字" * 90, "\u2028\nURL:x"]
)


@given(title=HOSTILE, sentence=HOSTILE, name=HOSTILE)
@hypothesis_settings(max_examples=40)
def test_nothing_of_a_page_is_a_property(title: str, sentence: str, name: str) -> None:
    entry = CalendarEntry(
        uid="0123456789abcdef", document_id="d", kind="report", day=DAY,
        said=(said(sentence=sentence, label=title),), sequence=3, changed_at=at(1),
    )  # fmt: skip
    work = document("x")
    noted = Noted(entry=entry, document=replace(work, title=title, document_number=name), url="")
    around = Around(today=DAY, site="")
    body = calendar(replace(feed(), name=name), [noted], sentence, around)
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        assert not set(line) & set(range(32)), line
    text = body.decode()  # folded between characters, not in them
    assert text
    found = Calendar.from_ical(body)
    (event,) = found.walk("VEVENT")
    assert {one.name for one in found.walk()} == {"VCALENDAR", "VTIMEZONE", "STANDARD", "VEVENT"}
    assert set(event) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "TRANSP",
        "SUMMARY", "DESCRIPTION", "CATEGORIES",
    }  # fmt: skip
