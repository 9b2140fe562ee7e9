"""A pass over what did not change stores no body and no version, and makes no change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.run import Account, Pass, run_pass
from storage.settings import Settings
from tests.crawlers.small_site import Site, day, declare, title
from tests.e2e.homes import differences, facts
from tests.homes import copied_home
from tests.pipeline import december as world
from tests.pipeline.december import Lived

pytestmark = pytest.mark.usefixtures("passes_forked")
TROUBLED = ("csrc_", "samr_", "xiongan_", "miit_")
"""Redesigned, without a row, behind a wall, with a page that was withdrawn."""
NOW = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)


def of_all(account: Account, name: str) -> int:
    return sum(getattr(run, name) for run in account.runs)


def troubled(lived: Lived) -> tuple[str, ...]:
    """The sources of which one was not well at the last visits."""
    return tuple(
        run.source_id for run in lived.accounts[-1].runs if run.source_id.startswith(TROUBLED)
    )


def test_the_archive_at_its_last_moment(december: Lived, shared: Path, tmp_path: Path) -> None:
    """Lists, pages, files, all as they were: minutes later, and before that at the same moment
    where something was amiss."""
    home = tmp_path / "home"
    copied_home(december.settings.home, home)
    settings = Settings.load(home, {})
    place = shared / "worlds" / "2023-12"
    at = world.moments(december.truth)[-1]
    before = facts(settings)
    assert differences(december.facts[-1], before) == []
    run_pass(
        settings, Pass(now=at, replay=(place / "captures.warc.gz",), source_ids=troubled(december))
    )
    assert differences(before, facts(settings)) == []
    later = world.visit(settings, place, at + timedelta(minutes=5))
    assert of_all(later, "fetched") > 100
    assert of_all(later, "versions") == 0
    assert later.changes == {}
    assert differences(before, facts(settings)) == []


def counting(site: Site, visits: int) -> None:
    """The pages of a site of which some say how often they were read."""
    site.list_page("/list/", [9, 8, 7, 6])
    site.document(9)
    site.document(8)
    for number in (7, 6):
        site.document(number)
        page = site.pages[f"/doc/t{number}.html"]
        del page.headers["ETag"]
        if number == 6:
            count = f"<div class='info'>发布时间：{day(6)}　浏览次数：{visits}</div>"
            body = page.body.decode().replace("</h1>", f"</h1>{count}")
            page.body = body.replace("</body>", f"<p>今天是第 {visits} 天</p></body>").encode()


def test_live_pages(settings: Settings, tmp_path: Path) -> None:
    """Two that answer 304, one with the same bytes again, one with another count each time."""
    with Site() as site:
        environment = declare(tmp_path, test_notices=f"{site.base}/list/")
        settings = replace(settings, sources=environment["POLICYWATCH_SOURCES"])
        accounts = []
        for visits in (1, 2):
            counting(site, visits)
            wanted = Pass(source_ids=("test_notices",), now=NOW + timedelta(days=visits), fast=True)
            accounts.append(run_pass(settings, wanted))
            if visits == 1:
                before = facts(settings)
    first, second = accounts
    assert (of_all(first, "versions"), of_all(second, "versions")) == (4, 0)
    assert of_all(second, "not_modified") == 2
    assert first.changes == {"test_notices": {"baseline": 4}}
    assert second.changes == {}
    # The one body more is the page's with the count: what was answered is kept as it was.
    assert differences(before, facts(settings)) == [
        f"bodies: {before['bodies']} and {before['bodies'] + 1}"
    ]
    assert title(6) in {row[0] for row in before["documents"]}
