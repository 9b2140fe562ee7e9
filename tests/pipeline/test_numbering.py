"""Series of document numbers, and their holes."""

import csv
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.series.numbering import PATIENCE, Numbered, holes, serial_of

DAY = date(2023, 12, 8)


def seen(*numbers: str, issuers: tuple[str, ...] = ()) -> list[Numbered]:
    return [
        Numbered(document_id=number, title="", number=number, issuing_bodies=issuers, dated_on=DAY)
        for number in numbers
    ]


def missing(*numbers: str, issuers: tuple[str, ...] = ()) -> list[str]:
    return [hole.number for hole in holes(seen(*numbers, issuers=issuers))]


@pytest.mark.parametrize(
    ("number", "key", "serial"),
    [
        ("国发〔2023〕24号", "国发2023", 24),
        ("国发[2023] 24 号", "国发2023", 24),
        ("生态环境部公告2023年第34号", "生态环境部公告2023", 34),
        ("国家市场监督管理总局公告2023年第52号", "市场监管总局公告2023", 52),
        ("商务部 海关总署公告2023年第61号", "商务部公告2023", 61),
        ("国务院令第751号", "国务院令", 751),
    ],
)
def test_a_number_has_its_place_in_a_series(number: str, key: str, serial: int) -> None:
    place = serial_of(number)
    assert place
    assert (place[0].key, place[1]) == (key, serial)


def test_a_bare_number_is_of_its_issuers_series() -> None:
    assert serial_of("2023年第52号", ("工业和信息化部", "财政部")) == serial_of(
        "工业和信息化部公告2023年第52号"
    )
    assert serial_of("2023年第52号") is None


@pytest.mark.parametrize("number", ["", "附件2", "GB 17167-2006", "国发〔2023〕号", "〔2023〕3号"])
def test_what_is_no_number_of_a_series(number: str) -> None:
    assert serial_of(number) is None


def test_a_number_missing_among_its_neighbours_is_asked_for() -> None:
    assert missing("税委会公告2023年第8号", "税委会公告2023年第10号", "税委会公告2023年第11号") == [
        "税委会公告2023年第9号"
    ]
    assert missing("国务院令第751号", "国务院令第750号", "国务院令第753号") == ["国务院令第752号"]


def test_the_first_numbers_of_a_year_are_asked_for() -> None:
    assert missing("国发〔2023〕2号", "国发〔2023〕3号", "国发〔2023〕4号") == ["国发〔2023〕1号"]


def test_years_and_agencies_are_counted_apart() -> None:
    numbers = ("国发〔2023〕24号", "国发〔2023〕25号", "国发〔2022〕27号", "国办发〔2023〕26号")
    assert missing(*numbers) == []


def test_few_numbers_far_apart_ask_nothing() -> None:
    assert (
        missing("发改环资〔2023〕1409号", "发改环资〔2023〕1529号", "发改环资〔2023〕1595号") == []
    )
    assert missing("海关总署公告2023年第166号", "海关总署公告2023年第170号") == []


def test_a_wide_gap_is_not_a_question_but_its_far_side_is_looked_at() -> None:
    numbers = [f"国发〔2023〕{n}号" for n in (5, 20, 21, 23)]
    assert missing(*numbers) == ["国发〔2023〕22号"]


def test_both_neighbours_are_named() -> None:
    (hole,) = holes(seen("国发〔2023〕20号", "国发〔2023〕21号", "国发〔2023〕23号"))
    assert hole.below
    assert (hole.below.number, hole.above.number) == ("国发〔2023〕21号", "国发〔2023〕23号")


def test_what_may_still_come_is_told_apart() -> None:
    (hole,) = holes(seen("国发〔2023〕20号", "国发〔2023〕21号", "国发〔2023〕23号"))
    assert hole.is_fresh(DAY)
    assert not hole.is_fresh(DAY + PATIENCE)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.sets(st.integers(1, 60), max_size=40), st.randoms(use_true_random=False))
def test_holes_are_never_seen_numbers_and_no_order_matters(
    serials: set[int], chance: random.Random
) -> None:
    documents = seen(*(f"国发〔2023〕{n}号" for n in serials))
    shuffled = list(documents)
    chance.shuffle(shuffled)
    found = [hole.serial for hole in holes(documents)]
    assert found == [hole.serial for hole in holes(shuffled)]
    assert not serials.intersection(found)
    assert all(0 < one < max(serials, default=0) for one in found)


def test_real_titles_raise_few_questions(shared: Path) -> None:
    with (shared / "titles-dev.tsv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["doc_number"]]
    documents = [
        Numbered(
            document_id=row["id"],
            title=row["title"],
            number=row["doc_number"],
            issuing_bodies=tuple(row["agency"].split()),
            dated_on=date.fromisoformat(row["pub_date"] or "2000-01-01"),
        )
        for row in rows
    ]
    assert [hole.number for hole in holes(documents)] == [
        "国令第752号",
        "国发〔2021〕26号",
        "国发〔2021〕34号",
        "国发〔2021〕35号",
        "税委会公告2023年第9号",
    ]
