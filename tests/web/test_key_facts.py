"""The section 要点 of a document's page."""

from dataclasses import replace

import httpx
from selectolax.lexbor import LexborHTMLParser

from tests.key_fact_samples import TARGET, TASK, TO, put
from tests.web.desk_server import World
from tests.web.desk_world import document_id


def get(address: str) -> LexborHTMLParser:
    with httpx.Client(trust_env=False) as client:
        return LexborHTMLParser(client.get(address).text)


def test_targets_come_first_and_each_opens_its_sentence(world: World, desk_url: str) -> None:
    put(world.db, "plan", TO, TASK, TARGET)
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    lines = [" ".join(node.text().split()) for node in page.css("ol.keyfacts > li")]
    assert [line.split(" ")[0] for line in lines] == ["目标", "任务", "对象"]
    assert lines[0].startswith("目标 到2025年 成品率 达到90%")
    assert "到2025年，成品率达到90%。 一（三）" in lines[0]
    assert "报送 <b>名单" in lines[1]


def test_many_are_folded(world: World, desk_url: str) -> None:
    put(world.db, "plan", *(replace(TARGET, value=f"达到{n}%") for n in range(40)))
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    assert len(page.css("ol.keyfacts > li")) == 40
    assert len(page.css("details.rest ol.keyfacts > li")) == 28


def test_a_document_without_any_has_no_section(desk_url: str) -> None:
    page = get(f"{desk_url}/documents/{document_id('zone')}")
    assert page.css_first("ol.keyfacts") is None
