"""The page of questions, and correcting a document on its page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.classifying.model import load_model
from pipeline.questions.asking import current_line, doubtful
from pipeline.questions.doubt import Doubt
from pipeline.questions.spot_checks import draw
from storage.queries.desk import reviews_of
from storage.queries.documents import document
from storage.queries.rejudging import put_verdicts
from storage.queries.reviews import amendments_of, said_of
from storage.records import Said
from tests.pipeline.rejected import MONDAY, WEEK, put, work
from tests.web.desk_server import World
from tests.web.desk_world import document_id
from tests.web.forms import form_of

QUOTA = document_id("quota")
AFTER = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SHOWN = {
    "part": "mee",
    "kind": "document",
    "shown_part": "mee",
    "shown_kind": "document",
    "shown_topics": "carbon_market.allocation",
}
"""What the form of the document brings back when nothing is changed but the topics."""


@pytest.fixture
def client(desk_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        yield client


def send(client: httpx.Client, address: str, **values: object) -> httpx.Response:
    token = re.search(r'name="token" value="([0-9a-f]{64})"', client.get("/questions").text)
    assert token
    form = {"token": token[1], "back": "/questions"} | values
    origin = {"Origin": str(client.base_url).rstrip("/")}
    return client.post(address, data=form, headers=origin)  # type: ignore[arg-type]


def said(world: World) -> Said:
    with world.db.connect() as conn:
        return said_of(conn, [QUOTA]).get(QUOTA, Said())


def test_the_doubtful_stand_in_the_order_of_the_shell_and_say_why(
    client: httpx.Client, world: World
) -> None:
    page = LexborHTMLParser(client.get("/questions").text)
    with world.db.connect() as conn:
        asked = [one.document.title for one in doubtful(conn, current_line(conn))]
    assert [node.text() for node in page.css("#doubts article h3 a")] == asked
    assert len(asked) == 4
    first = page.css("#doubts article .why li")[0].text()
    assert first == f"为什么先看：{Doubt(relevance=0.5, line=load_model().lines.yes).words}"
    assert "还没有抽查" in page.css_first("#drawn").text()


def test_spot_checks_are_asked_in_the_order_of_the_draw_and_answered_with_a_key(
    client: httpx.Client, world: World
) -> None:
    put(world.db, *(work(f"第{n}次", published_on=MONDAY.date()) for n in range(30)))
    with world.db.begin() as conn:
        ids = [one.document_id for one in draw(conn, WEEK, AFTER, 10)]
    page = LexborHTMLParser(client.get("/questions").text)
    shown = [node.attributes["id"] for node in page.css("#drawn article")]
    assert shown == [f"d-{one}" for one in ids]
    assert (
        "抽查 2026年第47周：被拒文件 30 件中的 10 件 已答 0/10"
        in page.css_first("#drawn h2").text()
    )
    assert "都还没有答" in page.css_first("#told").text()
    send(client, f"/documents/{ids[0]}/decision", decision="approve")
    answer = send(client, f"/documents/{ids[1]}/decision", decision="reject")
    assert answer.headers["location"] == f"/questions#d-{ids[1]}"
    page = LexborHTMLParser(client.get("/questions").text)
    assert "已答 2/10" in page.css_first("#drawn h2").text()
    assert len(page.css("#drawn article")) == 10  # so that a slip can be mended
    assert "抽查 1 周 2 件，另有 8 件没有答，漏判 1 件；" in page.css_first("#told").text()
    with world.db.connect() as conn:
        assert [one.decision for one in reviews_of(conn, ids[0])] == ["approve"]


def test_a_document_is_corrected_on_its_page_and_marked_everywhere(
    client: httpx.Client, world: World
) -> None:
    form = LexborHTMLParser(client.get(f"/documents/{QUOTA}").text).css_first(".amend form")
    chosen = {
        node.attributes["name"]: option.attributes["value"]
        for node in form.css("select")
        for option in node.css("option[selected]")
    }
    assert chosen == {"part": "mee", "kind": "document", "topic": "carbon_market.allocation"}
    address = f"/documents/{QUOTA}/amendment"
    same = SHOWN | {"topic": ["carbon_market.allocation", "", ""]}
    assert send(client, address, **same).headers["location"] == f"/documents/{QUOTA}"
    assert said(world).amended == ()  # nothing was changed
    send(client, address, **same | {"part": "central", "topic": ["energy", "", "energy"]})
    assert {field: one.value for field, one in said(world).amendments.items()} == {
        "part": "central",
        "topics": "energy",
    }
    page = LexborHTMLParser(client.get(f"/documents/{QUOTA}").text)
    assert [node.text() for node in page.css(".meta .amended")] == ["人工改定", "人工改定"]
    assert "归编改为“第一编 中央文件”" in page.css_first(".history:last-of-type").text()
    month = LexborHTMLParser(client.get("/?month=2023-12").text)
    (item,) = month.css(f"[data-part=central] #d-{QUOTA}")
    assert item.css_first(".facts .amended").text() == "人工改定：归编、主题"
    assert "能源转型" in item.css_first(".topic").text()
    assert not LexborHTMLParser(client.get("/?month=2023-12&part=mee").text).css(f"#d-{QUOTA}")
    send(client, address, reset="1")
    assert said(world).amended == ()
    with world.db.connect() as conn:
        assert len(amendments_of(conn, QUOTA)) == 4


def test_what_was_judged_anew_since_the_page_was_shown_is_no_word_of_the_person(
    client: httpx.Client, world: World
) -> None:
    form = form_of(client.get(f"/documents/{QUOTA}").text, f"/documents/{QUOTA}/amendment")
    shown = {one.attributes["name"]: one.attributes["value"] for one in form.css("input[value]")}
    with world.db.begin() as conn:
        judged = replace(document(conn, QUOTA), part="province", page_kind="news")
        put_verdicts(conn, [judged], ())
    send(
        client,
        f"/documents/{QUOTA}/amendment",
        **shown,
        part="mee",
        kind="document",
        topic="energy",
    )
    assert {field: one.value for field, one in said(world).amendments.items()} == {
        "topics": "energy"
    }


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"part": "nix"}, 400),
        ({"shown_kind": ""}, 400),
        ({"kind": "nix"}, 400),
        ({"topic": "nix"}, 400),
        ({"token": "x"}, 403),
    ],
)
def test_a_wrong_form_changes_nothing(
    client: httpx.Client, world: World, values: dict[str, str], status: int
) -> None:
    form = SHOWN | values
    assert send(client, f"/documents/{QUOTA}/amendment", **form).status_code == status
    assert said(world).amended == ()


def test_an_unknown_document_is_said(client: httpx.Client) -> None:
    answer = send(client, "/documents/nix/amendment", part="mee", kind="document")
    assert answer.status_code == 404
