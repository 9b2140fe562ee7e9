"""The office as data: read, checked, and asked which part a document gets."""

from pathlib import Path

import pytest

from storage.office import (
    DEFAULT_OFFICE,
    OfficeError,
    load_office,
    office_of,
    part_of_source,
    placed,
    taken_words,
)
from storage.records import Source
from storage.settings import Settings
from tests.office_samples import SHANDONG, WITHIN_MINISTRIES, office


def test_the_bundled_office() -> None:
    assert DEFAULT_OFFICE.region == "河北"
    assert DEFAULT_OFFICE.ids == ("central", "mee", "ministry", "province")
    assert list(DEFAULT_OFFICE.titles.values()) == [
        "第一编 中央文件", "第二编 生态环境部文件", "第三编 国家各部委文件", "第四编 河北省文件",
    ]  # fmt: skip
    assert DEFAULT_OFFICE.late_title == "第五编 补遗"
    assert DEFAULT_OFFICE.title_of(None) == DEFAULT_OFFICE.name_of("gone") == "未归编"


@pytest.mark.parametrize(
    ("level", "region", "is_city", "issuer", "part"),
    [
        ("central", "全国", False, "国务院", "central"),
        ("mee", "全国", False, "生态环境部", "mee"),
        ("province", "山东", False, "山东省人民政府", "shandong"),
        ("province", "青岛", True, "青岛市人民政府", "qingdao"),
        ("province", "济南", True, "济南市人民政府", "cities"),
        ("province", "", True, "明溪县人民政府", "cities"),
        ("province", "河北", False, "河北省人民政府", "elsewhere"),
        ("ministry", "全国", False, "国家能源局综合司", "energy"),
        ("ministry", "全国", False, "财政部", "ministry"),
    ],
)
def test_an_office_of_another_province(
    tmp_path: Path, level: str, region: str, is_city: bool, issuer: str, part: str
) -> None:
    found, reason = placed(
        office(tmp_path, SHANDONG),
        level,
        region,
        is_city=is_city,
        issuer=issuer,  # type: ignore[arg-type]
    )
    assert found == part
    assert reason.endswith("归此编")


def test_what_no_part_takes_goes_where_it_belongs_or_nowhere(tmp_path: Path) -> None:
    small = office(tmp_path, WITHIN_MINISTRIES)
    assert placed(small, "mee", "全国")[0] == "ministry"
    assert placed(small, "province", "石家庄", is_city=True)[0] == "province"
    assert placed(small, "province", "山东") == (
        None, "外省文件（山东不在河北），没有收它的编",
    )  # fmt: skip
    assert small.titles["ministry"] == "第二编 国家部委文件"


def test_another_province_is_said_by_the_bundled_office_too() -> None:
    part, reason = placed(DEFAULT_OFFICE, "province", "山东")
    assert (part, reason) == ("province", "外省文件（山东不在河北）归此编")


def test_a_source_has_the_part_of_what_it_publishes(tmp_path: Path) -> None:
    source = Source(
        source_id="x_y", name="x", agency="青岛市发展改革委", family="general", level="province",
        start_urls=("http://a.example/",), region="青岛",
    )  # fmt: skip
    assert part_of_source(DEFAULT_OFFICE, source) == "province"
    assert part_of_source(office(tmp_path, SHANDONG), source) == "qingdao"


def test_the_home_holds_the_office(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, environment={})
    assert office_of(settings) == DEFAULT_OFFICE
    (settings.home / "office.toml").touch()  # a shell made it, before the program was asked
    assert office_of(settings) == DEFAULT_OFFICE
    own = tmp_path / "office.toml"
    own.write_text(SHANDONG, "utf-8")
    first = office_of(settings)
    assert (first.region, first.file) == ("山东", str(own))
    own.write_text(SHANDONG.replace("山东省文件", "齐鲁文件"), "utf-8")
    again = office_of(settings)
    assert again.titles["shandong"] == "第五编 齐鲁文件"
    assert again.fingerprint != first.fingerprint


def test_what_a_part_takes_is_said(tmp_path: Path) -> None:
    found = [taken_words(one) for one in office(tmp_path, SHANDONG).parts]
    assert found[0] == "中央文件（中共中央、国务院的在前）"
    assert found[2] == "国家能源局的文件"


_PART = '[[part]]\nid = "{}"\ntitle = "{}"\nname = "{}"\ntakes = ["{}"]\n'
_GOOD = 'region = "河北"\n' + "".join(
    _PART.format(one, one, one, one) for one in ("central", "ministry", "province")
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            _GOOD + "colour = 1\n",
            "编 province：键 colour：不认识的键；可用的键：id title name takes",
        ),
        (_GOOD.replace("region", "place"), "键 region：缺少或为空；写明本省"),
        ("colour = 1\n" + _GOOD, "键 colour：不认识的键；可用的键：region part"),
        (_GOOD.replace("河北", "河此"), "键 region：不认识的地方「河此」"),
        (
            _GOOD + _PART.format("central", "x", "x", "mee"),
            "编 central：键 id：「central」出现两次",
        ),
        (_GOOD + _PART.format("x", "x", "x", "central"), "编 x：键 takes：「central」出现两次"),
        (
            'region = "河北"\n' + _PART.format("a", "a", "a", "central"),
            "没有一编收 ministry（部委文件）",
        ),
        ('region = "河北"\n', "键 part：没有编"),
        (
            _GOOD + _PART.format("x", "x", "x", "town"),
            "编 x：键 takes：没有「town」；可用：central",
        ),
        (_GOOD + _PART.format("X", "x", "x", "mee"), "编 X：键 id：「X」不合规则"),
        (_GOOD + _PART.format("x", "第五编 甲", "x", "mee"), "编 x：键 title：带了编号"),
        (_GOOD + _PART.format("x", "x", "", "mee"), "编 x：键 name：缺少或为空"),
        (_GOOD + '[[part]]\nid = "x"\ntitle = "x"\nname = "x"\n', "编 x：键 takes：缺少或为空"),
        (_GOOD + 'regions = "济南"\n', "编 province：键 regions：应为文字的列表"),
        (_GOOD + 'regions = ["济兰"]\n', "编 province：键 regions：不认识的地方「济兰」"),
        (
            _GOOD.replace('title = "province"', 'title = "山东省文件"'),
            "编 province：键 title：「山东省文件」是山东的，而本省（region）是河北；请把两处改成",
        ),
        ("region = ", "TOML 语法错误"),
    ],
)
def test_a_wrong_file_is_said_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OfficeError) as caught:
        office(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'office.toml'}：")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="读不到"):
        load_office(tmp_path / "nothing.toml")
    (tmp_path / "office.toml").write_bytes('region = "河北"'.encode("gb18030"))
    with pytest.raises(OfficeError, match="不是 UTF-8 文本"):
        load_office(tmp_path / "office.toml")


def test_a_city_s_office_names_its_province(tmp_path: Path) -> None:
    titled = _GOOD.replace('title = "province"', 'title = "河北、天津文件"')
    assert office(tmp_path, titled.replace('"河北"', '"石家庄"', 1)).region == "石家庄"


def test_there_may_be_more_than_ten_parts(tmp_path: Path) -> None:
    more = "".join(
        f'[[part]]\nid = "c{n}"\ntitle = "编{n}"\nname = "{n}"\nregions = ["{name}"]\n'
        for n, name in enumerate(
            ("石家庄", "唐山", "秦皇岛", "邯郸", "邢台", "保定", "沧州", "廊坊")
        )
    )
    titles = list(office(tmp_path, _GOOD + more).titles.values())
    assert [one.partition(" ")[0] for one in titles[8:]] == ["第九编", "第十编", "第十一编"]
