"""The same questions on the real month: documents of the issue, copies, what is not held."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from pipeline.answering.answer import answer
from pipeline.answering.answers import Answer
from pipeline.answering.asked import World
from pipeline.run import all_sources
from storage.database import Database, open_database
from storage.office import DEFAULT_OFFICE
from storage.records import Part
from tests.pipeline.asking import codes, said
from tests.pipeline.december import Lived

NOW = datetime(2024, 1, 2, 2, tzinfo=UTC)
NUMBER = "发改环资〔2023〕1638号"
FORMS = ("发改环资 2023 1638", "发改环资[2023]1638", "发改环资（2023）第1638号", "1638号")


class Reader:
    def __init__(self, db: Database, world: World) -> None:
        self._db, self._world = db, world

    def __call__(self, key: str, part: Part | None = None) -> Answer:
        return answer(self._db, key, self._world, NOW, part)


@pytest.fixture(scope="module")
def why(december: Lived) -> Iterator[Reader]:
    db = open_database(december.settings)
    yield Reader(db, World(sources=all_sources(december.settings), office=DEFAULT_OFFICE))
    db.close()


def test_a_number_in_every_form_is_the_same_document(why: Reader) -> None:
    found = why(NUMBER)
    assert found.verdict == "found"
    assert {why(form).document_id for form in FORMS} == {found.document_id}
    assert "在收录线" in said(found, "score")
    assert "国家发展改革委 · " in said(found, "added")
    assert "2023年12月号的草稿收入它" in said(found, "in_draft")
    assert len([one for one in found.reasons if one.code == "place"]) >= 2


def test_every_item_of_the_month_is_answered_by_number_and_by_each_address(
    why: Reader, december: Lived
) -> None:
    for item in december.truth["issue"]["items"]:
        one = why(item["document_number"] or item["title"])
        assert one.document_id, item["title"]
        for url in item["urls"]:
            at = why(url["url"])
            if at.verdict != "unknown":  # an address that the archive does not list
                assert at.document_id == one.document_id, url["url"]
                assert at.verdict in ("duplicate", one.verdict)


def test_another_part(why: Reader) -> None:
    found = why("国发2023 24", "mee")
    assert found.verdict == "other_part"
    assert "它归第一编" in said(found, "other_part")


def test_what_was_there_before_is_no_news(why: Reader) -> None:
    found = why("温室气体自愿减排交易管理办法（试行）")
    assert "从不当作新文件告知" in said(found, "baseline")
    assert "added" not in codes(found)


def test_a_source_that_was_shut_that_week(why: Reader) -> None:
    found = why("国市监标技发〔2023〕998号")
    assert found.verdict == "unknown"
    assert "市场监管总局" in said(found, "agency")
    assert "2023年12月15日起无法解读，2023年12月22日恢复" in said(found, "source")


def test_what_is_only_cited(why: Reader) -> None:
    found = why("国发〔2021〕23号")
    assert found.verdict == "cited"
    assert "2030年前碳达峰行动方案" in said(found, "cited")
    assert "国务院" in said(found, "agency")
    assert "更早的没有读过" in said(found, "possible")


def test_no_document_of_the_month_is_beyond_an_answer(why: Reader, december: Lived) -> None:
    for posting in december.truth["postings"][::25]:
        found = why(posting["url"])
        assert found.headline
        assert found.reasons
