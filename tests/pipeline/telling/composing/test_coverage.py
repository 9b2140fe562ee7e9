"""The sources behind a filter: never fewer than may bring what it wants."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.telling.composing.coverage import coverage_of
from storage.office import DEFAULT_OFFICE, part_of_source
from storage.records import Carried, CoverageLine, Filter, Source, SourceRead
from tests.telling_samples import source


def read(one: Source, why: str = "", *, known: bool = False) -> SourceRead:
    part = part_of_source(DEFAULT_OFFICE, one)
    return SourceRead(source=one, part=part, read=not why, why=why, known=known)


GOV = source("gov", agency="国务院", name="国务院 · 最新", level="central")
MEE = source("mee", agency="生态环境部", name="生态环境部 · 通知", level="mee")
NDRC = source("ndrc", agency="国家发展改革委", name="国家发展改革委 · 通知")
HEBEI = source("hebei", agency="河北省政府", name="河北 · 文件", level="province", region="河北")
XINGTAI = source("xingtai", agency="邢台市政府", name="邢台", level="province", region="邢台")
SHANXI = source("shanxi", agency="山西省政府", name="山西", level="province", region="山西")
ALL = tuple(read(one) for one in (GOV, MEE, NDRC, HEBEI, XINGTAI, SHANXI))
REPOST = Carried(
    source_id="gov", part="ministry", region="全国", issuing_bodies=("生态环境部", "交通运输部")
)


def counted(chosen: Filter, *carried: Carried) -> dict[str | None, int]:
    lines = coverage_of(chosen, ALL, carried, DEFAULT_OFFICE)
    return {line.part: line.total for line in lines}


@pytest.mark.parametrize(
    ("chosen", "total"),
    [
        (Filter(), 6),
        (Filter(topics=("carbon_market",), words=("绿证",)), 6),
        (Filter(parts=("central",)), 1),
        (Filter(regions=("河北省",)), 2),
        (Filter(regions=("邢台市",)), 2),  # the province's own site may bring it
        (Filter(regions=("全国",)), 3),
        (Filter(issuers=("发展改革委",)), 1),
        (Filter(parts=("ministry", "province"), regions=("河北",)), 2),
        (Filter(issuers=("没有这个机关",)), 0),
    ],
)
def test_what_stands_behind_a_filter(chosen: Filter, total: int) -> None:
    assert sum(counted(chosen).values()) == total


def test_who_ever_led_to_such_a_document_stands_behind_it_too() -> None:
    assert counted(Filter(issuers=("生态环境部",)), REPOST) == {"central": 1, "mee": 1}
    assert counted(Filter(issuers=("交通运输部",)), REPOST) == {"central": 1}
    assert counted(Filter(parts=("ministry",)), REPOST) == {"central": 1, "ministry": 1}
    assert counted(Filter(issuers=("生态环境部",), regions=("河北",)), REPOST) == {}


def test_faults_come_first_and_columns_of_one_agency_together() -> None:
    two = source("two", agency="丙局", name="丙局 · 二")
    sources = (
        read(source("never", agency="甲局", name="甲局 · 通知"), "本期未读取"),
        read(source("one", agency="丙局", name="丙局 · 一"), "3月6日起无法解读", known=True),
        read(two, "3月6日起无法解读", known=True),
        read(NDRC),
    )
    assert coverage_of(Filter(), sources, (), DEFAULT_OFFICE) == (
        CoverageLine(
            part="ministry",
            read=1,
            total=4,
            unread=("丙局 2 个栏目：3月6日起无法解读", "甲局 · 通知：本期未读取"),
        ),
    )


def test_the_oldest_reading_of_a_part_is_told() -> None:
    sources = [replace(read(NDRC), as_of=day) for day in (None, date(2026, 3, 5), date(2026, 3, 4))]
    (line,) = coverage_of(Filter(), sources, (), DEFAULT_OFFICE)
    assert (line.read, line.as_of) == (3, date(2026, 3, 4))


def test_the_youngest_first_reading_of_a_part_is_told() -> None:
    days = (None, date(2026, 3, 3), date(2026, 3, 4))
    sources = [replace(read(NDRC), since=day) for day in days]
    (line,) = coverage_of(Filter(), sources, (), DEFAULT_OFFICE)
    assert (line.read, line.since) == (3, date(2026, 3, 4))
