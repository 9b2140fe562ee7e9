"""The small world serves, at each moment, what the demo and its account rest on."""

import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from crawlers.declarations import load_sources
from demo.agencies import agencies, lines, notices
from demo.site import MOMENTS, Sites, declarations, sources


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with Sites() as running:
        yield running


@pytest.fixture(autouse=True)
def _first(sites: Sites) -> None:
    sites.moment = 1


def fetch(sites: Sites, agency: str, path: str, etag: str = "") -> tuple[int, bytes, str]:
    request = urllib.request.Request(sites.base_urls[agency] + path)
    if etag:
        request.add_header("If-None-Match", etag)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read(), response.headers.get("ETag", "")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), ""


def rows(sites: Sites) -> dict[str, int]:
    """Number of rows on each agency's list."""
    found = {}
    for agency in agencies():
        path = agency.list_path + ("ZUIXINZHENGCE.json" if agency.site == "gov" else "")
        _, body, _ = fetch(sites, agency.id, path)
        pattern = {
            "trs": rb'<li><a href="\./20',
            "jcms": rb"<record>",
            "gov": rb'"TITLE"',
            "rss": rb"<item>",
        }[agency.site]
        found[agency.id] = len(re.findall(pattern, body))
    return found


def words(page: bytes, charset: str = "utf-8") -> str:
    """The page's text without markup and white space."""
    return re.sub(r"<[^>]*>|[\s\u3000]", "", page.decode(charset))


def test_every_notice_is_posted_and_every_source_has_an_agency(sites: Sites) -> None:
    posted = {entry.notice for agency in agencies() for entry in agency.posting}
    assert posted == set(notices())
    assert len(sites.sources) == len(agencies())
    assert {source.source_id.split("_")[1] for source in sites.sources} == set(sites.base_urls)


def test_sources_carry_the_addresses_that_are_served() -> None:
    found = sources({agency.id: f"http://127.0.0.1:{n}" for n, agency in enumerate(agencies())})
    assert found[1].start_urls == ("http://127.0.0.1:1/zhengce/zuixin/ZUIXINZHENGCE.json",)
    assert {source.level for source in found} == {"ministry", "province"}


def test_the_declarations_are_such_as_the_program_reads(sites: Sites, tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_text(declarations(sites.base_urls), "utf-8")
    assert tuple(load_sources(tmp_path).values()) == sites.sources


def test_lists_grow_by_four_postings_of_three_documents_then_two_sites_fail(sites: Sites) -> None:
    assert rows(sites) == {"djj": 2, "szf": 3, "sthjt": 3, "nyj": 3, "fgw": 2, "linhu": 2}
    sites.moment = 2
    assert rows(sites) == {"djj": 2, "szf": 4, "sthjt": 4, "nyj": 4, "fgw": 2, "linhu": 3}
    sites.moment = MOMENTS
    assert rows(sites) == {"djj": 2, "szf": 4, "sthjt": 4, "nyj": 4, "fgw": 0, "linhu": 0}
    status, body, _ = fetch(sites, "fgw", "/zwgk/zcwj/tz/")
    assert status == 412
    assert "请开启JavaScript" in body.decode()


def test_the_pager_leads_to_the_second_page_and_no_further(sites: Sites) -> None:
    status, body, _ = fetch(sites, "djj", "/zwgk/tzgg/index_1.html")
    assert (status, b"createPageHTML(2, 1," in body) == (200, True)
    assert fetch(sites, "djj", "/zwgk/tzgg/index_2.html")[0] == 404


def test_every_listed_page_says_its_notice_and_differs_at_each_request(sites: Sites) -> None:
    sites.moment = 2
    for agency in agencies():
        charset = "gb18030" if agency.charset == "gb2312" else "utf-8"
        for entry in agency.listed(2):
            path = agency.address(entry.path)
            status, first, etag = fetch(sites, agency.id, path)
            assert status == 200, path
            assert notices()[entry.notice].title in first.decode(charset)
            text = words(first, charset)
            for line in lines(entry.notice, 2):
                assert re.sub(r"\s", "", line.removeprefix("> ")) in text
            second = fetch(sites, agency.id, path)[1]
            assert (first == second) is agency.validators
            assert bool(etag) is agency.validators


def test_gbk_pages_are_not_utf_8(sites: Sites) -> None:
    body = fetch(sites, "fgw", "/zwgk/zcwj/tz/202611/t20261102_20077.html")[1]
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "节能审查" in body.decode("gb18030")


def test_the_amendment_moves_date_amount_and_numbering(sites: Sites) -> None:
    path = "/hjgl/tzgg/202611/t20261105_40121.html"
    before = words(fetch(sites, "sthjt", path)[1])
    sites.moment = 3
    after = words(fetch(sites, "sthjt", path)[1])
    assert "2026年12月31日前" in before
    assert "不超过10万元" in before
    assert "（四）" not in before
    assert "2027年3月31日前" in after
    assert "不超过20万元" in after
    assert "（四）逾期未足额清缴" in after


def test_the_noisy_nothing_has_other_markup_and_the_same_words(sites: Sites) -> None:
    path = "/art/2026/10/29/art_3107_88160.html"
    before = fetch(sites, "nyj", path)[1]
    sites.moment = 3
    after = fetch(sites, "nyj", path)[1]
    assert b"MsoNormal" in after
    assert b"MsoNormal" not in before
    for line in lines("xinxing_chuneng", 3):
        text = line.removeprefix("> ")
        assert text in words(before)
        assert text in words(after)


def test_attachments_are_real_and_one_is_replaced(sites: Sites) -> None:
    path = "/hjgl/tzgg/202611/W020261109400391.xlsx"
    _, body, etag = fetch(sites, "sthjt", path)
    assert openpyxl.load_workbook(io.BytesIO(body)).active.max_row == 6
    assert fetch(sites, "sthjt", path, etag)[0] == 304
    sites.moment = 3
    status, body, _ = fetch(sites, "sthjt", path, etag)
    assert status == 200
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert (sheet.max_row, sheet["E4"].value) == (7, "2204800")


def test_word_and_pdf_attachments_can_be_read(sites: Sites) -> None:
    sites.moment = 2
    word = fetch(sites, "nyj", "/module/download/2026/beian_88214.docx")[1]
    assert docx.Document(io.BytesIO(word)).paragraphs[1].text == "澄江省虚拟电厂项目备案表"
    pdf = fetch(sites, "fgw", "/zwgk/zcwj/tz/202611/P020261102200771.pdf")[1]
    page = pypdfium2.PdfDocument(pdf)[0]
    assert "碳排放核算。核算化石燃料燃烧" in page.get_textpage().get_text_range()


def test_static_pages_and_feeds_are_confirmed_by_304(sites: Sites) -> None:
    for path in (
        "/zhengce/zuixin/ZUIXINZHENGCE.json",
        "/zhengce/content/202610/content_609871.htm",
    ):
        etag = fetch(sites, "szf", path)[2]
        assert fetch(sites, "szf", path, etag)[:2] == (304, b"")
    feed = json.loads(fetch(sites, "szf", "/zhengce/zuixin/ZUIXINZHENGCE.json")[1])
    assert feed[0]["URL"].startswith(sites.base_urls["szf"] + "/zhengce/content/")


def test_robots_allow_and_unknown_pages_are_404(sites: Sites) -> None:
    assert b"Allow: /" in fetch(sites, "linhu", "/robots.txt")[1]
    assert fetch(sites, "linhu", "/zfwj/2026-11/17/content_7731.html")[0] == 404


def test_the_clock_of_the_four_moments_lies_in_one_week(sites: Sites) -> None:
    weeks = set()
    for moment in range(1, MOMENTS + 1):
        sites.moment = moment
        weeks.add(sites.now.astimezone(UTC).isocalendar()[:2])
    assert weeks == {(2026, 47)}
