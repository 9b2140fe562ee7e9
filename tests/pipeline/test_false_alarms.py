"""What sites do that is no news: walls, home pages, copies taken down, relaunches, https."""

from datetime import timedelta

import pytest

from pipeline.process import process_pending
from pipeline.settle import settle
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.tables import crawl_runs
from tests.pipeline.scene import SOURCES, Scene, page
from tests.pipeline.test_process import AMENDED, CLAUSES, NEW, OLD, TITLE


@pytest.fixture
def scene(db: Database) -> Scene:
    """A source with one known page, read a day ago."""
    made = Scene(db)
    made.visit("energy", old=OLD)
    made.later(1)
    return made


def test_what_a_first_pass_listed_is_old_though_it_be_read_later(db: Database) -> None:
    scene = Scene(db)
    run = scene.run("energy")
    scene.fetch(run, "https://energy.example/new.html", None, status=503)
    scene.process()
    scene.later(1)
    scene.visit("energy", new=NEW)
    assert scene.kinds() == ["baseline"]


@pytest.mark.parametrize("shown_late", [True, False])
def test_a_page_that_a_new_and_a_watched_source_list_is_news(
    scene: Scene, shown_late: bool
) -> None:
    first, watched = scene.run("library"), scene.run("energy")
    url = "https://energy.example/new.html"
    scene.fetch(first, url, NEW)
    if shown_late:
        process_pending(scene.flow)
    scene.show(watched, url)
    scene.process()
    assert scene.kinds() == ["baseline", "added"]


def test_a_home_page_in_a_documents_place_changes_nothing(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    run = scene.run("energy")
    home = page("澄江省能源局门户", ["欢迎访问本网站，今日要闻如下所列。"])
    scene.fetch(run, "https://energy.example/new.html", home, final="https://energy.example/")
    faults = scene.process()
    assert len(faults) == 1
    assert "首页" in faults[0]
    assert scene.kinds() == ["baseline", "added"]


@pytest.mark.parametrize("known_as_wall", [True, False])
def test_a_wall_in_a_files_place_is_no_new_file(scene: Scene, known_as_wall: bool) -> None:
    url = "https://energy.example/files/table.xlsx"
    body = page(TITLE, CLAUSES, number="澄能〔2026〕7号", attachments=(url,))
    wall = "<html><body><p>请稍候，正在校验您的访问。</p></body></html>".encode()
    for file in (wall, "指标\t数值\n".encode(), wall, "指标\t数值\n".encode()):
        run = scene.run("energy")
        scene.fetch(run, "https://energy.example/new.html", body)
        error = "网站拦截了访问" if known_as_wall and file is wall else ""
        parent = "https://energy.example/new.html"
        scene.fetch(run, url, file, parent=parent, error=error)
        scene.process()
        scene.later(1)
    assert "attachment" not in scene.kinds()


def test_a_copy_that_is_taken_down_withdraws_nothing(scene: Scene) -> None:
    scene.visit("library", other=page("关于其他事项的通知", ["其他事项另行通知。"]))
    scene.later(1)
    copy = page(f"澄江省能源局{TITLE}", CLAUSES, number="澄能〔2026〕7号")
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(0.1)
    scene.visit("library", copy=copy)
    for shown in (None, None, copy):
        scene.later(3)
        scene.visit("library", copy=shown)
    assert {"withdrawn", "restored"}.isdisjoint(scene.kinds())


def test_a_relaunch_is_one_problem_from_its_first_day_on(scene: Scene) -> None:
    names = ("a", "b", "c")
    pages: dict[str, bytes | None] = {
        name: page(f"关于第{number}项工作的通知", [f"第{number}项工作安排如下，请执行。"])
        for number, name in enumerate(names, 1)
    }
    scene.visit("energy", **pages)
    opened = scene.now + timedelta(days=1)
    for _ in range(3):
        scene.later(1)
        scene.visit("energy", **dict.fromkeys(names))
    assert [(p.state, p.opened_at) for p in scene.problems()] == [("broken", opened)]
    scene.later(1)
    scene.visit("energy", **pages)
    assert scene.problems() == []


def test_flapping_that_has_ended_closes_by_itself(scene: Scene) -> None:
    for body in (NEW, AMENDED, NEW, AMENDED):
        scene.visit("energy", old=OLD, new=body)
        scene.later(1)
    assert [problem.state for problem in scene.problems()] == ["flapping"]
    scene.later(31)
    scene.visit("energy", old=OLD, new=AMENDED)
    assert scene.problems() == []


def test_a_run_that_did_not_end_is_named_and_settles_nothing(scene: Scene) -> None:
    run = scene.run("energy")
    with scene.db.begin() as conn:
        conn.execute(
            crawl_runs.update()
            .where(crawl_runs.c.run_id == run.run_id)
            .values(finished_at=None, state=None)
        )
        settled = settle(conn, scene.now, SOURCES, office=DEFAULT_OFFICE)
    assert [(one.run_id, one.state) for one in settled] == [(run.run_id, None)]


def test_a_site_that_turns_to_https_has_the_same_files(scene: Scene) -> None:
    for scheme in ("http", "https"):
        url = f"{scheme}://energy.example/files/table.xlsx"
        shown = page(TITLE, CLAUSES, number="澄能〔2026〕7号", attachments=(url,))
        scene.visit("energy", old=OLD, new=shown)
        scene.later(1)
    assert scene.kinds() == ["baseline", "added"]
