"""Series: which titles stand in one, which is the next one, and which has not come."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.series.yearly import overdue, place_of, predecessor, successor
from storage.records import Classification, Document, PageKind
from storage.text import title_key

TRUTH = Path(__file__).parent / "truth" / "series.tsv"


def document(title: str, published: str, *issuers: str, kind: PageKind = "document") -> Document:
    return Document(
        document_id=f"{title}{published}",
        title=title,
        title_key=title_key(title),
        number_key=None,
        document_number=None,
        issuing_bodies=issuers or ("澄江省能源局",),
        signed_on=None,
        published_on=date.fromisoformat(published),
        effective_on=None,
        part="province",
        region="澄江省",
        page_kind=kind,
        relevant=True,
        relevance=1.0,
        classification=Classification(page_kind=kind, relevant=True, relevance=1.0),
        lead_posting_id="p",
        version_id="v",
        detected_at=datetime(2026, 1, 1, tzinfo=UTC),
        first_run_id="r",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于开展2022年度储能核查的通知", "关于开展2023年度储能核查的通知"),
        ("储能设施目录（2021年版）", "储能设施目录（2023年版）"),
        ("关于公布首批储能试点名单的通知", "关于公布第二批储能试点名单的通知"),
        ("储能技术导则（2022）", "储能技术导则(2024年修订)"),
        ("2019-2020年全省配额分配方案", "2021、2022年度全省配额分配方案"),
        ("关于2025年第十四届低碳知识竞赛的通知", "关于2026年第十五届低碳知识竞赛的通知"),
        ("二〇二二年储能工作要点", "2023年储能工作要点"),
        ("广东省2020年度碳排放配额分配实施方案", "广东省2021年度碳排放配额分配实施方案"),
        ("澄江省发展改革委关于下达2022年计划任务的通知", "关于下达2023年计划任务的通知"),
    ],
)
def test_titles_of_one_series(one: str, other: str) -> None:
    mine, theirs = place_of(one), place_of(other)
    assert mine
    assert theirs
    assert mine.key == theirs.key
    assert (mine.year, mine.batch) != (theirs.year, theirs.batch)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于开展2022年储能核查的通知", "关于转发《关于开展2023年储能核查的通知》的通知"),
        ("关于开展2022年（上半年）技能竞赛的通知", "关于开展2023年（下半年）技能竞赛的通知"),
        ("关于做好2022年储能核查工作的通知", "关于做好2023年储能核查补充工作的通知"),
        ("澄江省2022年度储能方案", "临海省2023年度储能方案"),
    ],
)
def test_titles_of_two_series(one: str, other: str) -> None:
    mine, theirs = place_of(one), place_of(other)
    assert mine
    assert theirs
    assert mine.key != theirs.key


@pytest.mark.parametrize(
    "title",
    [
        "储能发展规划（2021—2035年）",
        "关于印发2030年前碳达峰行动方案的通知",
        "澄江省能源局公告2023年第7号",
        "关于2023年前三季度用能情况的公告",
        "澄江省任免工作人员",
        "关于公开征求储能办法意见的通知（第二次征求意见）",
        "2023年度报告",
    ],
)
def test_titles_of_no_series(title: str) -> None:
    assert place_of(title) is None


def test_a_target_far_from_its_publication_is_no_year_of_a_series() -> None:
    assert place_of("2035年储能发展目标纲要", date(2026, 1, 1)) is None


def rows() -> Iterator[dict[str, str]]:
    lines = TRUTH.read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")


def titles(shared: Path) -> dict[str, tuple[str, date | None]]:
    found = {}
    with (shared / "titles-dev.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            said = row["pub_date"] or row["written_date"]
            found[row["id"]] = (row["title"], date.fromisoformat(said) if said else None)
    truth = json.loads((shared / "worlds/2023-12/truth.json").read_text(encoding="utf-8"))
    for posting in truth["postings"]:
        found[posting["url"]] = (posting["title"], date.fromisoformat(posting["date"]))
    return found


def test_real_titles_stand_where_a_reader_put_them(shared: Path) -> None:
    said = titles(shared)
    members: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        title, published = said[row["id"]]
        place = place_of(title, published)
        if row["year"] == "-":
            assert place is None, title
            continue
        assert place is not None, title
        assert (place.year or "", place.batch or "") == (
            int(row["year"]) if row["year"] else "",
            int(row["batch"]) if row["batch"] else "",
        ), title
        members[place.key].add(f"{place.year} {place.batch}")
        if row["series"]:
            keys[row["series"]].add(place.key)
    assert all(len(found) == 1 for found in keys.values())
    assert {key for key, found in members.items() if len(found) > 1} == {
        key for found in keys.values() for key in found
    }


# -- one after another ----------------------------------------------------------------------------


def test_last_years_notice_is_the_predecessor_of_this_years() -> None:
    notices = [
        document(f"关于开展{year}年储能核查的通知", f"{year}-03-01") for year in (2021, 2022, 2023)
    ]
    assert predecessor(notices[2], notices) == notices[1]
    assert successor(notices[0], notices) == notices[1]
    assert predecessor(notices[0], notices) is None


def test_another_agencys_notice_is_of_another_series() -> None:
    mine = document("关于开展2023年储能核查的通知", "2023-03-01")
    theirs = document("关于开展2022年储能核查的通知", "2022-03-01", "临海省能源局")
    office = document("关于开展2022年储能核查的通知", "2022-03-02", "澄江省能源局办公室")
    assert predecessor(mine, [theirs]) is None
    assert predecessor(mine, [theirs, office]) == office


def test_two_of_one_year_are_no_predecessor() -> None:
    mine = document("关于开展2023年储能核查的通知", "2023-03-01")
    twice = [document("关于开展2022年储能核查的通知", f"2022-0{month}-01") for month in (3, 4)]
    assert predecessor(mine, twice) is None


def test_a_batch_follows_the_one_before_it_in_its_year() -> None:
    first, second = (
        document(f"关于下达2023年储能专项（第{n}批）计划的通知", "2023-03-01") for n in "一二"
    )
    before = document("关于下达2022年储能专项（第一批）计划的通知", "2022-03-01")
    assert predecessor(second, [first, before]) == first
    assert predecessor(first, [second, before]) == before


def test_news_of_a_year_is_of_no_series() -> None:
    mine = document("2023年储能大会开幕", "2023-03-01", kind="news")
    last = document("2022年储能大会开幕", "2022-03-01", kind="news")
    assert predecessor(mine, [last]) is None


def test_a_yearly_notice_that_has_not_come() -> None:
    yearly = [
        document(f"关于开展{year}年储能核查的通知", f"{year}-03-20") for year in (2023, 2024, 2025)
    ]
    once = document("关于开展2025年低碳日活动的通知", "2025-02-01")
    later = document("关于开展2025年冬季核查的通知", "2025-11-01")
    came = [
        document("关于印发2025年工作要点的通知", "2025-01-10"),
        document("关于印发2026年工作要点的通知", "2026-01-12"),
    ]
    found = overdue([*yearly, once, later, *came], date(2026, 3, 5))
    assert [(one.last, one.years) for one in found] == [(yearly[2], 3), (once, 1)]
    assert overdue(yearly, date(2026, 2, 27)) == ()
    assert overdue([*yearly, came[0]], date(2027, 3, 5)) == ()


def test_many_of_one_name_are_one_question() -> None:
    """A notice that goes out every other day, under one title all year: thousands of them."""
    title = "关于{}年度储能项目环境影响评价受理情况的公告"
    daily = [
        replace(document(title.format(year), f"{year}-01-{1 + n % 28:02}"), document_id=f"{n:05}")
        for year in (2024, 2025)
        for n in range(3000)
    ]
    (found,) = overdue(daily, date(2026, 3, 1))
    assert (found.last.published_on, found.years) == (date(2025, 1, 28), 2)
    assert overdue([*daily, document(title.format(2026), "2026-02-01")], date(2026, 3, 1)) == ()


def test_those_that_sign_with_others_issue_one_series() -> None:
    title = "关于开展{}年度储能核查的通知"
    alone = document(title.format(2025), "2025-02-01", "澄江省能源局办公室")
    joint = document(title.format(2026), "2026-02-01", "澄江省能源局", "澄江省财政厅")
    other = document(title.format(2026), "2026-02-01", "临海省能源局")
    assert [one.last for one in overdue([alone, other], date(2026, 3, 1))] == [alone]
    assert overdue([alone, other, joint], date(2026, 3, 1)) == ()
