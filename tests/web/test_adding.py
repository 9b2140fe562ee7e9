"""The form by which a person adds a document."""

import re
from collections.abc import Iterator

import httpx
import pytest

from storage.queries.documents import Wanted, find_documents, newest_reviews
from storage.queries.due import due_documents
from tests.pipeline.scene import SOURCES, START
from tests.web.desk_server import World, served
from web.app import create_app

FIELDS = {
    "title": "关于做好碳排放核查工作的通知",
    "number": "澄能〔2026〕7号",
    "published": "2026-03-01",
}
FILE = {"file": ("通知.txt", "第一条 推进节能降碳。".encode(), "text/plain")}


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    app = create_app(empty_world.db, empty_world.settings, SOURCES)
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False, timeout=30) as client,
    ):
        yield client


def send(client: httpx.Client, files: dict | None = None, **fields: str) -> httpx.Response:
    token = re.search(r'name="token" value="(\w+)"', client.get("/add").text)
    assert token
    origin = str(client.base_url).rstrip("/")
    sent = files or {"file": ("", b"", "application/octet-stream")}
    return client.post(
        "/add", data={"token": token[1]} | fields, files=sent, headers={"Origin": origin}
    )


def test_a_file_becomes_a_document_that_is_taken(client: httpx.Client, empty_world: World) -> None:
    answer = send(client, FILE, **FIELDS)
    assert answer.status_code == 303
    with empty_world.db.connect() as conn:
        (document,) = find_documents(conn, Wanted())
        reviews = newest_reviews(conn, [document.document_id])
    assert answer.headers["location"] == f"/documents/{document.document_id}"
    assert document.document_number == "澄能〔2026〕7号"
    assert reviews[document.document_id].decision == "approve"
    assert client.get(answer.headers["location"]).status_code == 200
    assert client.get("/?month=2026-03").status_code == 200


def test_an_address_is_noted_for_the_next_pass(client: httpx.Client, empty_world: World) -> None:
    answer = send(client, url="https://energy.example/b.html")
    assert answer.status_code == 200
    assert "澄江省能源局 · 通知" in answer.text
    with empty_world.db.connect() as conn:
        due = due_documents(conn, "energy", START)
    assert [one.url for one in due] == ["https://energy.example/b.html"]


def test_what_is_wrong_is_said_and_the_form_stays_filled_in(client: httpx.Client) -> None:
    for fields, said in (
        ({}, "请写一个网址"),
        ({"url": "https://nowhere.example/<b>"}, "没有 nowhere.example 的来源"),
        ({"url": "https://energy.example/b", "published": "昨天"}, "不是日期"),
    ):
        answer = send(client, title="<关于>", **fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert 'value="&lt;关于&gt;"' in answer.text
        assert "<b>" not in answer.text


def test_nobody_else_adds(client: httpx.Client, empty_world: World) -> None:
    assert send(client, FILE, **FIELDS, token="0" * 64).status_code == 403
    with empty_world.db.connect() as conn:
        assert find_documents(conn, Wanted()) == []
