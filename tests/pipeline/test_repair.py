"""A site is redesigned between two visits, and an entry is mended: the whole way, from archives."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.operating.detecting import check_address, detect_site
from pipeline.pages.repair import proposal_lines
from pipeline.run import Account, Pass, run_pass
from storage.database import open_database
from storage.queries.changes import find_changes
from storage.queries.problems import find_problems
from storage.records import Change, Problem
from storage.settings import SettingError, Settings
from tests.crawlers.small_site import day, title
from tests.crawlers.test_replay import DAY, write

pytestmark = pytest.mark.usefixtures("passes_forked")
SITE = "https://www.example.gov.cn"
LIST = f"{SITE}/tz/index.html"
ENTRY = f"""[[source]]
id = "xx_agency_notices"
name = "某局 · 通知"
agency = "某局"
level = "ministry"
start_urls = ["{LIST}"]
verified = false
rests_on = "a test"
select = {{ rows = "ul.list > li" }}
"""
WORDS = "各有关单位：为做好核算工作，现将有关事项通知如下，请认真贯彻执行。" * 4


def url(number: int) -> str:
    return f"{SITE}/tz/202603/t20260301_{number}.html"


def old_list(*numbers: int) -> bytes:
    rows = "".join(
        f'<li><a href="{url(n)}">{title(n)}</a><span>{day(n)}</span></li>' for n in numbers
    )
    return f"<html><body><ul class=list>{rows}</ul></body></html>".encode()


def new_list(*numbers: int) -> bytes:
    cards = "".join(
        f'<dl class=card><dt><div data-href="{url(n)}">{title(n)}</div></dt><dd>{day(n)}</dd></dl>'
        for n in numbers
    )
    return f"<html><body><div class=grid>{cards}</div></body></html>".encode()


def document(number: int) -> bytes:
    return (
        f"<html><head><title>{title(number)}</title></head><body><h1>{title(number)}</h1>"
        f"<div class=TRS_Editor><p>{WORDS}</p><p>第{number}号。</p></div></body></html>"
    ).encode()


class Visits:
    """A home whose source is visited, from an archive."""

    def __init__(self, folder: Path, lists: dict[int, bytes]) -> None:
        (folder / "sources").mkdir()
        (folder / "sources" / "general.toml").write_text(ENTRY, "utf-8")
        documents = [(url(n), 0, document(n)) for n in range(1000, 1009)]
        captures = [(LIST, number, body) for number, body in lists.items()]
        self.archive = write(folder / "a.warc.gz", documents + captures)
        self.settings = replace(Settings.load(folder / "home", {}), sources=str(folder / "sources"))

    def visit(self, number: int) -> Account:
        wanted = Pass(
            source_ids=("xx_agency_notices",),
            replay=(self.archive,),
            now=DAY + timedelta(days=number),
        )
        return run_pass(self.settings, wanted)

    def told(self) -> tuple[list[Problem], list[Change]]:
        db = open_database(self.settings)
        try:
            with db.connect() as conn:
                return find_problems(conn, closed=True), find_changes(conn, kinds=("added",))
        finally:
            db.close()


@pytest.fixture
def visits(tmp_path: Path) -> Visits:
    first, second = range(1000, 1006), range(1000, 1008)
    return Visits(
        tmp_path,
        {0: old_list(*first), 1: new_list(*second), 2: old_list(*second, 1008)},
    )


def test_a_redesigned_list_is_read_told_of_and_closed_when_the_entry_reads_again(
    visits: Visits,
) -> None:
    assert [run.state for run in visits.visit(0).runs] == ["ok"]
    (run,) = visits.visit(1).runs
    assert (run.state, run.by_detection, run.rows, run.complete) == ("broken", True, 8, False)
    assert "版面改变" in (run.problem or "")
    (problem,), added = visits.told()
    assert (problem.state, problem.closed_at) == ("redesigned", None)
    assert {change.url for change in added} == {url(1006), url(1007)}
    proposal = json.loads(problem.proposal)
    best = proposal["candidates"][0]
    assert len(proposal["candidates"]) == 3
    assert (best["select"]["rows"], best["rows"], best["hit_rate"]) == ("dl.card", 8, 1.0)
    assert best["known_rate"] == 0.75
    assert proposal["captures"] == 2
    assert best["captures_read"] == 1
    assert len(proposal_lines(problem.proposal)) == 3
    (run,) = visits.visit(2).runs
    assert (run.state, run.by_detection) == ("ok", False)
    (problem,), added = visits.told()
    assert problem.closed_at == datetime(2026, 3, 3, tzinfo=UTC)
    assert url(1008) in {change.url for change in added}


def test_a_site_is_looked_at_without_an_entry(visits: Visits) -> None:
    wanted = Pass(replay=(visits.archive,), now=DAY + timedelta(days=1))
    found = detect_site(visits.settings, LIST, wanted)
    assert found.fault == ""
    assert [row.url for row in found.rows] == [url(n) for n in range(1000, 1008)]
    assert (found.select, found.needed) == ({"rows": "dl.card", "link": "[data-href]"}, True)
    assert found.body == "div.TRS_Editor"


@pytest.mark.parametrize(
    "address", ["ftp://a.gov.cn/", "a.gov.cn/tz/", "https://a b/", "http://[", "https://u@a.cn/"]
)
def test_what_is_no_address_is_a_wrong_call(address: str) -> None:
    with pytest.raises(SettingError, match="不是网址"):
        check_address(address)
