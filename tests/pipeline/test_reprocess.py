"""Another extractor: like is compared with like, everything can be read again, nobody is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from sqlalchemy import func, select, update

from pipeline.desk import decide
from pipeline.identity.roles import hosts_of
from pipeline.identity.rulings import Rulings
from pipeline.pages.attachment_file import reread
from pipeline.pages.extractor import file_extractor, page_extractor
from pipeline.reprocessing.account import FIELDS, Tally, differing
from pipeline.reprocessing.outdated import readings_line
from pipeline.reprocessing.renewal import Judge
from pipeline.reprocessing.report import report, to_object
from pipeline.reprocessing.run import Scope, reprocess, reread_all
from storage.bodies import Bodies
from storage.database import Database, open_database
from storage.ids import posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries import processing, rebuilding
from storage.queries.desk import reviews_of, versions_of
from storage.records import Block, Content, Posting, Version
from storage.settings import SettingError, Settings
from storage.tables import attachment_files, documents, metadata, postings, versions
from tests.homes import copied_home, open_home
from tests.pipeline.scene import SOURCES, Scene, page

if TYPE_CHECKING:
    from tests.pipeline.december import Lived

TITLE = "澄江省能源局关于印发节能降碳改造实施办法的通知"
FIRST = "为推进节能降碳改造工作，制定本办法，请各单位遵照执行，并于2026年12月31日前报送总结。"
SECOND = "各单位应当建立能耗台账，每季度报送一次数据，数据应当真实、完整、可核查。"
THIRD = "本办法由澄江省能源局负责解释，自发布之日起施行。"
URL = "https://energy.example/new.html"
FIRST_ONLY = replace(SOURCES["energy"], select={"body": "span.first"})
"""Another rule: the text is the first paragraph alone."""


def shown(*paragraphs: str, noise: str = "1", title: str = TITLE) -> bytes:
    first, *rest = paragraphs
    texts = [f"<span class='first'>{first}</span>", *rest]
    return page(title, texts, number="澄能〔2026〕9号", noise=noise)


OLD = shown(
    "年度统计工作按往年要求开展。", "请按时报送。", title="关于做好年度统计工作的通知"
).replace("澄能〔2026〕9号".encode(), b"")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """On SQLite; what asks the database alone is tried on both."""
    db = open_home(tmp_path / "home")
    yield begun(db)
    db.close()


def begun(db: Database) -> Scene:
    """A source with two known pages, read by the rules of before."""
    made = Scene(db)
    made.visit("energy", old=OLD)
    made.later(1)
    made.visit("energy", old=OLD, new=shown(FIRST, SECOND, THIRD))
    made.later(1)
    return made


def other_rule(scene: Scene) -> None:
    scene.sources["energy"] = FIRST_ONLY


def judge_of(scene: Scene) -> Judge:
    return Judge(rules=scene.rules, sources=scene.sources, hosts=hosts_of(scene.sources.values()))


def again(scene: Scene, **wanted: object) -> Tally:
    return reread_all(scene.db, judge_of(scene), Scope(**wanted))  # type: ignore[arg-type]


def made_of(scene: Scene, url: str = URL) -> list[Version]:
    with scene.db.connect() as conn:
        return versions_of(conn, [posting_id(url)])


def posting_of(scene: Scene, url: str = URL) -> Posting:
    with scene.db.connect() as conn:
        return processing.postings_by_id(conn, [posting_id(url)])[posting_id(url)]


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    with db.connect() as conn:
        return {
            name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


# -- in a pass ------------------------------------------------------------------------------------


def test_other_bytes_and_another_rule_are_no_change(scene: Scene) -> None:
    other_rule(scene)
    scene.visit("energy", old=OLD, new=shown(FIRST, SECOND, THIRD, noise="2"))
    assert scene.kinds() == ["baseline", "added"]
    former, current = sorted(made_of(scene), key=lambda one: one.technical)
    assert (current.technical, current.snapshot_id) == (True, former.snapshot_id)
    assert former.rebuilt_as == current.version_id == posting_of(scene).version_id
    assert current.content.text == FIRST
    work = next(one for one in scene.documents() if one.title == TITLE)
    assert work.version_id == current.version_id


def test_the_same_bytes_are_not_even_read_again(scene: Scene) -> None:
    before = made_of(scene)
    other_rule(scene)
    scene.visit("energy", old=OLD, new=shown(FIRST, SECOND, THIRD))
    assert made_of(scene) == before


def test_a_real_edit_at_the_same_time_is_told_and_nothing_else(scene: Scene) -> None:
    other_rule(scene)
    edited = FIRST.replace("2026年12月31日", "2027年6月30日")
    scene.visit("energy", old=OLD, new=shown(edited, SECOND, THIRD, noise="2"))
    assert scene.kinds() == ["baseline", "added", "amended"]
    change = scene.changes()[-1]
    assert [(one.before, one.after) for one in change.values] == [
        ("2026年12月31日", "2027年6月30日")
    ]
    assert [hunk.op for hunk in change.hunks] == ["replace"]
    assert {one.version_id for one in made_of(scene)} >= {change.before_id, change.after_id}


def test_a_page_that_goes_back_is_seen_to_do_so_by_the_new_rule_too(scene: Scene) -> None:
    edited = FIRST.replace("2026年12月31日", "2027年6月30日")
    scene.visit("energy", old=OLD, new=shown(edited, SECOND, THIRD))
    scene.later(1)
    other_rule(scene)
    scene.visit("energy", old=OLD, new=shown(FIRST, SECOND, THIRD, noise="3"))
    last = scene.changes()[-1]
    assert (last.kind, last.reverted) == ("amended", True)


def test_what_only_the_old_rule_read_was_never_the_pages_text(scene: Scene) -> None:
    """The new rule reads of another edition what the old one read of this: that is no return."""
    other_rule(scene)
    scene.visit("energy", old=OLD, other=shown(FIRST, SECOND, title="关于报送总结的通知"))
    scene.later(1)
    scene.sources["energy"] = SOURCES["energy"]
    scene.visit("energy", old=OLD, other=shown(FIRST, title="关于报送总结的通知"))
    last = scene.changes()[-1]
    assert (last.kind, last.reverted, [hunk.op for hunk in last.hunks]) == (
        "amended", False, ["delete"],
    )  # fmt: skip
    # And what it shows now is what the page says: another upgrade does not turn it back.
    scene.sources["energy"] = replace(SOURCES["energy"], options={"x": "1"})
    scene.later(1)
    scene.visit("energy", old=OLD, other=shown(FIRST, title="关于报送总结的通知", noise="9"))
    assert scene.changes()[-1] == last


def test_a_snapshot_that_cannot_be_read_again_is_compared_as_it_stands(scene: Scene) -> None:
    stored = made_of(scene)[0]
    body = posting_of(scene).body_sha256
    (scene.db.bodies.folder / str(body)[:2] / f"{body}.zst").unlink()
    other_rule(scene)
    faults = scene.visit("energy", old=OLD, new=shown("另一份办法，内容全部重写，请遵照执行。"))
    assert faults == []
    assert scene.changes()[-1].before_id == stored.version_id


def test_a_file_saved_again_is_no_change_though_other_readers_read_it(scene: Scene) -> None:
    url = "https://energy.example/files/table.txt"
    body = page(TITLE, [FIRST], attachments=(url,))
    for text in ("指标\t数值\n能耗\t12\n", "指标\t数值\r\n能耗\t12\r\n"):
        run = scene.run("energy")
        scene.fetch(run, URL, body)
        scene.fetch(run, url, text.encode(), parent=URL)
        scene.process()
        with scene.db.begin() as conn:  # as readers of before would have left it
            conn.execute(update(attachment_files).values(extractor="", text="乱", text_sha256="0"))
        scene.later(1)
    assert "attachment" not in scene.kinds()


def test_an_upgrade_is_taken_by_either_database(db: Database) -> None:
    scene = begun(db)
    other_rule(scene)
    edited = FIRST.replace("2026年12月31日", "2027年6月30日")
    scene.visit("energy", old=OLD, new=shown(edited, SECOND, THIRD, noise="2"))
    assert scene.kinds() == ["baseline", "added", "amended"]
    before = everything(db)
    assert again(scene, dry_run=True).pages_changed == 1
    assert everything(db) == before
    tally = again(scene)
    assert (tally.reread, tally.pages_changed, tally.written) == (1, 1, True)
    assert again(scene).reread == 0
    assert scene.kinds() == ["baseline", "added", "amended"]
    with db.connect() as conn:
        used = rebuilding.extractors_in_use(conn)
        here, elsewhere = (readings_line(conn, sources) for sources in ({"energy": FIRST_ONLY}, {}))
    assert used == [("energy", page_extractor(FIRST_ONLY), 2)]
    assert here == "2 个页面都是现行规则所读"
    assert "2 个页面中 2 个的来源不在现有的声明里" in elsewhere


# -- the command ----------------------------------------------------------------------------------


def test_everything_is_read_again_once_and_nobody_is_told(scene: Scene) -> None:
    other_rule(scene)
    before = scene.kinds()
    tally = again(scene)
    assert (tally.pages, tally.reread, tally.pages_changed) == (2, 2, 2)
    assert tally.fields["text"] >= 1
    assert scene.kinds() == before
    assert again(scene).reread == 0
    assert made_of(scene)[0].extractor == page_extractor(FIRST_ONLY)


def test_a_trial_writes_nothing(scene: Scene) -> None:
    other_rule(scene)
    before = everything(scene.db)
    tally = again(scene, dry_run=True)
    assert (tally.pages_changed, tally.written) == (2, False)
    assert everything(scene.db) == before


@pytest.mark.parametrize(("gate", "passed"), [(0.02, False), (1.0, True)])
def test_a_gate_lets_through_only_so_much(scene: Scene, gate: float, passed: bool) -> None:
    other_rule(scene)
    before = everything(scene.db)
    tally = again(scene, gate=gate)
    assert (tally.passed, tally.written) == (passed, passed)
    assert (everything(scene.db) == before) is not passed


def test_a_run_that_was_killed_goes_on_where_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.reprocessing.run.BATCH", 1)
    other_rule(scene)

    def kill(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reread_all(scene.db, judge_of(scene), Scope(), kill)
    assert again(scene).reread == 1
    assert again(scene).reread == 0


def test_documents_say_what_the_new_rule_finds_and_decisions_stay(scene: Scene) -> None:
    work = next(one for one in scene.documents() if one.title == TITLE)
    decide(scene.db, work.document_id, "approve", "编辑", "属节能降碳", scene.now)
    with scene.db.begin() as conn:  # as a worse extractor would have left it
        stored = processing.version(conn, work.version_id)
        assert stored is not None
        wrong = replace(stored.content, document_number="错能〔2020〕1号", title="错的标题")
        conn.execute(
            update(versions)
            .where(versions.c.version_id == work.version_id)
            .values(content=wrong, extractor="")
        )
        conn.execute(
            update(documents)
            .where(documents.c.document_id == work.document_id)
            .values(title="错的标题", document_number="错能〔2020〕1号", number_key="x")
        )
    tally = again(scene)
    found = next(one for one in scene.documents() if one.document_id == work.document_id)
    assert (found.title, found.document_number) == (TITLE, "澄能〔2026〕9号")
    assert found == replace(work, stated_by=found.stated_by)
    assert tally.documents_renewed == 1
    with scene.db.connect() as conn:
        assert [one.decision for one in reviews_of(conn, work.document_id)] == ["approve"]


def test_other_rules_for_topics_judge_every_document_again(scene: Scene) -> None:
    scene.rules = replace(scene.rules, fingerprint="another")
    tally = again(scene)
    assert (tally.judged, tally.pages_changed, sum(tally.relevance.values())) == (2, 0, 0)
    assert {one.classification.rules for one in scene.documents()} == {"another"}
    assert again(scene).judged == 0


def test_files_are_read_again_and_counted_apart(scene: Scene) -> None:
    url = "https://energy.example/files/table.txt"
    run = scene.run("energy")
    scene.fetch(run, URL, page(TITLE, [FIRST], attachments=(url,)))
    scene.fetch(run, url, "指标\t数值\n".encode(), parent=URL)
    scene.process()
    with scene.db.begin() as conn:
        before = rebuilding.files_at(conn, [posting_id(URL)])[posting_id(URL), url]
        conn.execute(update(attachment_files).values(extractor="", text="乱", text_sha256="0"))
    tally = again(scene)
    assert (tally.files, tally.files_reread, tally.files_changed) == (1, 1, 1)
    with scene.db.connect() as conn:
        after = rebuilding.files_at(conn, [posting_id(URL)])[posting_id(URL), url]
    assert after == before == reread(after, "指标\t数值\n".encode())
    assert after.extractor == file_extractor()


def test_a_damaged_body_is_named_and_stops_nothing(scene: Scene) -> None:
    body = posting_of(scene).body_sha256
    (scene.db.bodies.folder / str(body)[:2] / f"{body}.zst").write_bytes(b"torn")
    other_rule(scene)
    tally = again(scene)
    assert (tally.reread, tally.pages_changed, len(tally.damaged)) == (2, 1, 1)
    assert str(body) in tally.damaged[0]


def test_only_the_sources_asked_for_are_read_again(scene: Scene) -> None:
    scene.visit("library", other=page("关于其他事项的通知", ["其他事项另行通知。", "特此通知。"]))
    for name in scene.sources:
        scene.sources[name] = replace(FIRST_ONLY, source_id=name)
    tally = again(scene, source_ids=("library",))
    assert (tally.pages, tally.reread) == (1, 1)


def test_while_a_pass_is_under_way_nothing_is_read_again(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {})
    with FileLock(tmp_path / "pass.lock"), pytest.raises(SettingError, match="巡查正在进行"):
        reprocess(settings, Scope())


def test_a_real_month_is_read_again_the_same(december: "Lived", tmp_path: Path) -> None:
    """Every page that shows a version is met (the walk goes by documents), and none differs."""
    copied_home(december.settings.home, tmp_path / "home")
    settings = Settings.load(tmp_path / "home", {})
    db = open_database(settings)
    with db.begin() as conn:
        conn.execute(update(versions).values(extractor=""))
        shows = postings.c.version_id.is_not(None)
        pages = conn.execute(select(func.count()).select_from(postings).where(shows)).scalar()
        before = conn.execute(select(documents).order_by(documents.c.document_id)).all()
    tally = reprocess(settings, Scope())
    assert (tally.pages, tally.reread, tally.pages_changed) == (pages, pages, 0)
    assert (tally.older_changed, tally.unread, tally.damaged) == (0, [], [])
    with db.connect() as conn:
        assert conn.execute(select(documents).order_by(documents.c.document_id)).all() == before
    db.close()


# -- the account ----------------------------------------------------------------------------------


def test_every_field_of_a_content_is_counted_or_left_out_on_purpose() -> None:
    untold = {"page_state", "state_reason", "inferred", "disagreements"}
    assert set(FIELDS) - {"text"} == set(Content.__dataclass_fields__) - untold


def test_words_and_the_way_they_are_cut_are_told_apart() -> None:
    content = made_content("甲", "乙")
    assert differing(content, made_content("甲\n乙")) == ("blocks",)
    assert differing(content, made_content("甲", "丙")) == ("text",)
    assert differing(content, replace(content, inferred=("title",))) == ()


def made_content(*texts: str) -> Content:
    return Content(title="标题", blocks=tuple(Block(kind="paragraph", text=text) for text in texts))


def test_the_table_says_the_same_as_the_json(scene: Scene) -> None:
    other_rule(scene)
    tally = again(scene, dry_run=True)
    told, said = "\n".join(report(tally)), to_object(tally)
    assert "100.00%" in told
    assert "什么也没有写" in told
    pages = said["pages"]
    assert isinstance(pages, dict)
    assert (pages["changed"], pages["share"]) == (2, 1.0)
    largest = pages["largest"][0]
    assert largest["title"] in told
    assert largest["url"] in told
    assert largest["url"] == URL


# -- and people at the desk meanwhile -------------------------------------------------------------


class _Interrupted(Bodies):
    """Bodies of which the first that is read takes so long that something happens meanwhile."""

    def __init__(self, folder: Path, meanwhile: list[Callable[[], object]]) -> None:
        super().__init__(folder)
        self._meanwhile = meanwhile

    def get(self, digest: str) -> bytes:
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().get(digest)


def test_what_people_decide_meanwhile_stays_decided(scene: Scene) -> None:
    copy = shown(FIRST, SECOND, THIRD, noise="2")
    url = "https://library.example/copy.html"
    scene.visit("library", copy=copy)
    scene.later(1)
    rulings = Rulings(scene.db, scene.sources, office=DEFAULT_OFFICE)
    other_rule(scene)
    scene.sources["library"] = replace(SOURCES["library"], select={"body": "span.first"})
    meanwhile = [lambda: rulings.split([URL], "甲", "", scene.now)]
    scene.db.bodies = _Interrupted(scene.db.bodies.folder, meanwhile)
    again(scene)
    one, other = posting_of(scene), posting_of(scene, url)
    assert one.document_id != other.document_id
    by_lead = {work.lead_posting_id: work for work in scene.documents()}
    for posting in (one, other):
        work = by_lead[posting.posting_id]
        assert (work.document_id, work.version_id) == (posting.document_id, posting.version_id)
    assert {made.content.text for made in made_of(scene) if made.rebuilt_as is None} == {FIRST}
