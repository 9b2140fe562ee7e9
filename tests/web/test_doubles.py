"""Merging, splitting and answering at the desk; only our own pages can do it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from storage.queries.identity import put_links
from storage.queries.processing import postings_of
from storage.queries.rulings import add_ruling
from storage.records import Link, Ruling
from tests.web.desk_server import World
from tests.web.desk_world import document_id

QUOTA, PLAN = document_id("quota"), document_id("plan")


@pytest.fixture
def client(desk_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk_url, trust_env=False, verify=False) as client:
        yield client


def press(
    client: httpx.Client, place: str, action: str, more: dict[str, object] | None = None
) -> httpx.Response:
    """Send the form that stands on that page."""
    html = client.get(place).text
    form = re.search(r'<form method="post" action="(/rulings/\w+)">.*?</form>', html, re.S)
    forms = [one for one in re.findall(r"<form.*?</form>", html, re.S) if action in one]
    assert form
    assert forms, action
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[0])) | (more or {})
    origin = str(client.base_url).rstrip("/")
    return client.post(action, data=values, headers={"Origin": origin})


def pages(world: World, document: str) -> list[str]:
    with world.db.connect() as conn:
        return [one.url for one in postings_of(conn, [document]).get(document, [])]


def test_a_merge_a_split_and_back(client: httpx.Client, world: World) -> None:
    both = {*pages(world, QUOTA), *pages(world, PLAN)}
    said = {"other": PLAN, "reason": "<b>"}
    answer = press(client, f"/documents/{QUOTA}", "/rulings/merge", said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/doubles")
    stays, gone = (QUOTA, PLAN) if pages(world, QUOTA) else (PLAN, QUOTA)
    assert set(pages(world, stays)) == both
    moved = client.get(f"/documents/{gone}")
    assert (moved.status_code, moved.headers["location"]) == (302, f"/documents/{stays}")
    shown = client.get("/doubles").text
    assert "合并为一件" in shown
    assert "&lt;b&gt;" in shown
    assert press(client, "/doubles", "/rulings/undo").status_code == 303
    assert client.get(f"/documents/{gone}").status_code == 200
    assert "撤销" in client.get("/doubles").text


def test_a_posting_is_split_off(client: httpx.Client, world: World) -> None:
    many = next(d for d in (QUOTA, PLAN) if len(pages(world, d)) > 1)
    leaving = pages(world, many)[-1]
    answer = press(client, f"/documents/{many}", "/rulings/split", {"url": leaving})
    assert answer.status_code == 303
    assert leaving not in pages(world, many)
    assert "分出为另一件" in client.get(f"/documents/{many}").text


@pytest.mark.parametrize("action", ["/rulings/merge", "/rulings/apart"])
def test_a_question_is_answered(client: httpx.Client, world: World, action: str) -> None:
    with world.db.begin() as conn:
        works = postings_of(conn, [QUOTA, PLAN])
        ids = sorted(works[key][0].posting_id for key in (QUOTA, PLAN))
        doubt = Link(
            posting_id=ids[0], other_id=ids[1], kind="doubt", likeness=0.8, reason="正文相近"
        )
        put_links(conn, [doubt])
    for place in ("/doubles", f"/documents/{QUOTA}"):
        assert "正文相近" in client.get(place).text
    assert press(client, "/doubles", action).status_code == 303
    shown = client.get("/doubles").text
    assert "正文相近" not in shown
    assert ("不是同一件" in shown) == (action == "/rulings/apart")


@pytest.mark.parametrize(
    ("more", "status"), [({"token": "0" * 64}, 403), ({"other": "没有这份"}, 400)]
)
def test_what_is_refused(
    client: httpx.Client, world: World, more: dict[str, object], status: int
) -> None:
    answer = press(client, f"/documents/{QUOTA}", "/rulings/merge", {"other": PLAN, **more})
    assert answer.status_code == status
    assert pages(world, QUOTA)
    assert pages(world, PLAN)


def test_long_lists_are_shown_some_at_a_time(client: httpx.Client, world: World) -> None:
    with world.db.begin() as conn:
        works = postings_of(conn, [QUOTA, PLAN])
        for number in range(51):
            made = Ruling(
                kind="apart",
                person="甲",
                reason=f"第{number}次",
                decided_at=datetime(2026, 3, 1, tzinfo=UTC),
                undone_by="",
            )
            add_ruling(conn, made, *([one.posting_id for one in works[k]] for k in (QUOTA, PLAN)))
    newest = client.get("/doubles").text
    assert "第50次" in newest
    assert "第0次" not in newest
    earlier = re.search(r'href="(/doubles\?after=\d+)', newest)
    assert earlier
    oldest = client.get(earlier[1]).text
    assert "第0次" in oldest
    assert "较近的决定" in oldest
    assert "更早的决定" not in oldest
    assert client.get("/doubles?after=x").status_code == 200
