"""From stored answers to changes: what is news, what is noise, what is gone."""

from datetime import timedelta

import pytest

from pipeline.process import process_pending
from storage.database import Database
from storage.tables import changes, documents, versions
from tests.pipeline.scene import Scene, page

TITLE = "关于开展锅炉节能改造工作的通知"
CLAUSES = [
    "各市能源局：",
    "为推动锅炉绿色低碳高质量发展，现将有关事项通知如下。",
    "一、重点排放单位应于2026年12月31日前完成改造。",
    "二、逾期未完成的，处十万元以下罚款。",
    "澄江省能源局",
    "2026年3月1日",
]
OLD = page("关于做好冬季供暖工作的通知", [*CLAUSES[:2], "做好供暖保障。"], day="2026-01-05")
NEW = page(TITLE, CLAUSES, number="澄能〔2026〕7号")
AMENDED = page(
    TITLE,
    [text.replace("2026年12月31日", "2027年6月30日") for text in CLAUSES],
    number="澄能〔2026〕7号",
)


@pytest.fixture
def scene(db: Database) -> Scene:
    """A source with one known page, read a day ago."""
    made = Scene(db)
    made.visit("energy", old=OLD)
    made.later(1)
    return made


def test_a_first_pass_is_no_news(scene: Scene) -> None:
    assert scene.kinds() == ["baseline"]


def test_a_new_page_is_news_once(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    assert scene.kinds() == ["baseline", "added"]
    added = scene.changes()[1]
    assert added.summary == "为推动锅炉绿色低碳高质量发展，现将有关事项通知如下。"
    assert not added.late
    document = next(d for d in scene.documents() if d.document_id == added.document_id)
    assert document.document_number == "澄能〔2026〕7号"
    assert str(document.published_on) == "2026-03-02"


def test_noise_makes_no_version(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    noisy = page(TITLE, CLAUSES, number="澄能〔2026〕7号", noise="9876")
    moved = noisy.replace(b"<p>\xe3\x80\x80\xe3\x80\x80", b"<p style='text-indent:2em'>\n  ")
    scene.visit(
        "energy", old=OLD.replace("浏览次数：1".encode(), "浏览次数：77".encode()), new=moved
    )
    assert scene.kinds() == ["baseline", "added"]
    with scene.db.connect() as conn:
        assert len(conn.execute(versions.select()).all()) == 2


def test_an_amendment_names_its_values(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    scene.visit("energy", old=OLD, new=AMENDED)
    change = scene.changes()[-1]
    assert change.kind == "amended"
    assert [(v.kind, v.before, v.after) for v in change.values] == [
        ("date", "2026年12月31日", "2027年6月30日")
    ]
    assert len(change.hunks) == 1
    assert change.significance >= 0.5


def test_turning_back_is_reverted_and_turning_again_is_a_problem(scene: Scene) -> None:
    for body in (NEW, AMENDED, NEW, AMENDED, NEW):
        scene.visit("energy", old=OLD, new=body)
        scene.later(1)
    told = [(c.kind, c.reverted) for c in scene.changes()[2:]]
    assert told == [("amended", False), ("amended", True)]
    assert [problem.state for problem in scene.problems()] == ["flapping"]


def test_a_copy_elsewhere_joins_the_document(scene: Scene) -> None:
    scene.visit("library", other=page("关于其他事项的通知", ["其他事项另行通知。"]))
    scene.later(1)
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    scene.visit("library", copy=page(f"澄江省能源局{TITLE}", CLAUSES, number="澄能[2026]7号"))
    assert scene.kinds().count("added") == 1
    document = next(d for d in scene.documents() if d.document_number)
    assert document.title == TITLE


@pytest.mark.parametrize("library_first", [True, False])
def test_a_new_sources_base_line_does_not_hide_news(scene: Scene, library_first: bool) -> None:
    order = ["library", "energy"] if library_first else ["energy", "library"]
    bodies = {
        "library": page(f"澄江省能源局{TITLE}", CLAUSES, number="澄能〔2026〕7号"),
        "energy": NEW,
    }
    runs = {source: scene.run(source) for source in order}
    for source in order:
        scene.fetch(runs[source], f"https://{source}.example/new.html", bodies[source])
        process_pending(scene.flow)
    scene.process()
    assert scene.kinds().count("added") == 1
    assert scene.kinds().count("baseline") == 1


def test_lookback_makes_recent_finds_of_a_first_pass_news(db: Database) -> None:
    scene = Scene(db)
    scene.lookback = timedelta(days=7)
    scene.visit("energy", old=OLD, new=NEW)
    assert sorted(scene.kinds()) == ["added", "baseline"]


def test_an_old_date_found_late_is_marked(scene: Scene) -> None:
    late = page("关于旧事的通知", ["旧事一件，现予公布，请遵照执行。"], day="2026-02-01")
    scene.visit("energy", old=OLD, late=late)
    assert scene.changes()[-1].late


def test_gone_needs_two_passes_two_days_apart(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    scene.visit("energy", old=OLD, new=None)
    scene.later(1)
    scene.visit("energy", old=OLD, new=None)
    assert "withdrawn" not in scene.kinds()
    scene.later(1.5)
    scene.visit("energy", old=OLD, new=None)
    scene.later(1)
    scene.visit("energy", old=OLD, new=None)
    assert scene.kinds().count("withdrawn") == 1
    scene.later(1)
    scene.visit("energy", old=OLD, new=NEW)
    assert scene.kinds()[-1] == "restored"


def test_an_answer_between_two_absences_starts_the_count_again(scene: Scene) -> None:
    for body in (NEW, None, NEW, None):
        scene.visit("energy", old=OLD, new=body)
        scene.later(1.5)
    assert "withdrawn" not in scene.kinds()


def test_a_blocked_source_withdraws_nothing(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)
    for _ in range(3):
        scene.later(2)
        run = scene.run("energy", state="blocked")
        scene.fetch(run, "https://energy.example/new.html", b"<html></html>", status=404)
        scene.process()
    assert "withdrawn" not in scene.kinds()
    problems = scene.problems()
    assert [(p.state, p.opened_at) for p in problems] == [("blocked", problems[0].opened_at)]
    scene.later(1)
    scene.visit("energy", old=OLD, new=NEW)
    assert scene.problems() == []


def test_a_replaced_attachment_is_a_change_and_a_saved_again_one_is_not(scene: Scene) -> None:
    url = "https://energy.example/files/table.txt"
    body = page(TITLE, CLAUSES, number="澄能〔2026〕7号", attachments=(url,))
    tables = [
        "指标\t数值\n能效\t80%\n".encode(),
        "指标　数值\r\n能效\t80%".encode(),
        "指标\t数值\n能效\t85%\n".encode(),
    ]
    for table in tables:
        run = scene.run("energy")
        scene.fetch(run, "https://energy.example/new.html", body)
        scene.fetch(run, url, table, parent="https://energy.example/new.html")
        scene.process()
        scene.later(1)
    told = [change for change in scene.changes() if change.kind == "attachment"]
    assert len(told) == 1
    assert "85%" in told[0].summary or any(v.after == "85%" for v in told[0].values)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(scene: Scene) -> None:
    run = scene.run("energy")
    scene.fetch(run, "https://energy.example/damaged.html", b"x")
    for stored in scene.db.bodies.folder.glob("??/*.zst"):
        if len(stored.read_bytes()) < 20:
            stored.write_bytes(b"damage")
    scene.fetch(run, "https://energy.example/new.html", NEW)
    faults = scene.process()
    assert len(faults) == 1
    assert "damaged.html" in faults[0]
    assert scene.kinds() == ["baseline", "added"]


def test_doing_it_twice_changes_nothing(scene: Scene) -> None:
    scene.visit("energy", old=OLD, new=NEW)

    def everything() -> list[list[tuple[object, ...]]]:
        with scene.db.connect() as conn:
            return [
                [tuple(row) for row in conn.execute(table.select().order_by(key))]
                for table, key in (
                    (changes, changes.c.change_id),
                    (documents, documents.c.document_id),
                    (versions, versions.c.version_id),
                )
            ]

    before = everything()
    with scene.db.begin() as conn:
        conn.exec_driver_sql("UPDATE snapshots SET processed = (1 = 0)")
    scene.process()
    assert everything() == before


def test_what_an_interrupted_pass_left_is_news_when_it_is_found(scene: Scene) -> None:
    run = scene.run("energy")
    scene.fetch(run, "https://energy.example/new.html", NEW)
    scene.later(3)
    scene.process()
    assert scene.changes()[-1].kind == "added"
    assert scene.changes()[-1].detected_at == scene.now


@pytest.mark.parametrize(("day", "news"), [("2026-03-02", 1), ("2026-01-15", 0)])
def test_a_base_line_between_two_passes_hides_no_news(scene: Scene, day: str, news: int) -> None:
    """A new source's first pass meets it first; the watched one lists it a little later."""
    scene.visit(
        "library", copy=page(f"澄江省能源局{TITLE}", CLAUSES, number="澄能〔2026〕7号", day=day)
    )
    scene.later(0.1)
    scene.visit("energy", old=OLD, new=page(TITLE, CLAUSES, number="澄能〔2026〕7号", day=day))
    assert scene.kinds().count("added") == news


def test_a_page_that_cannot_be_read_is_one_problem_until_it_is(scene: Scene) -> None:
    for _ in range(2):
        scene.visit("energy", old=OLD, torn=b"<html><body><p></p></body></html>")
        scene.later(1)
    (problem,) = scene.problems()
    assert problem.state == "extract"
    assert "torn.html" in problem.cause
    scene.visit("energy", old=OLD, torn=NEW)
    assert scene.problems() == []


def test_a_repeal_weighs_more_than_another_date(scene: Scene) -> None:
    def shown(validity: str, day: str) -> bytes:
        table = f"<table><tr><td>有效性：</td><td>{validity}</td></tr></table>"
        body = page(TITLE, CLAUSES, number="澄能〔2026〕7号", day=day)
        return body.replace(
            b"<div class='TRS_Editor'>", f"{table}<div class='TRS_Editor'>".encode()
        )

    for validity, day in (("有效", "2026-03-02"), ("有效", "2026-03-01"), ("废止", "2026-03-01")):
        scene.visit("energy", old=OLD, new=shown(validity, day))
        scene.later(1)
    told = [change for change in scene.changes() if change.kind == "metadata"]
    assert [change.summary for change in told] == [
        "发布日期：2026-03-02 → 2026-03-01",
        "有效性：有效 → 废止",
    ]
    assert told[0].significance < 0.5 <= told[1].significance


def test_an_edit_of_a_copy_is_told_as_that(scene: Scene) -> None:
    scene.visit("library", other=page("关于其他事项的通知", ["其他事项另行通知，请各单位知悉。"]))
    scene.later(1)
    scene.visit("energy", old=OLD, new=NEW)
    scene.later(1)
    for body in (NEW, AMENDED):
        scene.visit("library", copy=body)
        scene.later(1)
    change = scene.changes()[-1]
    assert change.kind == "amended"
    assert change.summary.startswith("转载页（library.example）：")
