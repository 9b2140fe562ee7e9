"""A month's counts beside last month's and last year's."""

import pytest

from compilation.months import (
    NO_TOPIC,
    UNNAMED,
    Count,
    CountBasis,
    Entry,
    Months,
    Tally,
    basis_lines,
    first_of,
    issuer_name,
    last_of,
    month_index,
    months_of,
    moved,
)
from storage.office import DEFAULT_OFFICE
from storage.records import UNPLACED, Part

NAMES = {"energy": "能源", "building": "建筑"}


def entry(part: Part | None, *issuers: str, topics: tuple[str, ...] = ()) -> Entry:
    return Entry(part=part, issuers=issuers, topics=topics)


def tally(month: str, *entries: Entry, basis: CountBasis = "imported", **more: object) -> Tally:
    return Tally(month=month, basis=basis, entries=entries, **more)  # type: ignore[arg-type]


def against(now: Tally, last_month: Tally | None = None, last_year: Tally | None = None) -> Months:
    none = tally("2023-11", basis="none"), tally("2022-12", basis="none")
    return months_of(
        (now, last_month or none[0], last_year or none[1]), NAMES, office=DEFAULT_OFFICE
    )


def numbers(one: Count) -> tuple[int | None, int | None, int | None]:
    return one.now, one.last_month, one.last_year


def named(counts: tuple[Count, ...], name: str) -> Count:
    return next(one for one in counts if one.name == name)


def test_a_month_without_data_has_no_counts_and_no_differences() -> None:
    found = against(tally("2023-12", entry("mee", "生态环境部", topics=("energy",))))
    for one in (found.total, found.parts[1], found.issuers[0], found.topics[0].primary):
        assert numbers(one) == (1, None, None)
        assert one.against_month is None
        assert not one.is_new  # nothing is known to compare it with
    assert "无数据" in basis_lines(found)[1]


def test_a_watched_month_without_documents_counts_none() -> None:
    found = against(tally("2023-12", entry("mee", "生态环境部")), tally("2023-11"))
    assert numbers(found.total) == (1, 0, None)
    assert found.total.against_month == 1
    assert found.new_issuers == ("生态环境部",)


def test_of_a_part_that_was_not_watched_there_is_no_count() -> None:
    then = tally(
        "2023-11", entry("mee", "生态环境部"), basis="detected", unwatched=frozenset({"province"})
    )
    found = against(tally("2023-12", entry("province", "澄江省能源局")), then)
    assert numbers(found.parts[3]) == (1, None, None)
    assert numbers(found.parts[1]) == (0, 1, None)
    assert numbers(named(found.issuers, "澄江省能源局")) == (1, None, None)
    assert found.new_issuers == ()
    assert found.vanished_issuers == ("生态环境部",)


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("国家发展和改革委员会", "国家发展改革委"),
        ("中华人民共和国国家发展和改革委员会", "国家发展改革委"),
        ("国家发展改革委办公厅", "国家发展改革委"),
        ("国家发展改革委等部门", "国家发展改革委"),
        ("工业和信息化部等八部门", "工业和信息化部"),
        ("国家 能源局 综合司", "国家能源局"),
        ("国务院办公厅", "国务院办公厅"),
        ("中共中央办公厅", "中共中央办公厅"),
        ("澄江省发展和改革委员会", "澄江省发展改革委"),
        ("澄江省住房和城乡建设厅", "澄江省住房城乡建设厅"),
    ],
)
def test_an_agency_is_counted_under_one_name(name: str, counted: str) -> None:
    assert issuer_name(name) == counted


def test_a_joint_document_counts_once_for_each_issuer() -> None:
    joint = entry("ministry", "国家发展和改革委员会", "国家发展改革委办公厅", "国家能源局")
    found = against(tally("2023-12", joint, entry("ministry")))
    assert {one.name: one.now for one in found.issuers} == {
        "国家发展改革委": 1,
        "国家能源局": 1,
        UNNAMED: 1,
    }
    assert found.total.now == 2


def test_topics_are_counted_as_leading_and_as_touched() -> None:
    both = entry("mee", "生态环境部", topics=("energy.coal", "energy.gas", "building"))
    one = entry("mee", "生态环境部", topics=("building",))
    found = against(tally("2023-12", both, one, entry("mee")))
    counts = {each.primary.name: (each.primary.now, each.touched.now) for each in found.topics}
    assert counts == {"能源": (1, 1), "建筑": (1, 2), NO_TOPIC: (1, 1)}


def test_a_document_of_no_part_is_not_lost() -> None:
    found = against(tally("2023-12", entry(None, "某协会")))
    assert [(one.name, one.now) for one in found.parts][-1] == (UNPLACED, 1)
    assert sum(one.now or 0 for one in found.parts) == found.total.now


def test_unlike_counts_are_said_to_be_unlike() -> None:
    printed, detected = tally("2023-12"), tally("2023-11", basis="detected")
    assert "口径不同" in basis_lines(against(printed, detected))[-1]
    assert "口径不同" not in "".join(basis_lines(against(printed)))


def test_months_are_reckoned_over_years() -> None:
    assert moved("2023-12", 1) == "2024-01"
    assert moved("2024-01", -1) == "2023-12"
    assert moved("2024-02", -12) == "2023-02"
    assert month_index("2024-01") - month_index("2023-12") == 1
    assert (first_of("2024-02").day, last_of("2024-02").day) == (1, 29)
