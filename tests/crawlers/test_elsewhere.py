"""Where the text of a page really is."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.elsewhere import Elsewhere, elsewhere, same_site
from crawlers.page import Page
from storage.records import Source

SITE = "https://www.hj.example.gov.cn"
URL = f"{SITE}/tz/202601/t20260105_12.html"
TEXT = "<p>各有关单位：为做好核算工作，现将有关事项通知如下，请遵照执行。</p>" * 5
SOURCE = Source(
    source_id="x_y", name="某局 · 通知", agency="某局", family="general", level="ministry",
    start_urls=(f"{SITE}/tz/",),
)  # fmt: skip


def page(inner: str, url: str = URL, head: str = "") -> Page:
    html = f"<html><head><title>关于核算工作的通知</title>{head}</head><body>{inner}</body></html>"
    return Page(url=url, body=html.encode())


def covered(inner: str) -> Page:
    """A page with a title and a table of its fields, and ``inner`` in the place of its text."""
    return page(
        "<table><tr><td>索引号</td><td>000014/2026-1</td></tr></table><h1>关于核算工作的通知</h1>"
        f"<div class='TRS_Editor'>{inner}</div><iframe src='/foot.html' height='300'></iframe>"
    )


@pytest.mark.parametrize(
    ("inner", "how", "url"),
    [
        ("<iframe src='/zw/c.html?id=12' width='100%'></iframe>", "frame", "/zw/c.html?id=12"),
        (
            "<iframe src='//zw.example.gov.cn/c.html'></iframe>",
            "frame",
            "//zw.example.gov.cn/c.html",
        ),
        ("<iframe src='/pdf/viewer.html?file=/f/P1.pdf'></iframe>", "file", "/f/P1.pdf"),
        ("<object data='/f/P1.pdf' type='application/pdf'></object>", "file", "/f/P1.pdf"),
        ("<embed src='P1.pdf'>", "file", "/tz/202601/P1.pdf"),
        (
            "<a href='P1.pdf'>通知.pdf</a> <a href='P1.ofd'>通知.ofd</a>",
            "file",
            "/tz/202601/P1.pdf",
        ),
        (
            "<script parsetype='bulidstatic' url='/api-gateway/jpaas-publish-server/front/page/"
            "build/unit' querydata=\"{'webId':'w','pageType':'detail','tagId':'正文'}\"></script>",
            "interface",
            "/api-gateway/jpaas-publish-server/front/page/build/unit"
            "?webId=w&pageType=detail&tagId=%E6%AD%A3%E6%96%87",
        ),
        (
            "<div id='app'></div><script>axios.get('/api/detail?id=' + 12)</script>",
            "interface",
            "/api/detail?id=12",
        ),
    ],
)
def test_a_page_without_a_text_of_its_own(inner: str, how: str, url: str) -> None:
    found = elsewhere(covered(inner))
    wanted = f"https:{url}" if url.startswith("//") else f"{SITE}{url}"
    assert found is not None
    assert (found.how, found.url, found.form) == (how, wanted, ())


@pytest.mark.parametrize(
    "inner",
    [
        f"{TEXT}<iframe src='/zw/c.html'></iframe>",
        f"{TEXT}<a href='P1.pdf'>附件.pdf</a>",
        "<iframe src='/count/visit.jsp?id=1' style='display:none'></iframe>",
        "<iframe src='/login.html'></iframe>",
        "<iframe src='/zw.html' height='45'></iframe>",
        "<iframe src='https://elsewhere.example.com/c.html'></iframe>",
        "<iframe src='{{address}}'></iframe>",
        "<iframe src='javascript:void(0)'></iframe>",
        "<a href='P1.pdf'>附件1.pdf</a> <a href='P2.pdf'>附件2.pdf</a>",
        "<script>$.get('/api/hits?id=' + 12)</script>",
        "<script>$.get('https://other.example.com/detail?id=' + 12)</script>",
        f"<iframe src='{URL}'></iframe>",
    ],
)
def test_a_page_that_leads_nowhere(inner: str) -> None:
    assert elsewhere(covered(inner)) is None


@pytest.mark.parametrize(
    ("stub", "target"),
    [
        ("<script>location.href='./b/'</script>", f"{SITE}/tz/202601/b/"),
        ("<meta http-equiv=refresh content='0;url=/b.html'>", f"{SITE}/b.html"),
        (
            "<script>if(/Android/.test(navigator.userAgent)){location.href='/wap/b.html'}"
            "else{location.href='/b.html'}</script>",
            f"{SITE}/b.html",
        ),
        ("<script>location.href='/'</script>", None),
        ("<script>location.href='https://www.example.com/b.html'</script>", None),
        (f"<script>location.href='{URL}'</script>", None),
    ],
)
def test_a_page_that_only_leads_on(stub: str, target: str | None) -> None:
    found = elsewhere(Page(url=URL, body=f"<html>{stub}</html>".encode()))
    assert (found and (found.how, found.url)) == (target and ("redirect", target))


def test_an_interface_known_by_address() -> None:
    url = "https://www.nfra.gov.cn/cn/view/pages/ItemDetail.html?docId=7&itemId=9"
    found = elsewhere(page("<div ng-app></div>", url))
    assert found == Elsewhere(
        url="https://www.nfra.gov.cn/cbircweb/DocInfo/SelectByDocId?docId=7", how="interface"
    )
    assert elsewhere(page("<div ng-app></div>", url.partition("?")[0])) is None


def test_an_interface_that_the_entry_names() -> None:
    source = replace(SOURCE, options={"content": "/api/{kind}/{stem}.json"})
    url = f"{SITE}/v/12.html?kind=tz"
    found = elsewhere(page("<div></div>", url), source)
    assert found is not None
    assert found.url == f"{SITE}/api/tz/12.json"
    assert elsewhere(Page(url=url, body=b'{"title": "x"}'), source) is None


def test_a_form_that_a_script_posts() -> None:
    shell = covered("<script>$.post('/api/detail',{id:12},show)</script>")
    found = elsewhere(shell)
    assert found == Elsewhere(url=f"{SITE}/api/detail", how="interface", form=(("id", "12"),))


@pytest.mark.parametrize("status", [404, 403, 302, 500])
def test_only_a_page_that_came_leads_anywhere(status: int) -> None:
    stub = Page(url=URL, body=b"<html><script>location.href='./b/'</script></html>", status=status)
    assert elsewhere(stub) is None


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("http://www.hj.example.gov.cn/x", True),
        ("https://zw.example.gov.cn/", True),
        ("https://www.other.gov.cn/", False),
        ("https://gov.cn/", False),
        ("https://127.0.0.1/", False),
    ],
)
def test_what_one_site_is(other: str, same: bool) -> None:
    assert same_site(URL, other) is same


def test_real_pages(shared: Path) -> None:
    """Of the saved detail pages, only those that hold no text lead elsewhere."""
    pages = shared / "pages"
    with (pages / "INDEX.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = {}
    for row in rows:
        if row["kind"] in ("detail", "json", "challenge"):
            url = (row["original_url"] or "https://a.gov.cn/b/c.html").split()[0]
            led = elsewhere(Page(url=url, body=(pages / row["file"]).read_bytes()))
            if led:
                found[row["file"]] = (led.how, led.url)
    frame = "http://www.ks.gov.cn/xxgk_contentc?id="
    assert found.pop("challenge/nanjing-js-location-redirect.html") == (
        "redirect",
        "https://fcj.nanjing.gov.cn/ztzl/wygl/zcfg/",
    )
    for number, key in ((1, "67428"), (2, "72135"), (3, "85064")):
        assert found.pop(f"jiangsu-kunshan/detail-nry-{number}.html") == ("frame", frame + key)
    assert {how for how, _ in found.values()} <= {"file"}
    assert len(found) <= 3
