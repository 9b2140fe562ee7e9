"""Reading real detail pages: facts per field against the truth, with floors that were reached."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from crawlers.extract import attachment_links, extract
from crawlers.page import Page


@cache
def _benchmark() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "extraction.py"
    spec = importlib.util.spec_from_file_location("benchmarks_extraction", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@cache
def _figures(data: Path, families: bool, world: bool) -> dict:
    module = _benchmark()
    cases = (module.world_pages if world else module.saved_pages)(data)
    return module.run(cases, families=families, tell=lambda line: None)


# field: (least precision, least recall)
FLOORS = {
    "title": (0.99, 0.99),
    "document_number": (1.0, 0.98),
    "index_number": (1.0, 1.0),
    "signed_on": (0.98, 1.0),
    "published_on": (1.0, 1.0),
    "validity": (1.0, 1.0),
    "issuing_bodies": (0.97, 0.98),
    "attachments": (1.0, 1.0),
}


@pytest.mark.parametrize("families", [True, False])
@pytest.mark.parametrize("field", FLOORS)
def test_fields_of_saved_pages(shared: Path, field: str, families: bool) -> None:
    figures = _figures(shared, families, False)["fields"][field]
    precision, recall = FLOORS[field]
    assert figures["precision"] >= precision
    assert figures["recall"] >= recall


@pytest.mark.parametrize(("families", "mean", "worst"), [(True, 0.999, 0.99), (False, 0.99, 0.75)])
def test_bodies_of_saved_pages(shared: Path, families: bool, mean: float, worst: float) -> None:
    figures = _figures(shared, families, False)
    assert figures["body_f1_mean"] >= mean
    assert figures["body_f1_worst"] >= worst


@pytest.mark.parametrize("field", ["title", "document_number", "published_on", "signed_on"])
def test_fields_of_the_december_world_are_exact(shared: Path, field: str) -> None:
    figures = _figures(shared, True, True)["fields"][field]
    assert (figures["precision"], figures["recall"]) == (1.0, 1.0)


def test_official_texts_of_the_december_world(shared: Path) -> None:
    figures = _figures(shared, True, True)
    assert figures["body_f1_mean"] >= 0.998
    assert figures["body_f1_worst"] >= 0.98


def test_attachment_links_are_those_of_extract(shared: Path) -> None:
    for case in _benchmark().saved_pages(shared):
        assert attachment_links(case.page) == extract(case.page).attachments, case.name


def test_a_page_takes_a_few_milliseconds(shared: Path) -> None:
    # The target is 4 ms on an idle core; the bound leaves room for busy machines.
    assert _figures(shared, True, False)["ms_per_page"] < 60


def _page(shared: Path, name: str, url: str = "https://page.invalid/") -> Page:
    return Page(url=url, body=(shared / "pages" / name).read_bytes())


def test_a_gbk_page_without_charset_in_the_header(shared: Path) -> None:
    content = extract(_page(shared, "hebei/detail-handan-chengan-gbk.html"))
    assert content.title == "关于支持房地产业良性循环和健康发展的十条政策措施"
    assert content.text.startswith("关于支持房地产业")


def test_an_order_signed_by_eight_departments(shared: Path) -> None:
    content = extract(_page(shared, "gov.cn/detail-gongbao-2.html"))
    assert len(content.issuing_bodies) == 8
    assert content.issuing_bodies[0] == "国家发展和改革委员会"
    assert content.signed_on is not None
    assert content.signed_on.isoformat() == "2013-02-04"


def test_generation_time_is_only_a_guess(shared: Path) -> None:
    content = extract(_page(shared, "csrc/xiniu-detail_1.html"))
    assert content.inferred == ("published_on",)


def test_tables_stay_tables(shared: Path) -> None:
    content = extract(_page(shared, "ccgp/detail-ccgp.html"))
    (table,) = [block for block in content.blocks if block.kind == "table"]
    rows = [row.split("\t") for row in table.text.split("\n")]
    assert rows[0][:2] == ["序号", "成交供应商名称"]
    assert len(rows) == 2
    assert {len(row) for row in rows} == {4}


def test_kinds_of_blocks(shared: Path) -> None:
    content = extract(_page(shared, "beijing/detail-guosi-huoche.html"))
    kinds = [block.kind for block in content.blocks]
    assert kinds.count("signature") == 6
    assert kinds.count("date") == 1
    assert kinds.count("addressee") == 1


def test_levels_of_a_regulation(shared: Path) -> None:
    content = extract(_page(shared, "csrc/xiniu-detail_1.html"))
    chapters = [b for b in content.blocks if b.level == 2]
    articles = [b for b in content.blocks if b.level == 4]
    assert chapters[0].label == "第一章"
    assert chapters[0].kind == "heading"
    assert articles[0].label == "第一条"
    assert articles[0].kind == "item"


def test_a_picture_is_an_image_block_without_text(shared: Path) -> None:
    content = extract(_page(shared, "beijing/detail-yitududong.html"))
    assert content.blocks
    assert {block.kind for block in content.blocks} == {"image"}
    assert content.text.strip() == ""
