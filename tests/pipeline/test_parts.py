"""Whose a document is, of which place, and which part of the office it goes into."""

from pathlib import Path

import pytest

from pipeline.classify import Facts, classify, load_rules
from pipeline.classifying.levels import standing_of_name, standing_of_number
from pipeline.classifying.parts import part_of
from pipeline.classifying.standing import Origin, standing_of
from storage.office import DEFAULT_OFFICE
from tests.office_samples import SHANDONG, WITHIN_MINISTRIES, office

_TRUTH = Path(__file__).parent / "truth" / "parts"


def _lines(name: str) -> list[list[str]]:
    return [line.split() for line in (_TRUTH / name).read_text("utf-8").splitlines()]


def test_real_agencies_have_their_level_and_place() -> None:
    wrong = [
        (name, found)
        for level, region, *names in _lines("names.txt")
        for name in names
        if not (found := standing_of_name(name))
        or found.level != level
        or region not in ("?", found.region)
    ]
    assert not wrong


def test_real_prefixes_of_numbers_have_their_level() -> None:
    wrong = [
        (number, found)
        for level, *numbers in _lines("numbers.txt")
        for number in numbers
        if not (found := standing_of_number(number)) or found.level != level
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("name", "is_city"),
    [
        ("河北省生态环境厅", False),
        ("石家庄市生态环境局", True),
        ("北京市通州区人民政府", True),
        ("北京市生态环境局", False),
        ("明溪县人民政府", True),
        ("省发展改革委", False),
        ("市科技局", True),
        ("国家税务总局青岛市税务局", True),
        ("国家税务总局山东省税务局", False),
    ],
)
def test_of_a_province_or_below(name: str, is_city: bool) -> None:
    found = standing_of_name(name)
    assert found is not None
    assert found.is_city is is_city


def _standing(title: str = "关于某事的通知", **facts: object) -> tuple[str, str, str]:
    found = standing_of(Origin(title=title, **facts))  # type: ignore[arg-type]
    return (found.level, found.region, found.reason) if found else ("", "", "")


@pytest.mark.parametrize(
    ("facts", "level", "region", "reason"),
    [
        ({"issuers": ("生态环境部", "财政部")}, "mee", "全国", "首个发文机关：“生态环境部”属"),
        ({"issuers": ("财政部", "生态环境部")}, "ministry", "全国", "“财政部”是国家部门或机构"),
        ({"issuers": ("三部门", "财政部")}, "ministry", "全国", "“财政部”是国家部门或机构"),
        (
            {"issuers": ("发展改革委",), "number": "冀发改〔2023〕1号"},
            "province", "河北", "代字“冀”",
        ),
        ({"issuers": ("发展改革委",)}, "ministry", "全国", "没有写明是哪一级"),
        (
            {"issuers": ("发展改革委",), "source_level": "province", "source_region": "邢台"},
            "province", "邢台", "按来源所属",
        ),
        ({"issuers": ("科技局",)}, "province", "", "国家部门中没有这样的局"),
        ({"issuers": ("科技局",), "source_region": "邢台"}, "province", "邢台", "科技局"),
        ({"number": "青政发〔2023〕1号"}, "province", "", "山东省青岛市或青海省"),
        ({"number": "青政发〔2023〕1号", "source_region": "山东"}, "province", "青岛", "代字“青”"),
        ({"number": "青政发〔2023〕1号", "source_region": "西宁"}, "province", "青海", "代字“青”"),
        ({"title": "国家能源局关于某事的通知"}, "ministry", "全国", "标题开头：“国家能源局”以"),
        ({"title": "上海市某事实施方案", "source_level": "ministry"}, "province", "上海", "上海市"),
        ({"title": "关于上海市某规划的批复", "source_level": "mee"}, "mee", "全国", "按来源所属"),
        ({"title": "关于印发《江苏省某预案》的通知"}, "province", "江苏", "标题讲的是“江苏省”"),
        ({"title": "2026年北京市某行动计划"}, "province", "北京", "标题讲的是“北京市”"),
        ({"title": "关于做好我市某事的通知"}, "province", "", "我市"),
        ({"title": "五部门联合印发某意见"}, "ministry", "全国", "“五部门”没有写明机关"),
        ({}, "", "", ""),
    ],
)  # fmt: skip
def test_what_tells_it_and_the_reason(
    facts: dict[str, object], level: str, region: str, reason: str
) -> None:
    found = _standing(**facts)  # type: ignore[arg-type]
    assert found[:2] == (level, region)
    assert reason in found[2]


def test_a_document_of_another_province_is_said_to_be_one() -> None:
    origin = Origin(title="某省关于某事的通知", issuers=("山东省人民政府",))
    placing = part_of(origin, DEFAULT_OFFICE)
    assert (placing.part, placing.region) == ("province", "山东")
    assert placing.reason == (
        "首个发文机关：“山东省”是山东省，外省文件（山东不在河北）归此编"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("issuers", "number", "part"),
    [
        (("国务院办公厅",), None, "central"),
        ((), "鲁政发〔2023〕3号", "shandong"),
        (("济南市人民政府",), None, "cities"),
        (("青岛市发展和改革委员会",), "青发改〔2023〕1号", "qingdao"),
        (("国家能源局综合司",), None, "energy"),
        (("国家能源局山东监管办公室",), None, "shandong"),
        (("河北省人民政府",), "冀政发〔2022〕12号", "elsewhere"),
        (("石家庄市人民政府",), None, "elsewhere"),
        (("生态环境部",), None, "mee"),
    ],
)
def test_another_office_has_its_own_parts(
    tmp_path: Path, issuers: tuple[str, ...], number: str | None, part: str
) -> None:
    rules = load_rules(office=office(tmp_path, SHANDONG))
    facts = Facts(title="关于某事的通知", issuing_bodies=issuers, document_number=number)
    found = classify(facts, rules)
    assert found.part == part
    assert found.rules != load_rules(office=DEFAULT_OFFICE).fingerprint


def test_an_office_without_a_part_for_other_provinces_puts_them_in_none(tmp_path: Path) -> None:
    rules = load_rules(office=office(tmp_path, WITHIN_MINISTRIES))
    found = classify(Facts(title="通知", issuing_bodies=("山东省人民政府",)), rules)
    assert (found.part, found.region) == (None, "山东")
    assert any(one.startswith("编次为未归编：") for one in found.reasons)
    with_mee = classify(Facts(title="通知", issuing_bodies=("生态环境部",)), rules)
    assert with_mee.part == "ministry"


def test_every_source_has_the_level_that_it_declares() -> None:
    from crawlers.declarations import load_sources

    wrong = [
        source.source_id
        for source in load_sources().values()
        if not (found := standing_of_name(source.agency))
        or (found.level, found.region) != (source.level, source.region)
    ]
    # The State Council's library carries the ministries' documents.
    assert all(one.startswith("gov_") for one in wrong)
