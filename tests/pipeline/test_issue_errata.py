"""What became of what past issues print: detected or not, whichever came first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compilation.errata import Erratum
from pipeline.issue.errata import errata_of, erratum_object
from pipeline.stating import state
from storage.clock import day_of
from storage.database import Database, open_database
from storage.records import IssueItem
from storage.settings import Settings
from tests.issue_samples import issue, item, keep, sqlite
from tests.pipeline.scene import Scene, page

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OLD = item(
    "4.2",
    "澄江省能源局关于印发《锅炉改造管理办法》的通知",
    "澄江省能源局",
    document_number="澄能〔2023〕5号",
    signed="2023-05-08",
    inner="锅炉改造管理办法",
    page=41,
)
NUMBER = "（澄能〔2023〕5号）"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = sqlite(tmp_path / "home")
    yield database
    database.close()


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def printed(scene: Scene, *items: IssueItem, month: str = "2023-05", **carried: str) -> None:
    keep(scene.db, issue(month, province=items), carried)


def watch(scene: Scene, text: str, title: str = "窑炉管理办法", number: str = "9") -> None:
    """A page that says so is seen, and read."""
    body = page(
        title,
        [f"第三条 {text}", "第四条 本办法自2026年5月1日起施行。"],
        number=f"澄能〔2026〕{number}号",
    )
    scene.visit("energy", **{f"p{number}": body})
    state(scene.db)


def listed(scene: Scene, now: datetime = NOW) -> list[Erratum]:
    with scene.db.connect() as conn:
        return list(errata_of(conn, now))


def told(scene: Scene) -> list[tuple[str, str, str]]:
    return [(one.printed.item, one.happened, one.basis) for one in listed(scene)]


def test_a_repeal_is_listed_against_the_issue_that_prints_its_target(scene: Scene) -> None:
    printed(scene, OLD, item("4.1", "澄江省能源局关于别的事的通知", "澄江省能源局", page=12))
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    (one,) = listed(scene)
    assert (one.printed.month, one.printed.item, one.printed.page) == ("2023-05", "4.2", 41)
    assert one.printed.title == OLD.title
    assert (one.happened, one.basis) == ("repealed", "number")
    assert one.by
    assert (one.by.title, one.by.document_number) == ("窑炉管理办法", "澄能〔2026〕9号")
    assert "同时废止" in one.sentence
    assert f"{one.since}" == "2026-05-01"


def test_it_is_the_same_on_either_database(settings: Settings) -> None:
    database = open_database(settings)
    scene = Scene(database)
    printed(scene, OLD)
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    assert told(scene) == [("4.2", "repealed", "number")]
    database.close()


def test_it_is_the_same_whichever_came_first(scene: Scene) -> None:
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    assert told(scene) == []
    printed(scene, OLD)
    assert told(scene) == [("4.2", "repealed", "number")]


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        ("《锅炉改造管理办法》同时废止。", "repealed"),
        (f"《锅炉改造管理办法》{NUMBER}同时废止。", "repealed"),
        (f"《关于印发〈锅炉改造管理办法〉的通知》{NUMBER}自本办法施行之日起废止。", "repealed"),
        (f"将《锅炉改造管理办法》{NUMBER}第二条修改为：“从严执行。”", "amended"),
        (f"《锅炉改造管理办法》{NUMBER}有效期延长至2030年12月31日。", "extended"),
    ],
)
def test_what_happened_is_named(scene: Scene, text: str, happened: str) -> None:
    printed(scene, OLD)
    watch(scene, text)
    assert [one.happened for one in listed(scene)] == [happened]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"按照《锅炉改造管理办法》{NUMBER}执行。", "窑炉管理办法"),
        (f"《锅炉改造管理办法》{NUMBER}同时废止。", "窑炉管理办法（征求意见稿）"),
        ("《锅炉改造管理办法》（澄能〔2019〕1号）同时废止。", "窑炉管理办法"),
        ("《锅炉改造管理办法（试行）》同时废止。", "窑炉管理办法"),
        ("《锅炉管理办法》同时废止。", "窑炉管理办法"),
    ],
    ids=["cited", "draft", "other number", "the trial one", "other title"],
)
def test_what_is_not_listed(scene: Scene, text: str, title: str) -> None:
    printed(scene, OLD)
    watch(scene, text, title)
    assert told(scene) == []


def test_the_text_that_takes_its_place_under_the_same_title_is_not_the_target(
    scene: Scene,
) -> None:
    new = item(
        "4.1",
        "锅炉改造管理办法",
        "澄江省能源局",
        document_number="澄能〔2026〕9号",
        signed="2026-03-01",
    )
    printed(scene, OLD)
    printed(scene, new, month="2026-03")
    watch(scene, "原《锅炉改造管理办法》同时废止。", title="锅炉改造管理办法")
    assert [(one.printed.month, one.happened) for one in listed(scene)] == [("2023-05", "repealed")]


def test_a_province_does_not_repeal_what_the_whole_country_has_by_a_like_title(
    scene: Scene,
) -> None:
    keep(scene.db, issue("2023-05", ministry=[item("3.1", "锅炉改造管理办法", "某某部")]))
    scene.sources["energy"] = replace(scene.sources["energy"], region="澄江省")
    watch(scene, "《锅炉改造管理办法》同时废止。")
    assert told(scene) == []
    printed(scene, OLD, month="2023-06")
    assert [one.printed.month for one in listed(scene)] == ["2023-06"]


def test_of_an_item_whose_document_is_held_that_document_is_asked(scene: Scene) -> None:
    body = page(
        "关于印发《锅炉改造管理办法》的通知",
        ["现印发给你们。", "澄江省能源局"],
        number="澄能〔2023〕5号",
        day="2023-05-09",
    )
    scene.visit("energy", old=body)
    (document,) = scene.documents()
    scene.later(1)
    misprinted = item("4.2", "关于印发《锅炉改造管理办怯》的通知", document_number=None)
    printed(scene, misprinted, **{"4.2": document.document_id})
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    assert told(scene) == [("4.2", "repealed", "document")]


def test_an_item_whose_document_is_no_more_is_known_by_its_names(scene: Scene) -> None:
    printed(scene, OLD, **{"4.2": "merged"})
    watch(scene, "《锅炉改造管理办法》同时废止。")
    assert told(scene) == [("4.2", "repealed", "title")]


def test_a_term_that_is_over_is_listed_by_the_text_as_printed(scene: Scene) -> None:
    text = ("第九条 本办法自2023年6月1日起施行，有效期2年。",)
    over = item("4.3", "锅炉补贴办法（试行）", "澄江省能源局", signed="2023-05-08", text=text)
    printed(scene, over)
    (one,) = listed(scene)
    assert (one.happened, f"{one.since}", one.by) == ("expired", "2025-06-01", None)
    assert "有效期2年" in one.sentence
    assert listed(scene, datetime(2025, 5, 31, tzinfo=UTC)) == []


def test_what_was_ended_by_another_does_not_end_again_by_itself(scene: Scene) -> None:
    text = ("第九条 本办法自2023年6月1日起施行，有效期2年。",)
    over = item("4.3", "锅炉补贴办法", "澄江省能源局", signed="2023-05-08", text=text)
    printed(scene, over)
    watch(scene, "《锅炉补贴办法》同时废止。")
    assert told(scene) == [("4.3", "repealed", "title")]


def test_a_document_that_its_page_marks_void_is_listed(scene: Scene) -> None:
    body = page("锅炉补贴办法", ["第一条 给予补贴。", "澄江省能源局"], day="2023-05-09")
    mark = "<div class='info'>有效性：失效　"
    scene.visit("energy", old=body.decode().replace("<div class='info'>", mark).encode())
    (document,) = scene.documents()
    printed(scene, item("4.2", "锅炉补贴办法"), **{"4.2": document.document_id})
    (one,) = listed(scene)
    assert (one.happened, one.sentence) == ("void", "页面标注：失效")


def test_one_issue_alone_can_be_asked_for(scene: Scene) -> None:
    printed(scene, OLD)
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    with scene.db.connect() as conn:
        assert errata_of(conn, NOW, months=("2023-06",)) == ()
        assert len(errata_of(conn, NOW, months=("2023-05",))) == 1


def test_the_object_says_whether_it_holds_yet(scene: Scene) -> None:
    printed(scene, OLD)
    watch(scene, f"《锅炉改造管理办法》{NUMBER}同时废止。")
    (one,) = listed(scene)
    assert erratum_object(one, day_of(NOW))["in_force"] is True
    assert erratum_object(one, day_of(datetime(2026, 4, 1, tzinfo=UTC)))["in_force"] is False
