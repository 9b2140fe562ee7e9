"""The page that answers why."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline import answering
from tests.web.desk_server import World, served
from tests.web.desk_world import SOURCES
from web.app import create_app
from web.mending import STEPS

NUMBER = "国发〔2023〕124号"


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    with (
        served(create_app(world.db, world.settings, SOURCES)) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def ask(client: httpx.Client, **words: str) -> httpx.Response:
    return client.get("/why", params=words)


def test_before_a_question_there_is_only_the_form(client: httpx.Client) -> None:
    page = client.get("/why")
    assert page.status_code == 200
    assert 'action="/why"' in page.text
    assert 'class="paper answer' not in page.text


def test_an_answer_has_its_verdict_reasons_and_links(client: httpx.Client) -> None:
    page = ask(client, q="国发2023 124").text
    assert NUMBER in page
    assert '<span class="standing">收录</span>' in page
    for subject in ("怎样判断的", "汇编", "发现与改动", "出处"):
        assert f"<h2>{subject}</h2>" in page
    assert "/issue/2023-12" in page


def test_what_is_never_seen_is_no_fault(client: httpx.Client) -> None:
    page = ask(client, q="环办气候〔2023〕999号")
    assert page.status_code == 200
    assert "从未见过" in page.text
    assert "剩下的可能" in page.text
    assert 'href="/sources#s-mee"' in page.text
    assert 'href="/add"' in page.text


def test_several_are_chosen_from(client: httpx.Client) -> None:
    page = ask(client, q="通知").text
    assert "不止一件" in page
    assert 'href="/why?q=' in page


def test_another_part_and_none(client: httpx.Client) -> None:
    page = ask(client, q=NUMBER, part="province").text
    assert "在别的编" in page
    assert '<option value="province" selected>' in page
    assert ask(client, q=NUMBER, part="moon").status_code == 400


def test_what_is_typed_is_escaped(client: httpx.Client) -> None:
    page = ask(client, q='<script>alert(1)</script>"').text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_items_and_documents_lead_there(client: httpx.Client) -> None:
    page = client.get("/", params={"month": "2023-12"}).text
    assert 'href="/why?q=' in page


def test_what_to_do_is_to_be_pressed_here(client: httpx.Client) -> None:
    absent = LexborHTMLParser(ask(client, q="环办气候〔2023〕999号").text)
    assert [node.attributes["href"] for node in absent.css(".mend a")] == ["/add", "/sources"]
    doubtful = LexborHTMLParser(ask(client, q="国函〔2023〕193号").text).css_first(".mend")
    assert "在文件的页面上按“收录”或“不收”" in doubtful.text()
    near = ask(client, q="https://www.mee.example/notices/x.html").text
    assert 'href="/add?url=https%3A%2F%2Fwww.mee.example%2Fnotices%2Fx.html"' in near
    filled = client.get("/add", params={"url": "https://www.mee.example/x"}).text
    assert 'value="https://www.mee.example/x"' in filled
    for page in (absent.html, doubtful.html, near):
        assert "policywatch " not in str(page)


def test_every_thing_that_can_be_done_is_said_here_too() -> None:
    texts = [path.read_text("utf-8") for path in Path(answering.__file__).parent.glob("*.py")]
    codes = {code for text in texts for code in re.findall(r'Mend\(\s*code="(\w+)"', text)}
    assert codes == set(STEPS)
