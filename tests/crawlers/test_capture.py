"""States of pages: real walls and errors, and no false alarm on any real page."""

import gzip
import json
import random
import time
from pathlib import Path

import pytest

from crawlers.capture import judge
from crawlers.page import Page
from storage.records import SnapshotKind
from tests.crawlers.wall_samples import EVERY


def html(text: str, status: int = 200, **headers: str) -> Page:
    return Page(url="https://a.example/x.html", body=text.encode(), status=status, headers=headers)


SITE = "https://a.gov.cn"
ARTICLE = "<html><body><p>" + "这是一篇正常的文章，讲节能。" * 40 + "</p></body></html>"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0, "broken"), (200, "ok"), (302, "moved"), (400, "broken"), (403, "blocked"),
        (404, "not-found"), (410, "not-found"), (412, "blocked"), (420, "blocked"),
        (429, "blocked"), (500, "broken"), (502, "broken"), (503, "broken"), (521, "blocked"),
    ],
)  # fmt: skip
def test_status(status: int, state: str) -> None:
    verdict, reason = judge(html(ARTICLE, status), kind="document")
    assert verdict == state
    assert bool(reason) is (state != "ok")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "broken"),
        ("<html><body></body></html>", "broken"),
        ("<html><meta id='e' r='m'><script>$_ts=window['$_ts'];</script></html>", "blocked"),
        ("<script>document.cookie='__jsl_clearance=1';location.href='/'</script>", "blocked"),
        ("<html><script>function f(){document.cookie='acw_sc__v2='}</script></html>", "blocked"),
        ("<html><body><script>var wzwschallenge='x'</script></body></html>", "blocked"),
        (ARTICLE.removesuffix("</p></body></html>"), "truncated"),
        (ARTICLE, "ok"),
        (ARTICLE.replace("讲节能", "旧文件已删除，说页面不存在的不属实"), "ok"),
    ],
)  # fmt: skip
def test_text(text: str, state: str) -> None:
    assert judge(html(text), kind="document")[0] == state


@pytest.mark.parametrize("name", EVERY)
def test_what_stands_in_the_place_of_a_page(name: str) -> None:
    status, text, expected = EVERY[name]
    page = Page(url=f"{SITE}/zwgk/t1.html", body=text.encode(), status=status)
    state, reason = judge(page, kind="document")
    assert state == expected, reason
    assert bool(reason) is (state != "ok")
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("headline", "said", "signed", "state"),
    [
        ("关于关停旧网站的公告", "旧网址将显示“页面不存在”，请改用新网址。", True, "ok"),
        ("关于系统维护的公告", "周六暂停服务。页面不存在时请返回首页。", True, "ok"),
        ("关于系统维护的公告", "该页面不存在或已被删除。请返回首页。", False, "not-found"),
        ("页面不存在", "该页面不存在或已被删除。请返回首页。", True, "not-found"),
    ],
)
def test_a_notice_that_quotes_an_absence_is_there(
    headline: str, said: str, signed: bool, state: str
) -> None:
    day = "<p>信息中心</p><p>2023年11月2日</p>" if signed else ""
    head = f"<h1>{headline}</h1><div>发布时间：2023-11-02</div>"
    text = f"<html><body>{head}<p>{said}</p>{day}</body></html>"
    assert judge(html(text), kind="document")[0] == state


@pytest.mark.parametrize("said", ["暂无数据", "暂无内容", "无数据", "数据加载中…", "没有数据"])
def test_a_page_that_says_only_that_it_has_nothing(said: str) -> None:
    page = html(f"<ul class=list></ul>{said}")
    assert judge(page, kind="document") == ("broken", f"页面没有内容（{said}）")
    assert judge(page, kind="list")[0] == "ok"
    headed = html(f"<html><body><h1>关于节能的通知</h1><p>{said}</p></body></html>")
    assert judge(headed, kind="document")[0] == "ok"


def test_a_shell_of_a_list_is_read_by_its_family() -> None:
    status, text, _ = EVERY["shell"]
    assert judge(html(text, status), kind="list")[0] == "ok"


def test_fewer_bytes_than_announced() -> None:
    page = html(ARTICLE, **{"Content-Length": str(len(ARTICLE.encode()) + 10)})
    assert judge(page, kind="document")[0] == "truncated"
    coded = html(ARTICLE, **{"Content-Length": "999999", "Content-Encoding": "gzip"})
    assert judge(coded, kind="document")[0] == "ok"


PLACED = f"{SITE}/zwgk/tz/202312/t20231201_1.html"


@pytest.mark.parametrize(
    ("asked", "final", "kind", "state"),
    [
        (PLACED, f"{SITE}/", "document", "broken"),
        (PLACED, f"{SITE}/index.html", "attachment", "broken"),
        (PLACED, f"{SITE}/zwgk/tz/", "document", "broken"),
        (PLACED, f"{SITE}/zwgk/tz/index_1.html", "document", "broken"),
        (PLACED, f"{SITE}/404.html", "document", "not-found"),
        (PLACED, f"{SITE}/common/error.jsp", "document", "not-found"),
        (PLACED, PLACED.replace("https", "http"), "document", "ok"),
        (PLACED, f"{SITE}/xxgk/202312/t20231201_1.html", "document", "ok"),
        (f"{SITE}/zwgk/tz/index.html", f"{SITE}/zwgk/tz/", "list", "ok"),
        (f"{SITE}/zwgk/tz/index_9.html", f"{SITE}/zwgk/tz/", "list", "ok"),
        (f"{SITE}/zwgk/tz/", f"{SITE}/", "list", "broken"),
        (f"{SITE}/", f"{SITE}/index.html", "list", "ok"),
        (f"{SITE}/art/1.html", f"{SITE}/art/1/", "document", "ok"),
        (f"{SITE}/show?id=1", f"{SITE}/?id=1", "document", "ok"),
    ],
)  # fmt: skip
def test_where_redirects_lead(asked: str, final: str, kind: SnapshotKind, state: str) -> None:
    page = Page(url=final, body=ARTICLE.encode())
    assert judge(page, kind=kind, asked=asked)[0] == state


def test_files_are_judged_by_status_only() -> None:
    file = Page(url="https://a.example/x.pdf", body=b"%PDF-1.4 \xe5", status=200)
    assert judge(file, kind="attachment") == ("ok", "")


def _expected(shared: Path) -> dict[str, str]:
    lines = (shared / "pages/truth/challenge.jsonl").read_text("utf-8").splitlines()
    return {o["file"]: o["expected"] for o in map(json.loads, lines)}


def test_real_walls_and_errors(shared: Path) -> None:
    expected = _expected(shared)
    states = {
        name: judge(Page(url="", body=(shared / "pages" / name).read_bytes()), kind="document")[0]
        for name in expected
    }
    assert states == expected


def test_the_unfilled_template_of_the_pairs(shared: Path) -> None:
    body = (shared / "pages/beijing-zjw/fwjy-20191228.html").read_bytes()
    assert judge(Page(url="", body=body), kind="document")[0] == "truncated"


@pytest.mark.parametrize("damage", ["latin-1", "cp1252", "gbk", "big5"])
def test_text_stored_in_a_code_taken_for_another(shared: Path, damage: str) -> None:
    """UTF-8 that was read as something else, and saved so: no person can read it."""
    for name in _REAL:
        text = Page(url="", body=(shared / "pages" / name).read_bytes()).text
        body = text.encode().decode(damage, "replace").encode()
        state, reason = judge(Page(url="", body=body), kind="document")
        assert (state, "乱码" in reason) == ("broken", True), name


_REAL = (
    "gov.cn/detail-gongbao-1.html",
    "csrc/xiniu-detail_1.html",
    "ndrc/list-fzggwl-2026-08-pairB.html",
)


def test_an_article_in_ruins_inside_a_frame_in_order() -> None:
    frame = "<p>" + "本栏目公开各类文件和通知，请按年份查找。" * 40 + "</p>"
    ruin = ("各单位应当按照本办法做好节能工作。" * 20).encode().decode("gbk", "replace")
    page = html(f"<html><body>{frame}<div>{ruin}</div>{frame}</body></html>")
    assert judge(page, kind="document")[0] == "broken"


def test_traditional_characters_and_foreign_names_are_no_ruins() -> None:
    said = "國務院辦公廳關於進一步加強節能減排工作的通知，各省、自治區、直轄市人民政府。" * 20
    names = "<p>Müller, Škoda, Société Générale, Электросила</p>"
    page = html(f"<html><body><p>{said}</p>{names}</body></html>")
    assert judge(page, kind="document") == ("ok", "")


def test_characters_that_the_site_itself_lost_are_no_ruins() -> None:
    """One stretch full of marks, in a page whose text can be read."""
    said = "各单位应当按照本办法做好节能工作。" * 80
    contents = "第\ufffd条 报\ufffd" * 38
    page = html(f"<html><body><p>{contents}</p><p>{said}</p></body></html>")
    assert judge(page, kind="document") == ("ok", "")
    page = html(f"<html><body><p>{contents * 6}</p><p>{said}</p></body></html>")
    assert judge(page, kind="document")[0] == "broken"


@pytest.mark.parametrize("name", [name for name, one in EVERY.items() if one[2] == "blocked"])
def test_a_wall_in_the_place_of_a_file(name: str) -> None:
    status, text, _ = EVERY[name]
    page = Page(url=f"{SITE}/P1.pdf", body=text.encode(), status=status)
    assert judge(page, kind="attachment")[0] == "blocked"


def test_real_files_are_in_order(shared: Path) -> None:
    for path in (shared / "pages").rglob("attach-*"):
        file = Page(url=f"{SITE}/{path.name}", body=path.read_bytes())
        assert judge(file, kind="attachment") == ("ok", ""), path.name


@pytest.mark.parametrize("name", ["a search without hits, hidden", "a search without hits"])
def test_a_search_without_hits_is_no_absence_of_the_list(name: str) -> None:
    assert judge(html(EVERY[name][1]), kind="list") == ("ok", "")


def test_scripts_alone_are_no_list() -> None:
    assert judge(html(EVERY["scripts alone, and many"][1]), kind="list")[0] == "blocked"
    assert judge(html(EVERY["a frame with nothing in it"][1]), kind="list")[0] == "broken"


def test_the_home_page_under_its_own_address_and_under_a_document_s(shared: Path) -> None:
    body = (shared / "pages/csrc/homepage.html").read_bytes()
    home, posed = Page(url=f"{SITE}/", body=body), Page(url=PLACED, body=body)
    assert judge(home, kind="document") == ("ok", "")
    assert judge(posed, kind="list") == ("ok", "")
    assert judge(posed, kind="document")[0] == "broken"


def test_no_real_document_is_taken_for_a_home_page(shared: Path) -> None:
    for path in (shared / "pages").rglob("detail-*.html"):
        page = Page(url=PLACED, body=path.read_bytes())
        assert judge(page, kind="document") == ("ok", ""), path.name


_BESIDE = {
    "a greeting": "<div>您好，请登录！</div>",
    "links to log in": "<a href='/in'>请登录</a> | <a href='/new'>注册</a>",
    "a hidden login": "<form style='display:none'>登录<input type='password'></form>",
    "a picture to complain by": "<a href='/say'><img src='/i/errFeedback.gif'></a>",
    "a hidden answer": "<p style='display: none'>抱歉，您要找的信息不存在！</p>",
    "a box": "<div>提示信息 操作成功 确定</div>",
}


@pytest.mark.parametrize("name", _BESIDE)
def test_what_stands_beside_the_text_of_short_real_pages(shared: Path, name: str) -> None:
    """None of it makes a page a wall or an absence, at its head or at its foot."""
    for path in sorted((shared / "pages").rglob("*detail*.html")):
        text = Page(url="", body=path.read_bytes()).text
        if len(text) > 14_000 or "<body" not in text:
            continue
        opened = text.index(">", text.index("<body")) + 1
        for at in (opened, text.rfind("</body")):
            page = html(text[:at] + _BESIDE[name] + text[at:])
            assert judge(page, kind="document") == ("ok", ""), path.name


@pytest.mark.parametrize("head", [b"", b"<html><body>", b"{"])
def test_noise_is_no_page(head: bytes) -> None:
    body = head + random.Random(7).randbytes(9000)
    assert judge(Page(url="", body=body), kind="document")[0] == "broken"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_pages_cut_off(shared: Path, share: float) -> None:
    for name in _REAL[:2]:
        body = (shared / "pages" / name).read_bytes()
        page = Page(url="", body=body[: int(len(body) * share)])
        assert judge(page, kind="document")[0] == "truncated", name


def test_no_false_alarm_on_real_pages(shared: Path) -> None:
    wrong = {}
    known = _expected(shared)
    for path in sorted((shared / "pages").rglob("*")):
        name = str(path.relative_to(shared / "pages"))
        if path.suffix not in (".html", ".json") or name in known or "truth/" in name:
            continue
        kind = "document" if "detail" in path.name else "list"
        state, reason = judge(Page(url="", body=path.read_bytes()), kind=kind)
        if state != "ok":
            wrong[name] = reason
    assert set(wrong) == {"beijing-zjw/fwjy-20191228.html"}


def test_every_capture_of_the_december_world(shared: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    states = {"200": "ok", "404": "not-found", "412": "blocked"}
    with gzip.open(shared / "worlds/2023-12/captures.warc.gz") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            status = record.http_headers.get_statuscode()
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = record.content_stream().read()
            state, _ = judge(Page(url=url, body=body, status=int(status)), kind="list")
            assert state == states[status], url


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "<script ", "<img /", "<input ", "<h1>", "<a>", "<script>", "<meta "],
)
def test_tags_that_are_never_closed_take_no_endless_time(piece: str) -> None:
    body = f"<html><p>您访问的页面不存在</p>{piece * 200_000}"
    began = time.process_time()
    judge(Page(url="https://a.example/t.html", body=body.encode()), kind="document")
    assert time.process_time() - began < 2
