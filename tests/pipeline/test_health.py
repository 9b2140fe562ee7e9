"""Problems open once, carry since when, close by themselves, and people may know of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.operating.acknowledging import ProblemError, acknowledge
from pipeline.operating.doctor import holidays_line
from pipeline.operating.health import odd_rows, rhythm_line, silence
from storage.columns import to_row
from storage.database import Database
from storage.holidays import KNOWN
from storage.queries.health import Listed, published_days
from storage.queries.problems import find_problems, open_problem
from storage.records import Expectation, Listing, Problem
from storage.settings import SettingError
from storage.tables import listings
from tests.homes import open_home
from tests.pipeline.scene import SOURCES, START, Scene, page

ENERGY = SOURCES["energy"]
LONG = ["各市能源主管部门应当于三月底前报送上年度能源消费情况，逾期不报的予以通报。"] * 12


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Database]:
    """On SQLite; one test below asks PostgreSQL the same questions."""
    db = open_home(tmp_path)
    yield db
    db.close()


@pytest.fixture
def scene(home: Database) -> Scene:
    return Scene(home)


def pass_over(scene: Scene, state: str) -> list[Problem]:
    scene.run("energy", state)  # type: ignore[arg-type]
    scene.process()
    return scene.problems()


def publish(scene: Scene, *days: date) -> None:
    """Let the source's lists have shown postings of those days."""
    with scene.db.begin() as conn:
        for day in days:
            listing = Listing(
                source_id="energy",
                posting_id=f"posting {day}",
                first_run_id="run",
                first_listed_at=scene.now,
                last_run_id="run",
                last_listed_at=scene.now,
                dated_on=day,
            )
            conn.execute(listings.insert(), to_row(listing))


def weekly(count: int, last: date) -> list[date]:
    return [last - timedelta(days=7 * n) for n in range(count)]


def test_a_source_that_cannot_be_read_has_one_problem_whatever_stands_in_the_way(
    scene: Scene,
) -> None:
    (first,) = pass_over(scene, "blocked")
    scene.later(2)
    (second,) = pass_over(scene, "unreachable")
    assert (second.problem_id, second.opened_at) == (first.problem_id, START)
    assert second.state == "unreachable"
    scene.later(1)
    assert pass_over(scene, "ok") == []


def test_what_comes_and_goes_with_every_pass_is_one_problem(scene: Scene) -> None:
    (first,) = pass_over(scene, "unreachable")
    for _ in range(5):
        scene.later(0.1)
        assert pass_over(scene, "ok") == []
        scene.later(0.1)
        (again,) = pass_over(scene, "blocked")
        assert again.problem_id == first.problem_id
    scene.later(0.1)
    pass_over(scene, "ok")
    scene.later(1.5)
    (other,) = pass_over(scene, "blocked")
    assert other.problem_id != first.problem_id


def test_silence_opens_once_and_closes_with_the_next_new_row(scene: Scene) -> None:
    publish(scene, *weekly(30, date(2026, 2, 2)))
    scene.later(10)
    (problem,) = pass_over(scene, "ok")
    assert problem.state == "silent"
    assert "最新一条是 2026-02-02 的" in problem.cause
    assert "https://energy.example/tz/" in problem.cause
    scene.later(1)
    states = {one.state: one for one in pass_over(scene, "blocked")}
    assert states["silent"].problem_id == problem.problem_id  # a wall says nothing of it
    assert states.keys() == {"silent", "blocked"}
    scene.later(1)
    publish(scene, scene.now.date())
    assert pass_over(scene, "ok") == []


def test_a_source_that_is_read_and_not_silent_is_ok(scene: Scene) -> None:
    publish(scene, *weekly(30, date(2026, 2, 25)))
    assert pass_over(scene, "ok") == []
    with scene.db.connect() as conn:
        assert published_days(conn, "energy")[-1] == date(2026, 2, 25)


@pytest.mark.parametrize(("most", "silent"), [(0, False), (60, False), (30, True)])
def test_the_entry_decides_while_nothing_is_learned(most: int, silent: bool) -> None:
    source = replace(ENERGY, expect=Expectation(max_silence_days=most))
    line = silence(source, [date(2026, 1, 20)], date(2026, 3, 2))
    assert bool(line) is silent
    assert ("声明" in rhythm_line(source, None)) is bool(most)


@pytest.mark.parametrize(
    ("change", "rows", "said"),
    [
        ({}, 20, ""),
        ({"new": 20, "known": 0}, 20, "全都未曾见过"),
        ({"new": 9, "known": 0}, 12, ""),
        ({"new": 6, "undated": 6}, 20, "没有日期"),
        ({"new": 6, "undated": 6, "dated_before": False}, 20, ""),
        ({"new": 6, "undated": 5}, 20, ""),
        ({"new": 6, "future": 4}, 20, "还没有到"),
        ({"new": 6, "future": 1}, 20, ""),
        ({}, 9, "以往不少于 20 行"),
        ({}, 10, ""),
        ({"usual": 0}, 1, ""),
    ],
)
def test_lists_that_are_not_as_before(change: dict[str, int], rows: int, said: str) -> None:
    plain = Listed(new=2, undated=0, future=0, known=18, dated_before=True, usual=20)
    found = odd_rows(replace(plain, **change), rows)  # type: ignore[arg-type]
    assert said in found
    assert bool(found) is bool(said)


def test_a_list_without_a_row_that_was_known_is_doubted(db: Database) -> None:
    """On both databases, with the problems opened, reopened and closed on the way."""
    scene = Scene(db)
    scene.visit("energy", old=page("关于节能的通知", LONG))
    scene.later(1)
    news = {f"new{n}": page(f"关于第{n}批节能项目的通知", LONG) for n in range(10)}
    scene.visit("energy", **news)
    (problem,) = scene.problems()
    assert problem.state == "doubtful"
    assert "https://energy.example/tz/" in problem.cause
    scene.later(0.5)
    scene.visit("energy", **news)
    assert scene.problems() == []
    scene.later(0.2)
    scene.visit("energy", **{f"x{name}": body for name, body in news.items()})
    assert [one.problem_id for one in scene.problems()] == [problem.problem_id]


def test_a_page_that_lost_its_text_is_no_edition(scene: Scene) -> None:
    title = "关于报送能源消费情况的通知"
    scene.visit("energy", a=page(title, LONG))
    scene.later(1)
    scene.visit("energy", a=page(title, ["加载中"]))
    assert "amended" not in scene.kinds()
    (problem,) = scene.problems()
    assert problem.state == "emptied"
    assert "https://energy.example/a.html" in problem.cause
    scene.later(1)
    scene.visit("energy", a=page(title, [*LONG, "本通知自印发之日起施行。"]))
    assert scene.kinds().count("amended") == 1
    assert scene.problems() == []


def test_a_page_is_whole_again_when_it_is_as_it_was(scene: Scene) -> None:
    shown = page("关于报送能源消费情况的通知", ["请各单位于三月底前报送上年能源消费情况。" * 4])
    scene.visit("energy", a=shown)
    scene.later(1)
    scene.visit("energy", a="<div>请稍后再来看看</div>".encode())
    assert [problem.state for problem in scene.problems()] == ["emptied"]
    scene.later(1)
    scene.visit("energy", a=shown)
    assert (scene.problems(), "amended" in scene.kinds()) == ([], False)


@pytest.mark.parametrize(
    "shown", ["<ul class=list></ul>暂无数据", "<p>数据加载中…</p>", "<b>没有数据</b>"]
)
def test_a_short_document_is_not_amended_to_nothing(scene: Scene, shown: str) -> None:
    scene.visit("energy", a=page("关于节能的通知", ["请各单位做好节能工作。"]))
    scene.later(1)
    faults = scene.visit("energy", a=shown.encode())
    assert "页面没有内容" in faults[0]
    assert "amended" not in scene.kinds()


def test_a_text_cut_down_by_its_agency_is_an_edition(scene: Scene) -> None:
    title = "关于报送能源消费情况的通知"
    scene.visit("energy", a=page(title, LONG))
    scene.later(1)
    scene.visit(
        "energy", a=page(title, ["本通知已经废止，请按新的规定报送能源消费情况。", LONG[0]])
    )
    assert "amended" in scene.kinds()
    assert scene.problems() == []


def test_people_say_that_they_know(home: Database) -> None:
    with home.begin() as conn:
        one = open_problem(conn, "energy", "blocked", "列表页拒绝访问", START)
        other = open_problem(conn, "library", "silent", "久无更新", START)
    later = START + timedelta(hours=5)
    (known,) = acknowledge(home, [one.problem_id[:9]], " 李四 ", "已致电", later)
    assert (known.acknowledged_by, known.note, known.acknowledged_at) == ("李四", "已致电", later)
    with home.connect() as conn:
        kept = {problem.source_id: problem for problem in find_problems(conn)}
    assert kept["energy"] == known
    assert kept["library"] == other
    with home.begin() as conn:  # seen again, it stays known
        open_problem(conn, "energy", "blocked", "列表页拒绝访问", START + timedelta(days=1))
        (still,) = find_problems(conn, source_id="energy")
    assert still.acknowledged_by == "李四"


@pytest.mark.parametrize("keys", [["none"], [""]])
def test_a_problem_that_is_none(home: Database, keys: list[str]) -> None:
    with home.begin() as conn:
        open_problem(conn, "energy", "blocked", "列表页拒绝访问", START)
    with pytest.raises(ProblemError, match="problems list"):
        acknowledge(home, keys, "李四", "", START)


def test_doctor_says_up_to_when_holidays_are_known() -> None:
    assert str(KNOWN[-1]) in holidays_line(date(KNOWN[-1], 12, 31))
    with pytest.raises(SettingError, match="chinesecalendar"):
        holidays_line(date(KNOWN[-1] + 1, 1, 1))
