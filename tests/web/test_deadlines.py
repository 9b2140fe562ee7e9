"""The section 期限 of a document's page, and what comes up on the first page."""

from datetime import UTC, date, datetime, timedelta

import httpx
from selectolax.lexbor import LexborHTMLParser

from storage.clock import day_of, day_words
from tests.deadline_samples import deadline, put
from tests.web.desk_server import World
from tests.web.desk_world import document_id


def get(address: str) -> LexborHTMLParser:
    with httpx.Client(trust_env=False, verify=False) as client:
        return LexborHTMLParser(client.get(address).text)


def test_a_document_shows_what_is_to_come_before_what_is_over(world: World, desk_url: str) -> None:
    ahead = day_of(datetime.now(UTC)) + timedelta(days=400)
    over = deadline(date(2020, 1, 31), "apply")
    twice = (deadline(ahead, "target", "甲。"), deadline(ahead, "target", "乙 <b>。"))
    put(world.db, "plan", over, *twice, deadline(None))
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    lines = [" ".join(node.text().split()) for node in page.css("ol.deadlines > li")]
    assert [line.split(" ", 2)[1] for line in lines] == ["目标", "报送", "申报"]
    assert "等 2 处" in lines[0]
    assert "乙 <b>。" in lines[0]
    assert lines[1].startswith("未定 报送")
    assert "已过" in lines[2]


def test_a_document_without_any_has_no_section(desk_url: str) -> None:
    page = get(f"{desk_url}/documents/{document_id('zone')}")
    assert page.css_first("ol.deadlines") is None


def test_the_first_page_shows_what_comes_up(world: World, desk_url: str) -> None:
    today = day_of(datetime.now(UTC))
    put(world.db, "plan", deadline(today + timedelta(days=9)))
    put(world.db, "zone", deadline(today + timedelta(days=31)))
    put(world.db, "duty", deadline(today))
    links = [node.attributes["href"] for node in get(desk_url).css(".coming a")]
    assert links == [f"/documents/{document_id('plan')}"]
    (when,) = (node.text() for node in get(desk_url).css(".coming .when"))
    assert when == day_words(today + timedelta(days=9))
    assert get(f"{desk_url}/?month=2023-12").css_first(".coming") is None
