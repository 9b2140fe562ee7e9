"""The page of numbers that were never seen."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from storage.queries.documents import add_document
from tests.pipeline.test_gaps import asked, hold
from tests.pipeline.test_series import document
from tests.web.desk_server import World, served
from web.app import create_app

NOW = datetime.now(UTC)
YEAR = NOW.year
HOLE = f"澄发〔{YEAR}〕6号"


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    numbers = (f"澄发〔{YEAR}〕{n}号" for n in (4, 5, 7))
    hold(empty_world.db, *numbers, published=(NOW - timedelta(days=30)).date())
    with (
        served(create_app(empty_world.db, empty_world.settings, {})) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def press(client: httpx.Client, action: str, **more: str) -> httpx.Response:
    """Send the first form of that address on the page."""
    form = re.search(rf'action="({action})".*?</form>', client.get("/gaps").text, re.S)
    assert form
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])) | more
    origin = str(client.base_url).rstrip("/")
    return client.post(form[1], data=values, headers={"Origin": origin})


def test_a_hole_is_shown_with_its_neighbours(client: httpx.Client) -> None:
    page = client.get("/gaps").text
    assert f"<b>{HOLE}</b>" in page
    assert f"澄发〔{YEAR}〕5号</a>" in page
    assert f"澄发〔{YEAR}〕7号</a>" in page


def test_an_answer_ends_the_question_and_can_be_taken_back(
    client: httpx.Client, empty_world: World
) -> None:
    assert press(client, "/gaps/answer", whole="", reason="<已核实>").status_code == 303
    page = client.get("/gaps").text
    assert f"<b>{HOLE}</b>" not in page
    assert "&lt;已核实&gt;" in page
    assert press(client, r"/gaps/answers/\d+/undo").status_code == 303
    assert asked(empty_world.db, NOW) == [HOLE]


def test_nobody_else_answers(client: httpx.Client, empty_world: World) -> None:
    assert press(client, "/gaps/answer", token="0" * 64).status_code == 403
    assert asked(empty_world.db, NOW) == [HOLE]


def test_a_number_that_is_none_is_refused_in_one_line(client: httpx.Client) -> None:
    answer = press(client, "/gaps/answer", number="六号")
    assert answer.status_code == 400
    assert "不是发文字号" in answer.text


def test_a_yearly_notice_that_has_not_come_is_named(
    client: httpx.Client, empty_world: World
) -> None:
    with empty_world.db.begin() as conn:
        for years in (1, 2):
            day = date(YEAR - years, 1, 4)
            title = f"关于做好{day.year}年度碳排放核查工作的通知"
            add_document(conn, document(title, day.isoformat()))
    page = client.get("/gaps").text
    assert "今年未见" in page
    assert f"关于做好{YEAR - 1}年度碳排放核查工作的通知" in page
