"""Pages that mean harm, or might: each is named in one line, and the pass goes on."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.records import Snapshot
from tests.crawlers.small_site import Served, Site, declare, run_pass, stored, title

HOST = "http://8.8.8.8"
"""A public address; the simulated site is its proxy, so nothing leaves this machine."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as served:
        yield served


@pytest.fixture
def public(site: Site, tmp_path: Path) -> dict[str, str]:
    """A source on a public address, and the way to it."""
    env = declare(tmp_path, test_one=f"{HOST}/tz/")
    return env | {"http_proxy": site.base, "no_proxy": ""}


def publish(site: Site, answers: dict[int, Served], more: str = "") -> None:
    """A list of documents under the public address, of which some answer as they do."""
    site.list_page("/tz/", range(9, 0, -1))
    page = site.pages.pop("/tz/")
    page.body = page.body.replace(b"</ul>", more.encode() + b"</ul>")
    site.pages[f"{HOST}/tz/"] = page
    for number in range(1, 10):
        site.document(number)
        path = f"/doc/t{number}.html"
        site.pages[HOST + path] = answers.get(number) or site.pages[path]
        del site.pages[path]


def by_number(home: Path) -> dict[int, Snapshot]:
    found = [one for one in stored(home)[1] if one.kind == "document"]
    return {int(one.url.rpartition("/t")[2].partition(".")[0]): one for one in found}


def moved(to: str) -> Served:
    return Served(status=302, headers={"Location": to})


def test_no_answer_leads_inside_or_round_or_fills_memory(
    site: Site, public: dict[str, str], tmp_path: Path
) -> None:
    bomb = gzip.compress(bytes(200 << 20), 9)
    assert len(bomb) < 210_000
    text = "<body><p>各有关单位：现通知如下。</p></body></html>"
    short = f"<html><head><title>{title(2)}</title></head>{text}".encode()
    publish(
        site,
        {
            9: moved("http://169.254.169.254/latest/meta-data/"),
            8: moved("http://127.0.0.1:6379/"),
            7: moved("http://[::1]:22/"),
            6: moved("file:///etc/passwd"),
            5: moved(f"{HOST}/doc/t5.html"),
            4: moved("http://2852039166/"),  # 169.254.169.254 as one number
            3: Served(bomb, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}),
            2: Served(
                short, headers={"Content-Length": str(len(short) - 20), "Connection": "close"}
            ),
        },
    )
    done = run_pass(tmp_path, public)
    (run,), pages = stored(tmp_path)[0], by_number(tmp_path)
    assert (run.complete, run.rows) == (True, 9)
    assert "不允许的地址 169.254.169.254" in pages[9].error
    assert pages[8].error == "公网页面指向内部地址 127.0.0.1，不予请求"
    assert pages[7].error == "公网页面指向内部地址 ::1，不予请求"
    assert "不允许的地址" in pages[4].error
    assert (pages[6].status, pages[6].final_url) == (302, pages[6].url)
    assert pages[5].error == "重定向次数过多"
    assert pages[3].error == "文件超过 50 MB，未保存"
    assert "没有传完" in pages[2].error
    assert (pages[1].status, pages[1].error) == (200, "")
    assert {path for path in site.asked if not path.startswith(HOST)} == set()
    assert (run.state, done.returncode) == ("broken", 1)
    said = sorted(done.stderr.splitlines())
    assert f"test_one：文件超过 50 MB，未保存：{HOST}/doc/t3.html" in said
    assert sum("不予请求" in line and line.startswith("test_one：") for line in said) == 4
    assert sum("正文页读不出内容（9 页中 8 页）" in line for line in said) == 1


def test_links_that_are_no_web_addresses_are_never_asked_for(
    site: Site, public: dict[str, str], tmp_path: Path
) -> None:
    links = (
        "javascript:alert(1)",
        "data:text/html,%3Ch1%3E关于印发方案的通知",
        "file:///etc/passwd",
        "ftp://8.8.8.8/t.html",
        "mailto:a@b.example",
        "http://[8.8.8.8/t90.html",
        "http://8.8.8.8:99999/t91.html",
        "http://8.8.8.8:0/t92.html",
        "//",
    )
    rows = "".join(
        f'<li><a href="{link}">{title(100 + n)}</a><span>2026-01-1{n}</span></li>'
        for n, link in enumerate(links)
    )
    files = "".join(
        f'<p><a href="{link}">附件{n}：核算表.pdf</a></p>' for n, link in enumerate(links)
    )
    publish(site, {}, rows)
    site.document(1, links=files)
    site.pages[f"{HOST}/doc/t1.html"] = site.pages.pop("/doc/t1.html")
    done = run_pass(tmp_path, public)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(by_number(tmp_path)) == 9
    assert set(site.asked) == {f"{HOST}/robots.txt", f"{HOST}/tz/"} | {
        f"{HOST}/doc/t{number}.html" for number in range(1, 10)
    }


def test_an_entry_may_let_its_pages_point_inside(
    site: Site, public: dict[str, str], tmp_path: Path
) -> None:
    own = "http://169.254.169.254/latest/meta-data/"
    publish(site, {9: moved("http://10.1.2.3/t9.html"), 7: moved(own)})
    inside = "http://10.1.2.3/t9.html"
    site.pages[inside] = site.pages[f"{HOST}/doc/t8.html"]
    file = tmp_path / "declared" / "general.toml"
    file.write_text(file.read_text("utf-8") + "private = true\n", "utf-8")
    done = run_pass(tmp_path, public)
    pages = by_number(tmp_path)
    assert pages[9].final_url == inside
    assert "不允许的地址" in pages[7].error
    assert own not in site.asked
    assert done.returncode == 1
    assert done.stderr.count("不允许的地址 169.254.169.254") == 1


def test_answers_that_never_end_or_end_too_early(site: Site, tmp_path: Path) -> None:
    site.list_page("/tz/", (3, 2, 1))
    for number in (1, 2, 3):
        site.document(number)
    site.pages["/doc/t2.html"].drip = True
    site.pages["/doc/t2.html"].headers["Content-Length"] = str(1 << 20)
    cut = site.pages["/doc/t1.html"]
    cut.headers |= {"Content-Length": str(len(cut.body) + 1000), "Connection": "close"}
    env = declare(tmp_path, test_one=f"{site.base}/tz/")
    done = run_pass(tmp_path, env, "--timeout", "0.5")
    pages = by_number(tmp_path)
    assert done.returncode == 0
    assert (pages[1].error, pages[2].error) == ("应答不完整", "连接超时")
    assert pages[3].error == ""
