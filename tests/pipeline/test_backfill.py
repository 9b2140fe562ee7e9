"""Reaching back a year: everything is recorded, nothing is news, nobody is flooded."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli import main
from pipeline.digest import compose
from pipeline.run import Account, Pass, run_pass
from pipeline.telling.composing.periods import whole_week
from storage.database import open_database
from storage.office import DEFAULT_OFFICE
from storage.queries import changes
from storage.records import Change, CrawlRun, Subscription
from storage.settings import Settings
from tests.crawlers.small_site import Site, day, declare

pytestmark = pytest.mark.usefixtures("passes_forked")
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""A Wednesday."""
NEWEST, ROWS, PAGES = 300, 4, 8


@pytest.fixture
def site() -> Iterator[Site]:
    """A list of eight pages; a pass usually reads the first one."""
    with Site() as served:
        lay_out(served, NEWEST)
        for number in range(NEWEST - ROWS * PAGES, NEWEST + 2):
            served.document(number)
        yield served


def lay_out(site: Site, newest: int) -> None:
    for page in range(PAGES):
        path = "/tz/index.html" if page == 0 else f"/tz/index_{page}.html"
        top = newest - page * ROWS
        site.list_page(path, range(top, top - ROWS, -1))
        site.pages[
            path
        ].body += f"<script>createPageHTML({PAGES}, {page}, 'index', 'html');</script>".encode()


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    env = declare(tmp_path, test_one=f"{site.base}/tz/index.html")
    file = tmp_path / "declared" / "general.toml"
    file.write_text(file.read_text("utf-8") + "pages = 1\n", "utf-8")
    return Settings.load(tmp_path / "home", environment=env)


def read(settings: Settings, after: timedelta, **more: object) -> tuple[Account, CrawlRun]:
    """A pass so long after the first."""
    wanted = Pass(source_ids=("test_one",), now=NOW + after, fast=True, **more)  # type: ignore[arg-type]
    account = run_pass(settings, wanted)
    assert account.faults == ()
    return account, account.runs[0]


def told(settings: Settings) -> tuple[list[Change], list[str]]:
    """All changes, and the titles of the digest of that week."""
    who = Subscription(subscription_id="s", channel="email", address="a@b.example", created_at=NOW)
    database = open_database(settings)
    with database.connect() as conn:
        found = changes.find_changes(conn)
        items = changes.digest_items(conn, NOW - timedelta(days=7), NOW + timedelta(days=7))
    database.close()
    digest = compose(
        who, whole_week("2026-W48"), items, (), NOW + timedelta(days=6), office=DEFAULT_OFFICE
    )
    shown = (*digest.added, *digest.changed, *digest.withdrawn, *digest.late)
    return found, [item.document.title for item in shown]


def number_of(url: str) -> int:
    found = re.search(r"/t(\d+)\.html", url)
    assert found
    return int(found[1])


def test_a_backfill_is_no_news_and_comes_in_portions(site: Site, settings: Settings) -> None:
    _, first = read(settings, timedelta(0))
    assert (first.rows, first.baseline, first.reached_on) == (4, True, date.fromisoformat(day(297)))
    lay_out(site, NEWEST + 1)  # meanwhile something came up that is news
    site.asked.clear()

    oldest = NEWEST + 1 - ROWS * 5 + 2  # in the middle of the fifth page
    back_to = date.fromisoformat(day(oldest))
    account, run = read(settings, timedelta(hours=2), back_to=back_to, documents=7)

    assert (run.complete, run.reached_on) == (True, back_to)
    assert [path for path in site.asked if "/tz/" in path][-1] == "/tz/index_4.html"
    listed = NEWEST + 1 - oldest + 1
    assert run.rows == listed
    fetched = [path for path in site.asked if "/doc/" in path]
    assert len(fetched) == 7
    assert fetched[0] == f"/doc/t{NEWEST + 1}.html"  # what is news comes first
    # Known are four, and seven were asked for (among them perhaps a known one).
    assert listed - 11 <= run.waiting <= listed - 4
    (shown,) = account.to_object()["sources"]  # type: ignore[misc]
    assert (shown["waiting"], shown["reached_on"]) == (run.waiting, back_to.isoformat())

    # A usual pass goes on where it was, and does not take what it finds for news.
    _, later = read(settings, timedelta(hours=4))
    assert (later.rows, later.waiting) == (4, 0)
    found, titles = told(settings)
    assert {number_of(one.url) for one in found} == set(range(oldest, NEWEST + 2))
    kinds = {number_of(one.url): one.kind for one in found}
    assert [number for number, kind in kinds.items() if kind != "baseline"] == [NEWEST + 1]
    assert kinds[NEWEST + 1] == "added"
    assert [f"第{NEWEST + 1}号" in title for title in titles] == [True]


def test_a_backfill_before_any_pass_is_the_first_one(site: Site, settings: Settings) -> None:
    _, run = read(settings, timedelta(0), back_to=date(2020, 1, 1))
    assert (run.baseline, run.complete, run.rows) == (True, True, ROWS * PAGES)
    found, titles = told(settings)
    assert ({one.kind for one in found}, len(found), titles) == ({"baseline"}, ROWS * PAGES, [])


def test_a_list_that_never_ends_stops_at_the_most(
    site: Site, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    link = '<p><a href="/tz/index.html?again={}">下一页</a></p>'
    for number in range(40):
        path = f"/tz/index.html?again={number}" if number else "/tz/index.html"
        site.list_page(path, range(250 - number * 3, 246 - number * 3, -1))
        site.pages[path].body += link.format(number + 1).encode()
    _, run = read(settings, timedelta(0), back_to=date(2020, 1, 1), pages=9, documents=1)
    assert run.complete
    assert sum("/tz/" in path for path in site.asked) == 9
    assert "test_one：列表已翻 9 页仍未到 2020-01-01，到此为止：" in capfd.readouterr().err


def test_a_list_that_shows_the_same_again_is_not_followed(site: Site, settings: Settings) -> None:
    for number in range(40):
        path = f"/tz/index.html?again={number}" if number else "/tz/index.html"
        site.list_page(path, range(250, 246, -1))
        site.pages[path].body += f'<p><a href="?again={number + 1}">下一页</a></p>'.encode()
    read(settings, timedelta(0), back_to=date(2020, 1, 1), documents=1)
    assert sum("/tz/" in path for path in site.asked) == 2


def test_a_backfill_names_its_sources(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--home", str(tmp_path), "crawl", "--backfill", "2023-01-01"]) == 2
    assert "--backfill 须写明来源编号" in capsys.readouterr().err
