"""Announcements of one title and day that only their numbers tell apart."""

import pytest

from storage.database import Database
from tests.pipeline.scene import Scene, page

TITLE = "关于发布锅炉能效评价大纲的公告"


def notice(kind: str, number: str) -> bytes:
    lines = [
        f"根据计量法有关规定，经审查，现批准{kind}锅炉能效评价大纲，自发布之日起施行，请遵照执行。",
        "各级计量部门应当加强监督检查，对使用中的锅炉定期检定，发现问题及时报告。",
        "澄江省能源局",
        "2026年3月4日",
    ]
    return page(TITLE, lines, number=number, day="2026-03-04")


@pytest.mark.parametrize(
    "form", ["2026年第{}号", "公告 2026年 第{}号", "（2026年第{}号）", "第{}号"]
)
def test_two_numbers_are_two_documents(db: Database, form: str) -> None:
    scene = Scene(db)
    scene.visit("energy", old=page("关于旧事的通知", ["旧事一件，现予公布。"]))
    scene.later(7)
    first, second = (notice(kind, form.format(n)) for n, kind in enumerate("甲乙", 1))
    scene.visit("energy", first=first, second=second)
    found = [one for one in scene.documents() if one.title == TITLE]
    assert len({one.document_number for one in found}) == 2
    added = [one.url for one in scene.changes() if one.kind == "added"]
    assert len(added) == 2
