"""What people decide on which pages are one document: it holds, and it can be taken back."""

from itertools import combinations

import pytest
from sqlalchemy import event

from pipeline.desk import DeskError, decide
from pipeline.identity.catching_up import catch_up
from pipeline.identity.doubles import open_doubles
from pipeline.questions.amending import Speaker, amend
from storage.database import Database
from storage.queries import identity
from storage.queries.desk import reviews_of
from storage.queries.reviews import said_of
from storage.queries.rulings import newest_rulings
from storage.records import Link
from tests.pipeline.ruled import COPY, GREY, ONE, OTHERS, SENTENCES, TITLE, TWO, Desk, url
from tests.pipeline.scene import START, page


@pytest.fixture
def desk(db: Database) -> Desk:
    """Two documents, one of them in two copies."""
    made = Desk(db)
    made.visit("energy", one=ONE, two=TWO)
    made.visit("library", copy=COPY)
    assert made.names() == [["energy one", "library copy"], ["energy two"]]
    return made


def test_a_merge_is_one_document_under_the_elder_id(desk: Desk) -> None:
    one, two = desk.document("澄能〔2026〕7号"), desk.document("澄能〔2026〕8号")
    desk.merge("澄能〔2026〕7号", two.document_id)
    elder = min(one, two, key=lambda d: (d.detected_at, d.document_id)).document_id
    assert desk.groups() == {elder: ["energy one", "energy two", "library copy"]}
    assert desk.document(two.document_id) == desk.document(one.document_id)


def test_undone_all_is_as_before(desk: Desk) -> None:
    decide(desk.db, desk.document("澄能〔2026〕8号").document_id, "reject", "丙", "", START)
    before = desk.stored()
    merged = desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    desk.undo(merged)
    assert desk.stored() == before
    for leaving in (("energy", "one"), ("library", "copy")):
        split = desk.split(url(*leaving))
        assert len(desk.names()) == 3
        desk.undo(split)
        assert desk.stored() == before


def test_decisions_undone_in_any_order(desk: Desk) -> None:
    before = desk.stored()
    split = desk.split(url("library", "copy"))
    copy = next(key for key, names in desk.groups().items() if names == ["library copy"])
    merged = desk.merge(copy, "澄能〔2026〕8号")
    assert desk.names() == [["energy one"], ["energy two", "library copy"]]
    desk.undo(split)
    assert desk.names() == [["energy one", "energy two", "library copy"]]
    desk.undo(merged)
    assert desk.stored() == before


def test_a_part_of_what_was_split_off_is_split_off(db: Database) -> None:
    """Its page gave an id before, which stayed with the rest."""
    desk = Desk(db)
    desk.visit("energy", one=ONE)
    desk.visit("library", copy=COPY, third=COPY.replace("热门文章2".encode(), b""))
    before = desk.stored()
    first = desk.split(url("library", "copy"), url("library", "third"))
    between = desk.stored()
    desk.scene.later(1)
    for name in ("copy", "third"):
        second = desk.split(url("library", name))
        assert desk.names() == [["energy one"], ["library copy"], ["library third"]]
        assert len({one.document_id for one in desk.scene.documents()}) == 5
        desk.undo(second)
        assert desk.stored() == between
    desk.undo(first)
    assert desk.stored() == before


def test_what_happened_to_a_page_that_speaks_comes_back(desk: Desk) -> None:
    """It is nothing of the document's, and is there again when the two are parted."""
    told = ["这是一篇解读文章，说明有关安排的由来。" * 3]
    for more in ([], ["新增一段，说明补助每户二百元，自2026年起执行。"]):
        desk.visit("library", copy=COPY, told=page("一图读懂：冬季供暖若干安排", [*told, *more]))
    before, kinds = desk.stored(), desk.scene.kinds()
    merged = desk.merge("澄能〔2026〕7号", desk.document("一图读懂").document_id)
    assert [kind for kind in kinds if kind == "amended"] == ["amended"]
    assert "amended" not in desk.scene.kinds()
    desk.undo(merged)
    assert desk.stored() == before


def test_what_was_said_of_either_is_said_of_both(desk: Desk) -> None:
    two = desk.document("澄能〔2026〕8号")
    decide(desk.db, two.document_id, "approve", "丙", "要", START)
    amend(desk.db, two.document_id, {"part": "mee"}, Speaker(person="丙"), START)
    merged = desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    (both,) = desk.groups()
    with desk.db.connect() as conn:
        assert [r.person for r in reviews_of(conn, both)] == ["丙"]
        assert list(said_of(conn, [both])[both].amended) == ["part"]
    decide(desk.db, both, "reject", "丁", "", START)
    amend(desk.db, both, {"kind": "law"}, Speaker(person="丁"), START)
    desk.undo(merged)
    with desk.db.connect() as conn:
        amended = {key: set(said.amended) for key, said in said_of(conn, desk.groups()).items()}
    mine = {both: {"kind"}}
    mine.setdefault(two.document_id, set()).add("part")
    assert amended == mine
    with desk.db.connect() as conn:
        said = {key: [r.person for r in reviews_of(conn, key)] for key in desk.groups()}
    mine = ["丁", "丙"] if both == two.document_id else ["丙"]
    assert said[two.document_id] == mine
    assert sum(map(len, said.values())) == 2


def test_a_split_holds_against_later_passes_and_editions(desk: Desk) -> None:
    desk.split(url("library", "copy"))
    apart = [["energy one"], ["energy two"], ["library copy"]]
    assert desk.names() == apart
    for body in (COPY, COPY.replace("按时".encode(), "如期".encode()), ONE):
        desk.visit("library", copy=body)
        desk.visit("energy", one=ONE, two=TWO)
        assert desk.names() == apart
    assert [kind for kind in desk.scene.kinds() if kind == "added"] == ["added"] * 3


def test_a_merge_holds_though_text_and_number_change(desk: Desk) -> None:
    desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    amended = TWO.replace("8号".encode(), "9号".encode()).replace("摸清".encode(), "查清".encode())
    desk.visit("energy", one=ONE, two=amended)
    assert len(desk.names()) == 1
    desk.visit("library", copy=COPY, more=amended)
    assert desk.names() == [["energy one", "energy two", "library copy", "library more"]]


def test_decisions_hold_when_everything_is_read_again(desk: Desk) -> None:
    from pipeline.reprocessing.run import Scope, reread_all

    desk.split(url("library", "copy"))
    before = desk.groups()
    with desk.db.begin() as conn:
        conn.exec_driver_sql("UPDATE versions SET extractor = ''")
        conn.exec_driver_sql("DELETE FROM traits")
        conn.exec_driver_sql("DELETE FROM sketches")
    reread_all(desk.db, desk.scene.flow.judge, Scope())
    catch_up(desk.db, desk.scene.flow.judge, desk.scene.now)
    assert desk.groups() == before


def test_a_doubt_is_asked_and_answered_once(desk: Desk) -> None:
    desk.visit("library", copy=COPY, grey=GREY)
    with desk.db.connect() as conn:
        (asked,) = open_doubles(conn)
    assert 0.7 <= asked.likeness < 0.9
    assert ["library grey"] in desk.names()
    ids = (asked.one.document_id, asked.other.document_id)
    parted = desk.rulings.part(*ids, "甲", "", desk.scene.now).ruling_id or 0
    desk.visit("library", copy=COPY, grey=GREY.replace("摸清".encode(), "查清".encode()))
    with desk.db.connect() as conn:
        assert open_doubles(conn) == []
    desk.undo(parted)
    with desk.db.connect() as conn:
        assert len(open_doubles(conn)) == 1
    desk.merge(*ids)
    assert ["energy one", "library copy", "library grey"] in desk.names()
    with desk.db.connect() as conn:
        assert open_doubles(conn) == []


@pytest.mark.parametrize(("number", "groups"), [("澄能〔2026〕7号", 2), ("澄能〔2026〕9号", 3)])
def test_a_number_that_comes_later_settles_the_doubt(desk: Desk, number: str, groups: int) -> None:
    desk.visit("library", copy=COPY, grey=GREY)
    numbered = page(TITLE, [*SENTENCES[:-1], OTHERS[0]], number=number)
    desk.visit("library", copy=COPY, grey=numbered)
    assert len(desk.names()) == groups
    with desk.db.connect() as conn:
        assert open_doubles(conn) == []


def test_a_text_that_comes_later_finds_its_copies(db: Database) -> None:
    """First only a cover without number, under another title; then the text."""
    desk = Desk(db)
    desk.visit("energy", one=ONE)
    bare = "关于锅炉更新工作的通知"
    desk.visit("library", late=page(bare, ["请见附件，详情另行通知。"]))
    assert len(desk.names()) == 2
    desk.visit("library", late=page(bare, SENTENCES))
    assert desk.names() == [["energy one", "library late"]]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda d: d.merge("澄能〔2026〕7号", "澄能〔2026〕7号"), "同一份文件"),
        (lambda d: d.merge("澄能〔2026〕7号", "没有这份"), "没有找到"),
        (lambda d: d.merge("澄能〔2026〕7号", "通知"), "不止一件"),
        (lambda d: d.split(url("energy", "nowhere")), "没有读到过"),
        (lambda d: d.split("http://[::1/x"), "网址写得不对"),
        (lambda d: d.split("http://energy.example:b/x"), "网址写得不对"),
        (lambda d: d.split(url("energy", "two")), "至少要留下"),
        (lambda d: d.split(url("energy", "one"), url("energy", "two")), "不属于同一份"),
        (lambda d: d.undo(99), "没有编号为 99"),
        (lambda d: d.rulings.merge("澄能〔2026〕7号", "澄能〔2026〕8号", " ", "", START), "由谁"),
        (lambda d: d.rulings.undo(1, "", START), "由谁"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(desk: Desk, ask, said: str) -> None:
    before = desk.stored()
    with pytest.raises(DeskError, match=said):
        ask(desk)
    assert desk.stored() == before
    with desk.db.connect() as conn:
        assert newest_rulings(conn) == []


def test_twice_undone_is_refused(desk: Desk) -> None:
    merged = desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    desk.undo(merged)
    with pytest.raises(DeskError, match="已由乙撤销"):
        desk.undo(merged)


def test_a_home_of_an_earlier_program_keeps_its_documents(desk: Desk) -> None:
    """It knows no links: what stood together stands together."""
    merged = desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    before = desk.stored()
    with desk.db.begin() as conn:
        for table in ("traits", "sketches", "links", "rulings", "ruling_pages"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
    catch_up(desk.db, desk.scene.flow.judge, desk.scene.now)
    assert desk.stored() == before
    assert merged


def test_a_decision_waits_for_its_own_documents_only(desk: Desk) -> None:
    """An upgraded home has all its pages to link anew: that is the next pass's to do."""
    with desk.db.begin() as conn:
        for table in ("traits", "sketches", "links"):
            conn.exec_driver_sql(f"DELETE FROM {table}")
    desk.merge("澄能〔2026〕7号", "澄能〔2026〕8号")
    with desk.db.connect() as conn:
        left = identity.untold(conn, 9)
    assert sorted(one.url for one, _ in left) == [url("energy", "old"), url("library", "old")]
    assert catch_up(desk.db, desk.scene.flow.judge, desk.scene.now) == 2
    assert desk.names() == [["energy one", "energy two", "library copy"]]


def test_many_questions_take_no_more_queries_than_one(desk: Desk) -> None:
    def asked_with() -> tuple[int, int]:
        said: list[str] = []
        listener = lambda *args: said.append(args[2])  # noqa: E731
        event.listen(desk.db.engine, "before_cursor_execute", listener)
        with desk.db.connect() as conn:
            found = len(open_doubles(conn))
        event.remove(desk.db.engine, "before_cursor_execute", listener)
        return found, len(said)

    desk.visit("library", copy=COPY, grey=GREY)
    assert asked_with()[0] == 1
    few = asked_with()[1]
    pages = sorted(one.lead_posting_id for one in desk.scene.documents())
    doubts = [
        Link(posting_id=one, other_id=other, kind="doubt", likeness=0.8, reason="正文相近")
        for one, other in combinations(pages, 2)
    ]
    with desk.db.begin() as conn:
        identity.put_links(conn, doubts)
    found, many = asked_with()
    assert found > 5
    assert many == few
