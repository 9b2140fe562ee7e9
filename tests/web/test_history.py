"""The versions of a document at the desk, its text as of a day, and any two compared."""

from collections.abc import Iterator

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from storage.queries.documents import Wanted, find_documents
from tests.pipeline.scene import SOURCES, Scene, page
from tests.web.desk_server import World, served
from web.app import create_app

TITLE = "关于开展2026年储能设施核查工作的通知"
END = ["二、逾期的，处十万元罚款。", "澄江省能源局", "2026年3月2日"]
OLD = ["一、各单位应当于2026年5月31日前报送核查表。", *END]
NEW = ["一、各单位应当于2026年6月30日前报送核查表。", *END]
DRAFT = "关于公开征求《储能设施管理办法（征求意见稿）》意见的函"
FINAL = "关于印发《储能设施管理办法》的通知"


@pytest.fixture
def scene(empty_world: World) -> Scene:
    scene = Scene(empty_world.db)
    for text in (OLD, NEW):
        scene.visit("energy", a=page(TITLE, text))
        scene.later(7)
    scene.visit("energy", draft=page(DRAFT, OLD, day="2026-03-16"))
    scene.later(60)
    scene.visit(
        "energy",
        final=page(FINAL, NEW, day="2026-05-15"),
        last=page(TITLE.replace("2026年", "2025年", 1), OLD, day="2025-03-03"),
    )
    return scene


@pytest.fixture
def client(scene: Scene, empty_world: World) -> Iterator[httpx.Client]:
    app = create_app(empty_world.db, empty_world.settings, SOURCES)
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client


def path(scene: Scene, title: str) -> str:
    with scene.db.connect() as conn:
        found = find_documents(conn, Wanted())
    return next(f"/documents/{one.document_id}" for one in found if one.title == title)


def text(html: str, css: str) -> str:
    return " ".join(node.text() for node in LexborHTMLParser(html).css(css))


def test_versions_stand_in_order_and_any_two_are_compared(
    scene: Scene, client: httpx.Client
) -> None:
    address = path(scene, TITLE)
    tree = LexborHTMLParser(client.get(address).text)
    rows = [node.text() for node in tree.css(".versions li")]
    assert ["首次见到" in row for row in rows] == [True, False]
    assert "2026年5月31日 → 2026年6月30日" in rows[1]
    assert "2026-03-02 09:00 至 2026-03-09 09:00 之间" in rows[1]
    picked = {
        name: tree.css_first(f'.versions input[name="{name}"][checked]').attributes["value"]
        for name in ("old", "new")
    }
    compared = client.get(f"{address}/compare", params=picked)
    assert compared.status_code == 200
    assert "2026年5月31日" in text(compared.text, "del")
    assert "2026年6月30日" in text(compared.text, "ins")


def test_the_text_as_of_a_day_stands_under_a_banner(scene: Scene, client: httpx.Client) -> None:
    address = path(scene, TITLE)
    then = client.get(address, params={"at": "2026-03-05"}).text
    assert "5月31日前报送" in text(then, ".text")
    assert "2026-03-05 的文字：2026-03-02 09:00 至 2026-03-09 09:00 之间文字改动" in text(
        then, ".stood"
    )
    before = client.get(address, params={"at": "2026-02-01"}).text
    assert "此前的文字不得而知" in text(before, ".stood")
    assert "报送核查表" not in text(before, ".text")
    for day in ("yesterday", "9999-12-31"):
        assert client.get(address, params={"at": day}).status_code == 400
    assert text(client.get(address).text, ".stood") == ""


def test_the_draft_and_last_years_notice_stand_beside_it(
    scene: Scene, client: httpx.Client
) -> None:
    final = client.get(path(scene, FINAL)).text
    assert "征求意见稿 → 正式稿 对照" in text(final, ".step")
    draft, work = path(scene, DRAFT), path(scene, FINAL)
    both = {"old": draft.rpartition("/")[2], "new": work.rpartition("/")[2]}
    assert "2026年6月30日" in text(client.get(f"{work}/compare", params=both).text, "ins")
    tree = LexborHTMLParser(client.get(path(scene, TITLE)).text)
    steps = [node.attributes["href"] or "" for node in tree.css("a.step")]
    assert len(steps) == 1
    shown = client.get(steps[0]).text
    assert "2025年储能设施核查" in text(shown, ".sides")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"old": "0123456789abcdef"}, "没有存下这样的版本或文件"),
        ({"old": "@2020-01-01"}, "此前的文字不得而知"),
        ({"old": "/etc/hosts"}, "没有存下这样的"),  # no file of the machine is ever shown
        ({"old": "README.md"}, "没有存下这样的"),
    ],
)
def test_what_cannot_be_compared_is_said(
    scene: Scene, client: httpx.Client, query: dict[str, str], said: str
) -> None:
    answer = client.get(f"{path(scene, TITLE)}/compare", params=query)
    assert answer.status_code == 404
    assert said in answer.text
