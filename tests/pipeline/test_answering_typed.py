"""What somebody typed: every form of a number, addresses, ids, words."""

import pytest

from pipeline.answering.agencies import fallbacks, publisher_of_number, sources_of
from pipeline.answering.site import site_of
from pipeline.answering.typed import joined, read_typed
from storage.records import Source

NUMBER = "环气候〔2023〕5号"
LIBRARY = Source(
    source_id="library",
    name="文件库",
    agency="国务院",
    family="general",
    level="ministry",
    start_urls=("https://www.library.example/list/",),
)


@pytest.mark.parametrize(
    "typed",
    [
        "环气候〔2023〕5号",
        "环气候[2023]5",
        "环气候（2023）第5号",
        "环气候 2023 5",
        " 环气候 ﹝2023﹞ 5 号 ",
        "环气候2023年5号",
        "环气候【２０２３】５号",
        "“环气候〔2023〕05号”",
    ],
)
def test_a_number_in_any_form_is_one(typed: str) -> None:
    read = read_typed(typed)
    assert read.numbers[0] == NUMBER
    assert read.only_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("生态环境部公告 2023 34", "生态环境部公告2023年第34号"),
        ("公告2023年第34号", "公告2023年第34号"),
        ("2023年第52号", "2023年第52号"),
        ("国务院令第767号", "国务院令第767号"),
        ("国令767", "国令第767号"),
        ("司法部公告第12号", "司法部公告第12号"),
        ("《试点方案》（环发〔2008〕7号）", "环发〔2008〕7号"),
        ("关于印发方案的通知（环发〔2008〕7号）", "环发〔2008〕7号"),
    ],
)
def test_announcements_orders_and_numbers_in_words(typed: str, number: str) -> None:
    assert read_typed(typed).numbers[0] == number


def test_an_order_of_the_state_council_bears_three_names() -> None:
    assert "中华人民共和国国务院令第767号" in read_typed("国令第767号").numbers


@pytest.mark.parametrize(
    "typed", ["2023年12月8日", "碳达峰 试点", "《锅炉更新》", "GB/T 23331", "PM2.5"]
)
def test_words_are_no_number_and_no_address(typed: str) -> None:
    read = read_typed(typed)
    assert (read.numbers, read.url) == ((), "")
    assert read.title == typed.strip("《》")


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://a.example/x.html#top", "https://a.example/x.html"),
        ("WWW.A.example/x", "https://www.a.example/x"),
        ("a.example", "https://a.example/"),
    ],
)
def test_an_address_with_or_without_its_scheme(typed: str, url: str) -> None:
    assert read_typed(typed).url == url


@pytest.mark.parametrize("typed", ["https://[bad", "http://a.example:99999/x"])
def test_what_is_no_address_does_not_break(typed: str) -> None:
    assert read_typed(typed).url == ""


def test_pieces_of_an_answer() -> None:
    assert read_typed("3F2A61").id_start == "3f2a61"
    assert read_typed("国发〔2023〕").begin == "国发〔2023〕"
    assert read_typed("第1638号").serial == 1638


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["国发2023", "24"], ["国发2023 24"]),
        (["国发", "〔2023〕", "24号", "碳达峰"], ["国发 〔2023〕 24号", "碳达峰"]),
        (["国发〔2023〕24号", "12"], ["国发〔2023〕24号", "12"]),
        (["碳达峰", "试点"], ["碳达峰", "试点"]),
        (["碳达峰", "2023年第52号"], ["碳达峰", "2023年第52号"]),
    ],
)
def test_a_number_that_a_shell_parted_is_put_together(words: list[str], keys: list[str]) -> None:
    assert joined(words) == keys


# -- whose a number is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "agency"),
    [
        ("国发〔2023〕999号", "国务院"),
        ("国办函〔2023〕9号", "国务院办公厅"),
        ("环办气候〔2023〕9号", "生态环境部"),
        ("发改环资〔2023〕9号", "国家发展改革委"),
        ("冀政办发〔2023〕9号", "河北省人民政府办公厅"),
        ("冀发改环资〔2023〕9号", "河北省发展改革委"),
        ("邢政办字〔2023〕9号", "邢台市人民政府办公室"),
        ("澄能〔2023〕9号", ""),
    ],
)
def test_whose_a_number_is_by_its_code(number: str, agency: str) -> None:
    found = publisher_of_number(number, ())
    assert found.name == agency
    assert found.because


def test_the_library_carries_ministries_and_no_places() -> None:
    sources = {"library": LIBRARY}
    assert fallbacks("ministry", sources) == [LIBRARY]
    assert fallbacks("province", sources) == []
    assert sources_of("国务院", sources) == []


def test_what_an_address_tells() -> None:
    sources = {"library": LIBRARY}
    site = site_of("https://library.example/2023-12/18/c_1.htm", sources)
    assert site.near == (LIBRARY,)
    assert site.span
    assert f"{site.span.first}" == f"{site.span.last}" == "2023-12-18"
    month = site_of("https://library.example/202302/a.htm", sources).span
    assert month
    assert f"{month.last}" == "2023-02-28"
    assert "列表页" in site_of("https://www.library.example/list/", sources).said
    assert "没有" in site_of("https://nowhere.example/", sources).said
