"""The page of learning: what is in use, what a candidate would change, adopting by name."""

import re
from collections.abc import Iterator

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.classify import load_rules
from pipeline.learning.adopting import in_use_id
from storage.office import DEFAULT_OFFICE
from storage.records import HeldBack
from tests.pipeline.learned import EVEN, hold, shifted, store
from tests.web.desk_server import World, served
from web.app import create_app

TITLE = "关于做好<碳排放权交易>配额清缴工作的通知"
FEW = HeldBack(rows=2, drawn=0, respects=EVEN.respects, candidate={}, in_use={})


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    hold(empty_world.db, TITLE)
    with (
        served(create_app(empty_world.db, empty_world.settings, {})) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def send(client: httpx.Client, address: str, **values: str) -> httpx.Response:
    token = re.search(r'name="token" value="([0-9a-f]{64})"', client.get("/learning").text)
    assert token
    origin = {"Origin": str(client.base_url).rstrip("/")}
    return client.post(address, data={"token": token[1]} | values, headers=origin)


def made(client: httpx.Client, begun: httpx.Response) -> str:
    """The page of what was begun, once it is done."""
    while "正在做" in (page := client.get(begun.headers["location"]).text):
        pass
    return page


def used(world: World) -> int | None:
    with world.db.connect() as conn:
        return in_use_id(conn)


def test_a_new_home_uses_the_shipped_model_and_says_so(client: httpx.Client) -> None:
    page = LexborHTMLParser(client.get("/learning").text)
    assert "程序自带的模型" in page.css_first("section.card").text()
    assert "还没有候选模型" in page.body.text()  # type: ignore[union-attr]


def test_a_candidate_is_compared_adopted_and_given_back(
    client: httpx.Client, empty_world: World
) -> None:
    other = store(empty_world.db, shifted(0.9999, 0.0001))
    begun = send(client, f"/learning/models/{other.model_id}/compare")
    assert begun.status_code == 303
    moved = LexborHTMLParser(made(client, begun)).css_first(".moves li")
    assert moved.css_first(".tag").text() == "收录 → 待定"
    assert moved.css_first("a").text() == TITLE
    assert used(empty_world) is None
    assert send(client, f"/learning/models/{other.model_id}/adopt").status_code == 303
    assert used(empty_world) == other.model_id
    assert f"模型 {other.model_id}（" in client.get("/learning").text
    assert send(client, "/learning/back", reason="<太松>").status_code == 303
    assert used(empty_world) is None
    assert "&lt;太松&gt;" in client.get("/learning").text


def test_what_speaks_against_it_asks_for_a_reason(client: httpx.Client, empty_world: World) -> None:
    other = store(empty_world.db, shifted(0.9, 0.1), FEW)
    page = LexborHTMLParser(client.get("/learning").text)
    assert "只有 2 行" in page.css_first(".against").text()
    refused = send(client, f"/learning/models/{other.model_id}/adopt")
    assert refused.status_code == 400
    assert "没有采用模型" in refused.text
    assert (
        send(client, f"/learning/models/{other.model_id}/adopt", reason="试用").status_code == 303
    )
    assert used(empty_world) == other.model_id


def test_what_former_rules_judged_is_said_tried_and_judged_anew(empty_world: World) -> None:
    hold(
        empty_world.db,
        TITLE,
        rules=load_rules(model=shifted(0.9999, 0.0001), office=DEFAULT_OFFICE),
    )
    app = create_app(empty_world.db, empty_world.settings, {})
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        assert 'href="/learning#anew"' in client.get("/").text
        assert "1 件存下的文件是按先前的" in client.get("/learning").text
        tried = made(client, send(client, "/learning/anew"))
        assert "收录判断有变" in tried
        assert "什么也没有写" in tried
        assert 'href="/learning#anew"' in client.get("/").text
        assert "没有通知任何人" in made(client, send(client, "/learning/anew", really="1"))
        assert 'id="anew"' not in client.get("/learning").text
        assert "/learning#anew" not in client.get("/").text


def test_nobody_else_adopts_and_nothing_is_learned_of_nothing(
    client: httpx.Client, empty_world: World
) -> None:
    other = store(empty_world.db, shifted(0.9, 0.1))
    assert send(client, f"/learning/models/{other.model_id}/adopt", token="0").status_code == 403
    assert used(empty_world) is None
    assert "没有做成：可学的只有" in made(client, send(client, "/learning/train"))
    assert client.get("/learning/work/none").status_code == 404
