"""A page read together with the second address at which its text stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawlers.elsewhere import elsewhere
from crawlers.page import Page
from pipeline.pages.whole_page import is_readable, read_whole, unread_because, whole_sha256
from storage.bodies import Bodies
from storage.records import Content, How, Lead, Posting, Row, Snapshot
from tests.crawlers.attachment_samples import a_pdf

NOW = datetime(2026, 1, 10, tzinfo=UTC)
SITE = "https://hj.example.gov.cn"
CLAUSE = "各有关单位：为做好碳排放核算工作，现将有关事项通知如下，请遵照执行。"
COVER = (
    "<html><head><title>关于核算工作的通知</title></head><body><table><tr><td>发文字号</td>"
    "<td>澄环发〔2026〕7号</td><td>索引号</td><td>000014/2026-7</td></tr></table>"
    "<h1>关于核算工作的通知</h1><div class='TRS_Editor'></div></body></html>"
).encode()
POSTING = Posting(
    posting_id="p",
    source_id="cj_hj",
    url=f"{SITE}/doc/1.html",
    row=Row(url=f"{SITE}/doc/1.html", title="关于核算工作的通知"),
    first_listed_at=NOW,
    first_run_id="r",
    last_listed_at=NOW,
)


def read(folder: Path, pages: list[tuple[How, str, bytes]], url: str, body: bytes) -> Content:
    """What the answer at ``url`` says, with the pages that led to it."""
    bodies = Bodies(folder)
    leads = [Lead(how=how, url=url, body_sha256=bodies.put(body)) for how, url, body in pages]
    return read_whole(bodies, snapshot(url, tuple(leads), bodies.put(body)), POSTING, None)


def snapshot(
    url: str, leads: tuple[Lead, ...], digest: str | None, status: int = 200, error: str = ""
) -> Snapshot:
    return Snapshot(
        snapshot_id="s",
        run_id="r",
        source_id="cj_hj",
        kind="content" if leads else "document",
        url=url,
        final_url=url,
        parent_url=POSTING.url if leads else None,
        led_by=leads,
        fetched_at=NOW,
        status=status,
        body_sha256=digest,
        error=error,
    )


def test_the_fields_of_the_cover_and_the_text_of_the_frame(tmp_path: Path) -> None:
    frame = f"<html><head><title>某厅</title></head><body><p>{CLAUSE}</p></body></html>"
    content = read(tmp_path, [("frame", POSTING.url, COVER)], f"{SITE}/zw/1.html", frame.encode())
    assert content.title == "关于核算工作的通知"
    assert (content.document_number, content.index_number) == ("澄环发〔2026〕7号", "000014/2026-7")
    assert content.text == CLAUSE
    assert (content.page_state, content.text_url) == ("ok", f"{SITE}/zw/1.html")


def test_of_a_redirect_the_target_alone(tmp_path: Path) -> None:
    stub = b"<html><script>location.href='/b/1.html'</script></html>"
    target = COVER.replace(b"TRS_Editor'>", f"TRS_Editor'><p>{CLAUSE}</p>".encode())
    content = read(tmp_path, [("redirect", POSTING.url, stub)], f"{SITE}/b/1.html", target)
    assert (content.document_number, content.text) == ("澄环发〔2026〕7号", CLAUSE)


def test_a_unit_comes_wrapped(tmp_path: Path) -> None:
    html = f"<p>{CLAUSE}</p><a href='P1.pdf'>附件1.pdf</a>"
    unit = f'{{"success": true, "data": {{"html": "{html}"}}}}'
    url = f"{SITE}/api/build/unit?x=1"
    content = read(tmp_path, [("interface", POSTING.url, COVER)], url, unit.encode())
    assert content.document_number == "澄环发〔2026〕7号"
    assert content.text.startswith(CLAUSE)
    assert [one.url for one in content.attachments] == [f"{SITE}/doc/P1.pdf"]


def test_a_frame_may_hold_a_file(tmp_path: Path) -> None:
    url = f"{SITE}/download?id=1"
    content = read(tmp_path, [("frame", POSTING.url, COVER)], url, a_pdf(["Words of a file."]))
    assert content.text == "Words of a file."
    assert content.document_number == "澄环发〔2026〕7号"


@pytest.mark.parametrize(
    ("how", "body", "why"),
    [
        ("interface", b'{"code": 500, "msg": "busy"}', "接口没有给出正文"),
        ("frame", b"<html><body></body></html>", "页面没有文字"),
    ],
)
def test_a_second_answer_without_a_text(how: How, body: bytes, why: str, tmp_path: Path) -> None:
    url = f"{SITE}/zw/1.html"
    content = read(tmp_path, [(how, POSTING.url, COVER)], url, body)
    assert content.page_state == "broken"
    assert content.state_reason == f"正文在另一地址：{url}：{why}"


def test_what_did_not_come() -> None:
    lead = Lead(how="frame", url=POSTING.url, body_sha256="a")
    gone = snapshot(f"{SITE}/zw/1.html", (lead,), None, 404)
    assert not is_readable(gone)
    assert unread_because(gone) == f"正文在另一地址：{SITE}/zw/1.html：HTTP 404"
    walled = snapshot(f"{SITE}/zw/1.html", (lead,), "b", 200, "网站拦截了访问")
    assert unread_because(walled).endswith("网站拦截了访问")
    # A page whose text is a file stands without it.
    file = snapshot(
        f"{SITE}/f.pdf", (Lead(how="file", url=POSTING.url, body_sha256="a"),), None, 404
    )
    assert is_readable(file)
    assert unread_because(file) == ""


def test_the_hash_is_over_both_answers() -> None:
    def hashed(outer: str, inner: str) -> str | None:
        lead = Lead(how="frame", url=POSTING.url, body_sha256=outer)
        return whole_sha256(snapshot(f"{SITE}/zw/1.html", (lead,), inner))

    assert len({hashed("a", "b"), hashed("a", "c"), hashed("d", "b")}) == 3
    assert hashed("a", "b") == hashed("a", "b")
    assert whole_sha256(snapshot(POSTING.url, (), "e")) == "e"


def test_a_real_interface_and_a_real_frame(shared: Path, tmp_path: Path) -> None:
    """The saved answers of 金融监管总局, and of a site that puts its texts in frames."""
    pages = shared / "pages"
    url = "https://www.nfra.gov.cn/cn/view/pages/ItemDetail.html?docId=1255850&itemId=876"
    led = elsewhere(Page(url=url, body=COVER))
    assert led is not None
    answer = (pages / "nfra/xiniu-detail_001.json").read_bytes()
    reply = read(tmp_path, [(led.how, url, COVER)], led.url, answer)
    assert reply.title == "国家金融监督管理总局关于平安理财有限责任公司修改公司章程的批复"
    assert reply.document_number == "金复〔2026〕220号"
    assert reply.published_on == date(2026, 4, 24)
    assert reply.blocks

    url = "http://www.ks.gov.cn/xxgk_nry?id=67428"
    outer = (pages / "jiangsu-kunshan/detail-nry-1.html").read_bytes()
    led = elsewhere(Page(url=url, body=outer))
    assert led is not None
    inner = (pages / "jiangsu-kunshan/detail-contentc-1.html").read_bytes()
    news = read(tmp_path, [(led.how, url, outer)], led.url, inner)
    assert news.title == "昆山市墙改办获得省墙改系统先进单位称号"
    assert news.index_number == "014189449/2017-02907"
    assert news.issuing_bodies == ("昆山市经济和信息化委员会",)
    assert news.text.startswith("在近日召开的省、市墙改工作会议")
    assert news.text.endswith("确保今年墙改重点工作落到实处。")


def test_the_frame_s_own_day_counts_before_the_row_s_of_the_list(tmp_path: Path) -> None:
    shell = b"<html><head><title>x</title></head><frameset><frame src='in.html'></frameset></html>"
    inner = (
        "<html><body><h1>关于核算工作的通知</h1><div>发布时间：2023-11-21</div>"
        f"<div class='TRS_Editor'><p>{CLAUSE}</p></div></body></html>"
    ).encode()
    bodies = Bodies(tmp_path)
    lead = Lead(how="frame", url=POSTING.url, body_sha256=bodies.put(shell))
    listed = replace(POSTING, row=replace(POSTING.row, published_on=date(2023, 11, 16)))
    taken = snapshot(f"{SITE}/doc/in.html", (lead,), bodies.put(inner))
    assert read_whole(bodies, taken, listed, None).published_on == date(2023, 11, 21)
    undated = bodies.put(inner.replace("发布时间：2023-11-21".encode(), b""))
    silent = snapshot(taken.url, (lead,), undated)
    assert read_whole(bodies, silent, listed, None).published_on == date(2023, 11, 16)
