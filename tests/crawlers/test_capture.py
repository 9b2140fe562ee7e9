"""States of pages: real walls and errors, and no false alarm on any real page."""

import gzip
import json
import time
from pathlib import Path

import pytest

from crawlers.capture import judge
from crawlers.page import Page


def html(text: str, status: int = 200, **headers: str) -> Page:
    return Page(url="https://a.example/x.html", body=text.encode(), status=status, headers=headers)


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
        ("   \n ", "broken"),
        ("<html><body></body></html>", "broken"),
        ("<html><meta id='e' r='m'><script>$_ts=window['$_ts'];</script></html>", "blocked"),
        ("<script>document.cookie='__jsl_clearance=1';location.href='/'</script>", "blocked"),
        ("<html><script>function f(){document.cookie='acw_sc__v2='}</script></html>", "blocked"),
        ("<html><body><script>var wzwschallenge='x'</script></body></html>", "blocked"),
        ("<html><noscript>请开启JavaScript并刷新该页。</noscript></html>", "blocked"),
        ("<html><body>您访问的URL可能有安全威胁，访问被拦截</body></html>", "blocked"),
        ("<script>window.location.href='./fzggwl/';</script>", "moved"),
        ("<html><meta http-equiv='refresh' content='0; url=/new/'></html>", "moved"),
        ("<html><title>404 Not Found</title><h1>404 Not Found</h1></html>", "not-found"),
        ("<html><body><p>您访问的页面不存在或已被删除</p></body></html>", "not-found"),
        ("<html><body><p>该文章已下线。</p></body></html>", "not-found"),
        ("<html><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>", "broken"),
        ("<html><h1>HTTP Status 500 – Internal Server Error</h1></html>", "broken"),
        (ARTICLE.removesuffix("</p></body></html>"), "truncated"),
        (ARTICLE, "ok"),
        (ARTICLE.replace("讲节能", "旧文件已删除，说页面不存在的不属实"), "ok"),
    ],
)  # fmt: skip
def test_text(text: str, state: str) -> None:
    assert judge(html(text), kind="document")[0] == state


def test_fewer_bytes_than_announced() -> None:
    page = html(ARTICLE, **{"Content-Length": str(len(ARTICLE.encode()) + 10)})
    assert judge(page, kind="document")[0] == "truncated"
    coded = html(ARTICLE, **{"Content-Length": "999999", "Content-Encoding": "gzip"})
    assert judge(coded, kind="document")[0] == "ok"


def test_a_redirect_to_the_home_page() -> None:
    assert judge(html(ARTICLE), kind="document", redirected_home=True)[0] == "broken"


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


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<script "])
def test_tags_that_are_never_closed_take_no_endless_time(piece: str) -> None:
    body = f"<html><p>您访问的页面不存在</p>{piece * 200_000}"
    began = time.process_time()
    judge(Page(url="https://a.example/t.html", body=body.encode()), kind="document")
    assert time.process_time() - began < 2
