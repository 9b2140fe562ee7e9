"""Whole passes over a small site, each in a child process as in real life."""

import asyncio
import gzip
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.guard import GuardMiddleware, Refused
from crawlers.spiders.passing import PassSpider
from tests.crawlers.small_site import (
    ROOT,
    Served,
    Site,
    bodies,
    command,
    declare,
    run_pass,
    stored,
)
from tests.forked import run as python


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


def pager(page: int) -> bytes:
    return f"<script>createPageHTML(3, {page}, 'index', 'html');</script>".encode()


def kinds(home: Path) -> Counter[str]:
    return Counter(snapshot.kind for snapshot in stored(home)[1])


def test_captures_lists_documents_and_attachments_once(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(20, 0, -1))
    site.list_page("/gg/", range(20, 10, -1))
    for number in range(1, 21):
        link = '<p><a href="/doc/a.pdf">附件：碳排放核算表.pdf</a></p>' if number in (3, 4) else ""
        site.document(number, links=link)
    site.pages["/doc/a.pdf"] = Served(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"})
    env = declare(tmp_path, test_one=f"{site.base}/tz/", test_two=f"{site.base}/gg/")

    done = run_pass(tmp_path, env)

    assert (done.returncode, done.stderr) == (0, "")
    runs, snapshots = stored(tmp_path)
    assert [(run.source_id, run.state, run.complete, run.baseline, run.rows) for run in runs] == [
        ("test_one", "ok", True, True, 20),
        ("test_two", "ok", True, True, 10),
    ]
    # Ten documents stand in both lists; the file is linked by two pages: a snapshot for each.
    assert kinds(tmp_path) == {"list": 2, "document": 20, "attachment": 2}
    assert set(site.counts.values()) == {1}
    files = [snapshot for snapshot in snapshots if snapshot.kind == "attachment"]
    assert {one.parent_url for one in files} == {f"{site.base}/doc/t{n}.html" for n in (3, 4)}
    assert len({one.body_sha256 for one in files}) == 1
    assert not any(snapshot.processed for snapshot in snapshots)
    assert site.agents == {"policywatch/0.1 (+policywatch@localhost)"}


def test_a_second_pass_asks_conditionally_and_stores_no_body(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (2, 1))
    link = '<p><a href="/doc/a.pdf">附件：碳排放核算表.pdf</a></p>'
    site.document(1)
    site.document(2, links=link)
    file = {"Content-Type": "application/pdf", "ETag": '"f"'}
    site.pages["/doc/a.pdf"] = Served(b"%PDF-1.4 x", headers=file)
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    assert run_pass(tmp_path, env, "--now", "2026-01-04T01:00+00:00").returncode == 0
    before = bodies(tmp_path)

    assert run_pass(tmp_path, env, "--now", "2026-01-05T01:00+00:00").returncode == 0

    runs, snapshots = stored(tmp_path)
    assert bodies(tmp_path) == before
    assert (runs[1].baseline, runs[1].not_modified, runs[1].snapshots) == (False, 3, 4)
    second = {snapshot.url: snapshot for snapshot in snapshots if snapshot.run_id == runs[1].run_id}
    first = {snapshot.url: snapshot for snapshot in snapshots if snapshot.run_id == runs[0].run_id}
    confirmed = second[f"{site.base}/doc/a.pdf"]
    assert confirmed.status == 304
    assert confirmed.body_sha256 == first[confirmed.url].body_sha256

    # When it is two months old it is not asked for again at once; with it go its files.
    known = {"/doc/t1.html", "/doc/t2.html", "/doc/a.pdf"}
    for moment, asked in (("01:00:00", known), ("01:00:01", set())):
        site.asked.clear()
        assert run_pass(tmp_path, env, "--now", f"2026-03-01T{moment}Z").returncode == 0
        assert set(site.counts) == {"/robots.txt", "/tz/"} | asked


def test_pagers_are_followed_only_while_rows_are_new(site: Site, tmp_path: Path) -> None:
    for page, numbers in enumerate(((9, 8, 7), (6, 5, 4), (3, 2, 1))):
        path = "/tz/index.html" if page == 0 else f"/tz/index_{page}.html"
        site.list_page(path, numbers)
        site.pages[path].body += pager(page)
    for number in range(1, 13):
        site.document(number)
    env = declare(tmp_path, test_one=f"{site.base}/tz/index.html")
    run_pass(tmp_path, env)
    assert {path for path in site.counts if "/tz/" in path} == {
        "/tz/index.html", "/tz/index_1.html", "/tz/index_2.html",
    }  # fmt: skip

    site.asked.clear()
    site.list_page("/tz/index.html", (10, 9, 8))
    site.pages["/tz/index.html"].body += pager(0)
    site.list_page("/tz/index_1.html", (7, 6, 5))
    site.pages["/tz/index_1.html"].body += pager(1)
    run_pass(tmp_path, env)
    assert {path for path in site.counts if "/tz/" in path} == {
        "/tz/index.html",
        "/tz/index_1.html",
    }
    assert site.counts["/doc/t10.html"] == 1


def test_what_left_the_list_or_is_gone_is_asked_at_every_pass(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (30, 20, 10))
    for number in (30, 20, 10):
        site.document(number)
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    run_pass(tmp_path, env, "--now", "2026-09-01T01:00+00:00")
    site.asked.clear()
    site.list_page("/tz/", (30, 10))
    del site.pages["/doc/t20.html"]

    for second in (1, 2):
        run_pass(tmp_path, env, "--now", f"2026-09-01T01:00:0{second}+00:00")

    assert [path for path in site.asked if "/doc/" in path] == ["/doc/t20.html"] * 2
    gone = [one for one in stored(tmp_path)[1] if one.url.endswith("t20.html")]
    assert [one.status for one in gone] == [200, 404, 404]


def test_what_fails_is_asked_again_at_the_end_and_then_recorded(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (3, 2, 1))
    for number in (1, 2, 3):
        site.document(number)
    site.pages["/doc/t1.html"].failures = 3  # the first try and both of Scrapy's
    site.pages["/doc/t2.html"].failures = 99
    env = declare(tmp_path, test_one=f"{site.base}/tz/")

    run_pass(tmp_path, env)

    by_url = {snapshot.url.rpartition("/")[2]: snapshot for snapshot in stored(tmp_path)[1]}
    assert by_url["t1.html"].status == 200
    assert by_url["t2.html"].status == 503
    assert site.counts["/doc/t2.html"] == 4


def test_an_error_page_with_status_200_is_asked_again(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (2, 1))
    site.document(1)
    site.html("/doc/t2.html", "<html><body><p>系统繁忙，请稍后再试</p></body></html>", etag='"e"')
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    run_pass(tmp_path, env, "--now", "2026-03-04T01:00+00:00")
    site.document(2)
    site.asked.clear()

    run_pass(tmp_path, env, "--now", "2026-03-05T01:00+00:00")

    assert site.counts["/doc/t2.html"] == 1
    last = [one for one in stored(tmp_path)[1] if one.url.endswith("t2.html")][-1]
    assert (last.status, last.error) == (200, "")


def test_a_wall_that_answers_404_is_no_absence(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (2, 1))
    site.document(1)
    wall = "<html><body><p>您的请求存在威胁，已被拦截</p></body></html>".encode()
    site.pages["/doc/t2.html"] = Served(wall, 404, {"Content-Type": "text/html; charset=utf-8"})

    run_pass(tmp_path, declare(tmp_path, test_one=f"{site.base}/tz/"))

    (walled,) = [one for one in stored(tmp_path)[1] if one.url.endswith("t2.html")]
    assert (walled.status, walled.says_gone) == (404, False)
    assert "拦截" in walled.error


def test_a_page_too_large_is_one_line_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (3, 2, 1))
    site.document(3)
    site.pages["/doc/t1.html"] = Served(headers={"Content-Length": str(60 << 20)})
    bomb = gzip.compress(bytes(60 << 20))
    site.pages["/doc/t2.html"] = Served(bomb, headers={"Content-Encoding": "gzip"})
    env = declare(tmp_path, test_one=f"{site.base}/tz/")

    done = run_pass(tmp_path, env)

    assert done.returncode == 1
    assert sorted(done.stderr.splitlines()) == [
        f"test_one：文件超过 50 MB，未保存：{site.base}/doc/t{n}.html" for n in (1, 2)
    ]
    by_url = {snapshot.url.rpartition("/")[2]: snapshot for snapshot in stored(tmp_path)[1]}
    assert by_url["t1.html"].error == by_url["t2.html"].error == "文件超过 50 MB，未保存"
    assert by_url["t3.html"].body_sha256


def test_robots_is_obeyed_and_a_refusal_recorded(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (2, 1))
    site.document(1)
    site.document(2)
    site.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /doc/t1.html\n")
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    run_pass(tmp_path, env)
    refused = {one.url: one for one in stored(tmp_path)[1]}[f"{site.base}/doc/t1.html"]
    assert (refused.status, refused.error) == (0, "robots.txt 不允许抓取")
    assert "/doc/t1.html" not in site.counts


def test_a_robots_txt_that_fails_forbids_everything(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (1,))
    site.pages["/robots.txt"] = Served(status=500)
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    done = run_pass(tmp_path, env)
    assert done.returncode == 1
    assert "无法连接：列表页无法连接：robots.txt 取不到：HTTP 500" in done.stderr
    assert set(site.counts) == {"/robots.txt"}
    assert stored(tmp_path)[0][0].state == "unreachable"


def test_a_host_that_is_down_is_one_line_and_the_others_go_on(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (1,))
    site.document(1)
    with Site() as closed:
        down = closed.base
    env = declare(tmp_path, test_down=f"{down}/tz/", test_up=f"{site.base}/tz/")

    done = run_pass(tmp_path, env)

    assert {run.source_id: run.state for run in stored(tmp_path)[0]} == {
        "test_down": "unreachable",
        "test_up": "ok",
    }
    assert done.stderr.count("\n") == 1
    assert "连接被拒" in done.stderr
    (silent,) = [one for one in stored(tmp_path)[1] if one.source_id == "test_down"]
    assert (silent.status, silent.body_sha256) == (0, None)
    assert "连接被拒" in silent.error


def test_a_wall_is_blocked_and_left_alone(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(9, 0, -1))
    for number in range(1, 10):
        site.document(number)
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    run_pass(tmp_path, env, "--now", "2026-01-11T01:00+00:00")
    site.asked.clear()
    for page in site.pages.values():
        page.status, page.headers = 412, {}

    done = run_pass(tmp_path, env, "--now", "2026-01-12T01:00+00:00")

    run = stored(tmp_path)[0][1]
    assert (done.returncode, run.state, run.complete) == (1, "blocked", False)
    assert done.stderr.count("\n") == 1
    assert sum(site.counts.values()) <= 1 + 5 + 8  # those under way when the fifth refusal came


def test_one_request_at_a_time_to_a_host(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(4, 0, -1))
    site.list_page("/gg/", range(8, 4, -1))
    for number in range(1, 9):
        site.document(number)
    site.linger = 0.03
    env = declare(tmp_path, test_one=f"{site.base}/tz/", test_two=f"{site.base}/gg/")
    run_pass(tmp_path, env, "--per-host", "1", "--delay", "0.001")
    assert site.most_open == 1
    assert kinds(tmp_path)["document"] == 8


def test_a_bug_in_a_family_ends_its_source_only(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (1,))
    site.document(1)
    env = declare(tmp_path, test_bad=f"{site.base}/tz/?bad", test_good=f"{site.base}/tz/")
    site.pages["/tz/?bad"] = site.pages["/tz/"]
    script = (
        "import sys; from crawlers import run; from crawlers.families.general import General\n"
        "read = General.read\n"
        "def boom(self, source, request, page):\n"
        "    if source.source_id == 'test_bad': raise KeyError('rows')\n"
        "    return read(self, source, request, page)\n"
        "General.read = boom\n"
        "names = ['--sources', 'test_bad,test_good', '--fast']\n"
        f"sys.exit(run.main(['--home', {str(tmp_path)!r}, *names]))"
    )
    done = python(["-W", "error", "-c", script], os.environ | env)
    assert done.returncode == 1
    states = {run.source_id: run.state for run in stored(tmp_path)[0]}
    assert states == {"test_bad": "broken", "test_good": "ok"}
    assert "读取程序出错：KeyError: 'rows'" in done.stderr
    assert kinds(tmp_path)["list"] == 2  # the answer that the bug was met with is stored


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_pass_cut_off_loses_nothing(number: int, site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(40, 0, -1))
    link = '<p><a href="/doc/a.pdf">附件：碳排放核算表.pdf</a></p>'
    for count in range(1, 41):
        site.document(count, links=link if count == 39 else "")
    site.pages["/doc/a.pdf"] = Served(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"})
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    words = command(tmp_path, "test_one", "--delay", "0.02")
    child = subprocess.Popen(words, env=os.environ | env, cwd=ROOT, stderr=subprocess.PIPE)
    with site.lock:
        assert site.lock.wait_for(lambda: len(site.asked) >= 8, 30)
    child.send_signal(number)
    _, said = child.communicate(timeout=30)
    if number == signal.SIGTERM:
        assert child.returncode == 1
        assert said.decode() == "读取已中止：已取得的内容都已存好，未读完的来源下次重读。\n"
        assert kinds(tmp_path)["document"] >= 4
    run = stored(tmp_path)[0][0]
    assert (run.complete, run.finished_at) == (False, None)

    assert run_pass(tmp_path, env).returncode == 0

    runs, snapshots = stored(tmp_path)
    assert (runs[1].complete, runs[1].baseline) == (True, True)
    good = {one.url for one in snapshots if one.status == 200 and one.kind != "list"}
    assert len(good) == 41
    assert site.counts["/doc/t39.html"] in (1, 2)


def test_ends_when_its_parent_is_gone(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", range(40, 0, -1))
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    child = subprocess.Popen(
        command(tmp_path, "test_one"), env=os.environ | env, cwd=ROOT, stdin=subprocess.PIPE
    )
    with site.lock:
        assert site.lock.wait_for(lambda: site.asked, 30)
    assert child.stdin
    child.stdin.close()
    assert child.wait(30) == 1


def _asked(url: str, trusted: str) -> str:
    """Why the guard refuses the request; empty if it does not."""
    guard = GuardMiddleware(Crawler(PassSpider))
    request = Request(url, meta={"trusted": frozenset({trusted})})
    try:
        asyncio.run(guard.process_request(request))
    except Refused as refused:
        return refused.reason
    return ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379/",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://[::ffff:192.168.0.1]/",
    ],
)
def test_a_public_page_cannot_send_us_inside(url: str) -> None:
    assert "内部地址" in _asked(url, trusted="8.8.8.8")
    assert _asked(url, trusted="10.9.9.9") == ""


@pytest.mark.parametrize("trusted", ["8.8.8.8", "10.9.9.9", "169.254.169.254"])
@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "100.100.100.200"])
def test_no_entry_opens_the_machines_own_services(host: str, trusted: str) -> None:
    assert "不允许的地址" in _asked(f"http://{host}/", trusted=trusted)


def test_a_redirect_waits_in_the_queue_of_its_own_host() -> None:
    guard = GuardMiddleware(Crawler(PassSpider))
    request = Request("http://1.1.1.1/", meta={"download_slot": "8.8.8.8"})
    asyncio.run(guard.process_request(request))
    assert request.meta["download_slot"] == "1.1.1.1"


def test_a_host_that_keeps_refusing_is_left_alone() -> None:
    guard = GuardMiddleware(Crawler(PassSpider))
    request = Request("http://1.1.1.1/a")
    for _ in range(5):
        guard.process_response(request, Response(request.url, status=412))
    with pytest.raises(Refused, match="一再拒绝访问"):
        asyncio.run(guard.process_request(request))
