"""The section 要点 of a document's page."""

from dataclasses import replace

import httpx
from selectolax.lexbor import LexborHTMLParser

from tests.key_fact_samples import TARGET, TASK, TO, put
from tests.web.desk_server import World
from tests.web.desk_world import document_id


def get(address: str) -> LexborHTMLParser:
    with httpx.Client(trust_env=False, verify=False) as client:
        return LexborHTMLParser(client.get(address).text)


def test_targets_come_first_and_each_opens_its_sentence(world: World, desk_url: str) -> None:
    put(world.db, "plan", TO, TASK, TARGET)
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    lines = [" ".join(node.text().split()) for node in page.css("ol.keyfacts > li")]
    assert [line.split(" ")[0] for line in lines] == ["目标", "任务", "对象"]
    assert lines[0].startswith("目标 到2025年 成品率 达到90%")
    assert "到2025年，成品率达到90%。 一（三）" in lines[0]
    assert "报送 <b>名单" in lines[1]


def test_whose_it_is_and_what_is_reckoned_are_told(world: World, desk_url: str) -> None:
    told = replace(TARGET, who="澄江地区", by="")
    scope = replace(TO, sentence="本办法适用于各市人民政府。")
    put(world.db, "plan", told, replace(TASK, by="6月30日前"), scope)
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    lines = [" ".join(node.text().split()) for node in page.css("ol.keyfacts > li")]
    assert lines[0].startswith("目标 2025年 （年份据上文） 澄江地区：成品率")
    assert lines[1].startswith("任务 6月30日前 （推算至2024-06-30）")
    assert lines[2].startswith("适用 各市人民政府")


def test_many_are_folded(world: World, desk_url: str) -> None:
    put(world.db, "plan", *(replace(TARGET, value=f"达到{n}%") for n in range(40)))
    page = get(f"{desk_url}/documents/{document_id('plan')}")
    assert len(page.css("ol.keyfacts > li")) == 40
    assert len(page.css("details.rest ol.keyfacts > li")) == 28


def test_a_document_without_any_has_no_section(desk_url: str) -> None:
    page = get(f"{desk_url}/documents/{document_id('zone')}")
    assert page.css_first("ol.keyfacts") is None
