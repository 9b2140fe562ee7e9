"""A button that says: known. It takes a problem off the red line, not off the books."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote

import httpx
import pytest

from storage.queries.problems import find_problems, open_problem
from storage.records import OWN_SOURCE, Problem
from tests.web.desk_server import World


@pytest.fixture
def client(desk_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        yield client


def problem(world: World) -> Problem:
    with world.db.connect() as conn:
        (found,) = find_problems(conn, source_id="miit")
    return found


def press(client: httpx.Client, place: str, **more: str) -> httpx.Response:
    """Send the form that stands on that page."""
    html = client.get(place).text
    form = re.search(r'action="/problems/acknowledgement".*?</form>', html, re.S)
    assert form
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])) | more
    origin = str(client.base_url).rstrip("/")
    address = "/problems/acknowledgement"
    return client.post(address, data=values, headers={"Origin": origin})


@pytest.mark.parametrize("place", ["/?month=2023-12", "/sources"])
def test_what_is_known_leaves_the_red_line(client: httpx.Client, world: World, place: str) -> None:
    answer = press(client, place, note="已致电 <b>")
    assert answer.status_code == 303
    assert unquote(answer.headers["location"]).startswith(place.split("?")[0])
    assert problem(world).note == "已致电 <b>"
    assert 'role="alert"' not in client.get("/").text
    sources = client.get("/sources").text
    assert "已知悉：已致电 &lt;b&gt;" in sources
    assert "拒绝访问" in sources
    assert "/problems/acknowledgement" not in sources


def test_an_alarm_of_our_own_can_be_known_too(client: httpx.Client, world: World) -> None:
    press(client, "/")
    with world.db.begin() as conn:
        open_problem(conn, OWN_SOURCE, "canary", "邮件没有收到 <b>", datetime.now(UTC))
    assert "邮件没有收到 &lt;b&gt;" in client.get("/").text
    assert press(client, "/").status_code == 303
    assert 'role="alert"' not in client.get("/").text
    with world.db.connect() as conn:
        (own,) = find_problems(conn, source_id=OWN_SOURCE)
    assert own.acknowledged_at is not None


@pytest.mark.parametrize("change", [{"token": "0" * 64}, {"problems": "none"}])
def test_nobody_else_presses_it(client: httpx.Client, world: World, change: dict[str, str]) -> None:
    assert press(client, "/sources", **change).status_code in (403, 404)
    assert problem(world).acknowledged_at is None
