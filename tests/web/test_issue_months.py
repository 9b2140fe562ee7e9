"""The pages of a month beside others, and of what became of what past issues print."""

from collections.abc import Iterator

import httpx
import pytest

from pipeline.stating import state
from storage.records import IssueItem
from tests.issue_samples import issue, item, keep
from tests.pipeline.scene import SOURCES, Scene, page
from tests.web.desk_server import World, served
from web.app import create_app

BUREAU = "澄江省能源局"
CHECK = f"{BUREAU}关于做好{{}}年度碳排放核查工作的通知"
RULES = f"{BUREAU}关于印发《锅炉<改造>办法》的通知"


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    app = create_app(empty_world.db, empty_world.settings, SOURCES)
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def printed(world: World, month: str, *items: IssueItem) -> None:
    keep(world.db, issue(month, province=items))


def visited(world: World) -> None:
    """A page of March 2026 that repeals what was printed."""
    scene = Scene(world.db)
    text = "第三条 《锅炉<改造>办法》（澄能〔2024〕5号）同时废止。"
    body = page("窑炉碳排放管理办法", [text.replace("<", "&lt;")], number="澄能〔2026〕9号")
    scene.visit("energy", rules=body)
    state(world.db)


@pytest.fixture
def filled(empty_world: World) -> World:
    for year in (2024, 2025):
        notice = item("4.1", CHECK.format(year - 1), BUREAU, page=7)
        rules = item("4.2", RULES, BUREAU, document_number="澄能〔2024〕5号", page=9)
        printed(empty_world, f"{year}-03", notice, *([rules] if year == 2024 else []))
    visited(empty_world)
    return empty_world


def test_a_month_stands_beside_others(client: httpx.Client, filled: World) -> None:
    text = client.get("/issues/compare?month=2026-03").text
    assert "<h1>2026年3月月度对比</h1>" in text
    assert "2025年3月：已出刊" in text
    assert "去年同月</th>" in text
    assert "上月</th>" not in text  # nothing is known of February
    assert "2026年2月：无数据" in text


def test_what_is_due_leads_to_the_issue_that_printed_it(
    client: httpx.Client, filled: World
) -> None:
    text = client.get("/issues/compare?month=2026-03").text
    assert '应到未到 <span class="count">1 件</span>' in text
    assert CHECK.format(2024) in text
    assert '<a href="/issues/2025-03">2025-03</a> 4.1，第 7 页' in text


def test_without_a_month_the_newest_that_has_something_is_shown(
    client: httpx.Client, filled: World
) -> None:
    assert "2026年3月月度对比" in client.get("/issues/compare").text


@pytest.mark.parametrize("month", ["2023-01", "2098-01"])
def test_a_month_of_which_nothing_is_known_has_no_tables(
    client: httpx.Client, filled: World, month: str
) -> None:
    answer = client.get(f"/issues/compare?month={month}")
    assert answer.status_code == 200
    assert "<table" not in answer.text


@pytest.mark.parametrize("address", ["/issues/compare", "/issues/validity"])
def test_a_month_that_is_none_is_refused_in_one_line(client: httpx.Client, address: str) -> None:
    answer = client.get(f"{address}?month=2023-13")
    assert answer.status_code == 404
    assert "没有这样的月份" in answer.text


def test_what_was_repealed_is_listed_with_place_and_cause(
    client: httpx.Client, filled: World
) -> None:
    text = client.get("/issues/validity").text
    assert '<a href="/issues/2024-03">2024-03</a> 4.2<span class="quiet">第 9 页</span>' in text
    assert "<b>废止</b>" in text
    assert "窑炉碳排放管理办法</a>" in text
    assert "&lt;改造&gt;" in text
    assert "<改造>" not in text


def test_the_list_of_one_issue_has_only_its_items(client: httpx.Client, filled: World) -> None:
    assert "没有发现变动" in client.get("/issues/validity?month=2025-03").text
    assert "<b>废止</b>" in client.get("/issues/validity?month=2024-03").text


def test_an_empty_desk_says_what_to_do(client: httpx.Client) -> None:
    assert "还没有往期汇编可查" in client.get("/issues/validity").text
    assert "没有数据" in client.get("/issues/compare").text
