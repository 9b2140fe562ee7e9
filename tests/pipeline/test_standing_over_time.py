"""A rule for trial, let hold longer, ended by the final one; amendments, lists, drafts: by day."""

from datetime import UTC, datetime

import pytest

from pipeline.objects import document_object, whole_documents
from pipeline.stating import state
from storage.database import Database
from tests.pipeline.scene import Scene, page


def paper(title: str, lines: list[str], number: str, day: str) -> bytes:
    return page(title, lines, number=number, day=day)


TRIAL = "关于印发《窑炉改造管理办法（试行）》的通知"
LONGER = "关于延长《窑炉改造管理办法（试行）》有效期的通知"
DRAFT = "关于公开征求《窑炉改造管理办法（征求意见稿）》意见的通知"
FINAL = "关于印发《窑炉改造管理办法》的通知"
CHANGE = "关于修改《窑炉改造管理办法》的决定"
COAL = "关于印发散煤管理办法的通知"
LIST = "关于废止部分规范性文件的公告"
OLD = "《窑炉改造管理办法（试行）》（澄能〔2023〕3号）"
PAGES = {
    "trial": paper(
        TRIAL,
        [
            "现将《窑炉改造管理办法（试行）》印发给你们。",
            "第九条 本办法自2023年4月1日起施行，试行期三年。",
        ],
        "澄能〔2023〕3号",
        "2023-03-02",
    ),
    "longer": paper(
        LONGER, [f"{OLD}有效期延长至2026年12月31日。"], "澄能〔2026〕2号", "2026-03-01"
    ),
    "draft": paper(
        DRAFT,
        ["现公开征求意见，请于2026年4月30日前反馈。", f"第九条 原{OLD}同时废止。"],
        "",
        "2026-04-01",
    ),
    "final": paper(
        FINAL,
        [
            "现将《窑炉改造管理办法》印发给你们。",
            f"第九条 本办法自2026年9月1日起施行，有效期五年。{OLD}同时废止。",
            "第十条 自2027年1月1日起，新建窑炉执行新限值。",
        ],
        "澄能〔2026〕20号",
        "2026-07-10",
    ),
    "change": paper(
        CHANGE,
        [
            "决定对《窑炉改造管理办法》（澄能〔2026〕20号）作如下修改：",
            "本决定自2026年11月1日起施行。",
        ],
        "澄能〔2026〕31号",
        "2026-10-10",
    ),
    "coal": paper(
        COAL,
        ["现将《散煤管理办法》印发给你们。", "本办法自印发之日起施行。"],
        "澄能〔2015〕8号",
        "2015-03-02",
    ),
    "list": paper(
        LIST,
        [
            "我局决定废止下列规范性文件，自2026年8月1日起失效。",
            "1.关于印发散煤管理办法的通知（澄能〔2015〕8号）",
        ],
        "澄江省能源局公告2026年第5号",
        "2026-06-20",
    ),
}


@pytest.fixture
def scene(db: Database) -> Scene:
    scene = Scene(db)
    scene.visit("energy", **PAGES)
    state(scene.db)
    return scene


def shown(scene: Scene, day: str) -> dict[str, dict[str, object]]:
    """The documents as objects of that day, by title."""
    now = datetime.fromisoformat(f"{day}T02:00").replace(tzinfo=UTC)
    with scene.db.connect() as conn:
        return {
            str(one["title"]): one
            for one in map(document_object, whole_documents(conn, scene.documents(), now))
        }


def test_where_each_stands_on_which_day(scene: Scene) -> None:
    days = {
        "2026-02-01": ("in-force", "not-yet-in-force", "in-force"),
        "2026-05-01": ("in-force", "not-yet-in-force", "in-force"),
        "2026-08-15": ("in-force", "not-yet-in-force", "repealed"),
        "2026-10-15": ("repealed", "in-force", "repealed"),
        "2026-11-20": ("repealed", "amended", "repealed"),
        "2031-09-05": ("repealed", "expired", "repealed"),
    }
    for day, states in days.items():
        found = shown(scene, day)
        told = [found[title]["standing"]["state"] for title in (TRIAL, FINAL, COAL)]  # type: ignore[index]
        assert tuple(told) == states, day


def test_who_lets_it_hold_longer_is_told_and_does_not_end_itself(scene: Scene) -> None:
    (line, *_) = shown(scene, "2026-05-01")[TRIAL]["standing"]["because"]  # type: ignore[index]
    assert line.startswith("自2026年3月1日起被《关于延长〈窑炉改造管理办法（试行）〉有效期的通知》")
    assert "延长有效期" in line
    assert shown(scene, "2027-02-01")[LONGER]["standing"] == {"state": None, "because": []}


def test_trial_draft_and_final_are_told_apart(scene: Scene) -> None:
    found = shown(scene, "2026-10-15")
    titles = {one["document_id"]: title for title, one in found.items()}
    links = [
        (title, one["kind"], titles[one["document_id"]])
        for title in (DRAFT, FINAL, CHANGE, LONGER)
        for one in found[title]["relations"]  # type: ignore[attr-defined]
        if one["document_id"]
    ]
    assert links == [
        (DRAFT, "draft-of", FINAL),
        (DRAFT, "repeals", TRIAL),
        (FINAL, "repeals", TRIAL),
        (CHANGE, "amends", FINAL),
        (LONGER, "amends", TRIAL),
    ]
