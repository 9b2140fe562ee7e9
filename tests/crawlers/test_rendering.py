"""A browser as the last resort: what asks for it, what it may load, and a pass that needs it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.browser import rendering
from crawlers.browser.gate import Gate
from crawlers.families import FAMILIES
from crawlers.families.base import ListRequest
from crawlers.page import Page
from crawlers.source_pass import SourcePass
from crawlers.spiders.onward import is_shell, may_render
from crawlers.spiders.visits import Interest, Visit
from pipeline.operating.doctor import examine
from storage.bodies import Bodies
from storage.queries.capture import run_id
from storage.records import CrawlRun, PageState, Render, SnapshotKind, Source
from storage.settings import Settings
from tests.crawlers.small_site import Site, day, declare, run_pass, stored, title

NOW = datetime(2026, 1, 10, tzinfo=UTC)
SITE = "https://hj.example.gov.cn"
FILL = "document.getElementById('app').innerHTML"
CLAUSE = "各有关单位：为做好碳排放核算工作，现将有关事项通知如下，请遵照执行。"


def source(render: Render, url: str = f"{SITE}/tz/") -> Source:
    return Source(
        source_id="cj_hj",
        name="澄江省生态环境厅 · 通知",
        agency="澄江省生态环境厅",
        family="general",
        level="province",
        start_urls=(url,),
        render=render,
    )


def visit(kind: SnapshotKind = "document", url: str = f"{SITE}/1.html", **more: object) -> Visit:
    run = CrawlRun(run_id=run_id("cj_hj", NOW), source_id="cj_hj", started_at=NOW)
    owner = SourcePass(
        source=source("when_blocked"),
        family=FAMILIES["general"],
        run=run,
        as_of=None,
        browser=True,
    )
    return replace(Visit(url, [Interest(owner, kind)]), **more)  # type: ignore[arg-type]


# -- what is read by it -----------------------------------------------------------------------


def test_only_pages_of_sources_that_ask_and_only_once() -> None:
    assert may_render(visit())
    assert may_render(visit("list", asked=ListRequest(url=f"{SITE}/1.html")))
    assert not may_render(visit("attachment"))
    assert not may_render(visit("content"))
    assert not may_render(visit(url=f"{SITE}/P1.pdf"))
    assert not may_render(visit(rendered=True))
    assert not may_render(visit(form=(("id", "1"),)))
    assert not may_render(visit("list", asked=ListRequest(url=SITE, form=(("page", "1"),))))
    plain = visit()
    plain.owner.browser = False
    assert not may_render(plain)


@pytest.mark.parametrize(
    ("status", "state", "text", "shell"),
    [
        (200, "broken", "", True),
        (200, "truncated", "", True),
        (200, "ok", "<div id='app'></div>", True),
        (200, "ok", f"<h1>通知</h1><p>{CLAUSE}</p><p>{CLAUSE}</p>", False),
        # A site that declines is not asked again by other means; what is gone is gone.
        (200, "blocked", "", False),
        (412, "blocked", "", False),
        (404, "not-found", "", False),
        (500, "broken", "", False),
        (200, "moved", "", False),
    ],
)
def test_a_shell_is_no_refusal(status: int, state: PageState, text: str, shell: bool) -> None:
    page = Page(
        url=f"{SITE}/1.html",
        body=f"<html><body>{text}<script>fill()</script></body></html>".encode(),
        status=status,
    )
    assert is_shell(visit(), page, state) is shell
    unscripted = replace(page, body=page.body.replace(b"script", b"b"))
    assert not is_shell(visit(), unscripted, state)


# -- what there must be -----------------------------------------------------------------------


def test_what_stands_in_the_way_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {"POLICYWATCH_CHROMIUM": "/nowhere/chromium"})
    assert "/nowhere/chromium" in rendering.obstacle(settings)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "POLICYWATCH_CHROMIUM" in rendering.obstacle(Settings.load(tmp_path, {}))
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert rendering.obstacle(Settings.load(tmp_path, {})) == ""
    assert rendering.executable(Settings.load(tmp_path, {})) == str(program)
    monkeypatch.setattr(rendering, "find_spec", lambda name: None)
    assert "policywatch[browser]" in rendering.obstacle(Settings.load(tmp_path, {}))


def declared(home: Path, base: str, render: str) -> dict[str, str]:
    env = declare(home, cj_hj=f"{base}/list/")
    file = Path(env["POLICYWATCH_SOURCES"]) / "general.toml"
    file.write_text(f'{file.read_text("utf-8")}render = "{render}"\n', "utf-8")
    return env


def test_the_doctor_names_the_mend(tmp_path: Path) -> None:
    env = declared(tmp_path, SITE, "always") | {"POLICYWATCH_CHROMIUM": "/nowhere/chromium"}
    found = {check.name: check for check in examine(Settings.load(tmp_path, env))}
    assert not found["浏览器"].ok
    assert "cj_hj" in found["浏览器"].line
    assert "/nowhere/chromium" in found["浏览器"].line
    quiet = {check.name: check for check in examine(Settings.load(tmp_path, {}))}
    assert quiet["浏览器"].ok


# -- what it may load -------------------------------------------------------------------------


@dataclass
class Asked:
    url: str
    resource_type: str = "fetch"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (Asked("http://127.0.0.1:8000/rows"), False),
        (Asked("http://127.0.0.2/rows"), True),
        (Asked("http://169.254.169.254/latest/meta-data/"), True),
        (Asked("http://169.254.169.253/"), True),
        (Asked("http://[fe80::1]/"), True),
        (Asked("http://168.63.129.16/metadata"), True),
        (Asked("http://[::1]/"), True),
        (Asked("http://[::ffff:10.0.0.1]/"), True),
        (Asked("http://localhost/"), True),
        (Asked("http://no-such-host.invalid/"), True),
        (Asked("http://1.1.1.1/rows"), False),
        (Asked("file:///etc/passwd"), True),
        (Asked("ftp://1.1.1.1/a"), True),
        (Asked("data:text/plain,a"), False),
        (Asked("http://127.0.0.1:8000/a.png", "image"), True),
        (Asked("http://127.0.0.1:8000/a.woff2", "font"), True),
        (Asked("http://127.0.0.1:8000/a.mp4", "media"), True),
        (Asked("http://127.0.0.1:8000/", "document"), False),
        (Asked("http://[1.1.1.1/"), True),
    ],
)
def test_the_gate(asked: Asked, refused: bool) -> None:
    gate = Gate(frozenset({"127.0.0.1", "169.254.169.253"}))
    assert asyncio.run(gate(asked)) is refused


# -- a pass -----------------------------------------------------------------------------------


def scripted(number: int, more: str = "") -> str:
    """A page whose text only its own script can find, and writes when all has long come."""
    text = f"<h1>{title(number)}</h1><div class=TRS_Editor><p>{CLAUSE}</p><p>{CLAUSE}</p></div>"
    return (
        f"<html><head><title>{title(number)}</title></head><body><div id='app'></div><script>{more}"
        f"const write = () => {{ {FILL} = `{text}` }};"
        "fetch(['', 'gate'].join('/')).then(() => setTimeout(write, 1200))</script></body></html>"
    )


def test_a_pass_with_a_browser(chromium: str, tmp_path: Path) -> None:
    """List and documents need their scripts; what the scripts ask of inner addresses is refused."""
    rows = "".join(
        f"<li><a href='/doc/t{n}.html' title='{title(n)}'>{title(n)}</a><span>{day(n)}</span></li>"
        for n in (1, 2)
    )
    with Site() as site, Site("127.0.0.2") as inner:
        fill = f"fetch('/gate').then(() => {{ {FILL} = `{rows}` }})"
        site.html(
            "/list/",
            f"<html><head><title>通知</title></head><body><ul id='app'></ul><img src='/p.png'>"
            f"<script>{fill}</script></body></html>",
        )
        site.html("/gate", "open")
        site.html("/doc/t1.html", scripted(1, f"fetch('{inner.base}/one'); fetch('/on');"))
        site.pages["/on"] = replace(
            site.pages["/gate"], status=302, headers={"Location": f"{inner.base}/two"}
        )
        site.document(2)
        env = declared(tmp_path, site.base, "when_blocked") | {"POLICYWATCH_CHROMIUM": chromium}
        done = run_pass(tmp_path, env)
        assert (done.returncode, done.stderr) == (0, "")
        runs, snapshots = stored(tmp_path)
        assert (runs[0].state, runs[0].rows, runs[0].rendered) == ("ok", 2, 2)
        read = {(one.url.removeprefix(site.base), one.rendered): one for one in snapshots}
        assert {key for key in read if key[1]} == {("/list/", True), ("/doc/t1.html", True)}
        assert read["/doc/t1.html", False].error == rendering.TO_BROWSER
        assert read["/doc/t1.html", True].error == ""
        body = Bodies(tmp_path / "bodies").get(read["/doc/t1.html", True].body_sha256 or "")
        assert body.count(CLAUSE.encode()) == 4  # in the script, and written by it
        assert read["/doc/t1.html", True].body_bytes > read["/doc/t1.html", False].body_bytes
        # The same name for every request, no pictures, nothing from inside.
        assert site.agents == {"policywatch/0.1 (+policywatch@localhost)"}
        assert site.counts["/robots.txt"] == 1
        assert site.counts["/p.png"] == 0
        assert site.counts["/on"] == 1
        assert inner.asked == []


def test_without_a_browser_it_goes_on_plain(tmp_path: Path) -> None:
    with Site() as site:
        site.list_page("/list/", [1])
        site.document(1)
        env = declared(tmp_path, site.base, "always") | {"POLICYWATCH_CHROMIUM": "/nowhere"}
        done = run_pass(tmp_path, env)
        assert done.returncode == 0
        (line,) = done.stderr.splitlines()
        assert line.startswith("cj_hj：声明要求用浏览器读取，但")
        runs, snapshots = stored(tmp_path)
        assert (runs[0].state, runs[0].rendered) == ("ok", 0)
        assert not any(one.rendered for one in snapshots)
