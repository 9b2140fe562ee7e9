"""Which held document a relation means, what relates to one, and where that leaves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event

from pipeline.objects import document_object, whole_documents
from pipeline.relations.resolving import related
from pipeline.stating import state
from storage.database import Database
from storage.queries import relations as store
from storage.records import Document, StoredRelation
from tests.pipeline.scene import Scene, page

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def visit(scene: Scene, **pages: bytes | None) -> dict[str, Document]:
    """The documents by the name of their page, all stated."""
    scene.visit("energy", **pages)
    state(scene.db)
    by_title = {one.title: one for one in scene.documents()}
    names = {name: body.decode() for name, body in pages.items() if body}
    return {
        name: next(one for title, one in by_title.items() if f"<h1>{title}</h1>" in text)
        for name, text in names.items()
    }


@contextmanager
def counting(conn: Connection, statements: list[str]) -> Iterator[None]:
    """The statements that are run meanwhile."""

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    event.listen(conn, "before_cursor_execute", note)
    yield
    event.remove(conn, "before_cursor_execute", note)


def links(scene: Scene, one: Document) -> list[tuple[str, str]]:
    """What the document says of held ones: kind and title."""
    with scene.db.connect() as conn:
        found = related(conn, (one,))[one.document_id]
    return [(x.relation.kind, x.other.title) for x in found.to if x.other]


def incoming(scene: Scene, one: Document) -> list[tuple[str, str]]:
    with scene.db.connect() as conn:
        found = related(conn, (one,))[one.document_id]
    return [(x.relation.kind, x.other.title) for x in found.by if x.other]


OLD_TITLE = "关于印发《窑炉改造管理办法（试行）》的通知"
OLD = page(
    OLD_TITLE,
    ["现将《窑炉改造管理办法（试行）》印发给你们，请遵照执行。", "澄江省能源局", "2025年3月1日"],
    number="澄能〔2025〕3号",
    day="2025-03-02",
)


def naming(text: str, title: str = "锅炉改造管理办法", day: str = "2026-03-02") -> bytes:
    number = "澄能〔2026〕9号"
    return page(
        title, [f"第三条 {text}", "第二条 本办法自2026年5月1日起施行。"], number=number, day=day
    )


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("企业按照《窑炉改造管理办法》（澄能〔2025〕3号）执行。", True),
        ("企业按照《窑炉改造管理办法》执行。", True),
        ("企业按照《澄江省能源局关于印发窑炉改造管理办法（试行）的通知》执行。", True),
        ("企业按照澄能〔2025〕3号文件执行。", True),
        ("企业按照《窑炉改造的管理办法》执行。", True),
        ("企业按照《窑炉改造管理办法》（澄能〔2020〕8号）执行。", False),
        ("企业按照《河东省能源局关于印发窑炉改造管理办法的通知》执行。", False),
        ("企业按照《窑炉节能办法》执行。", False),
    ],
)
def test_which_document_is_meant(scene: Scene, text: str, means: bool) -> None:
    found = visit(scene, old=OLD, new=naming(text))
    assert links(scene, found["new"]) == ([("cites", OLD_TITLE)] if means else [])
    assert incoming(scene, found["old"]) == ([("cites", "锅炉改造管理办法")] if means else [])


def test_an_order_of_the_same_province_by_its_short_name(scene: Scene) -> None:
    number = "澄江省人民政府令第8号"
    text = ["第一条 为了管理，制定本办法。", "第二条 本办法自2015年5月1日起施行。"]
    order = page("窑炉管理办法", text, number=number, day="2015-03-02")
    text = "《窑炉管理办法》（2015年3月2日省政府令第8号公布）同时废止。"
    for new, means in ((naming(text), True), (naming(text.replace("8号", "9号")), False)):
        found = visit(scene, order=order, new=new)
        kinds = [kind for kind, _ in links(scene, found["new"])]
        assert kinds == (["repeals"] if means else [])
        scene.later(1)


def test_it_does_not_matter_which_was_read_first(scene: Scene) -> None:
    new = naming("企业按照《窑炉改造管理办法》执行。")
    found = visit(scene, new=new)
    assert links(scene, found["new"]) == []
    scene.later(1)
    found = visit(scene, new=new, old=OLD)
    assert links(scene, found["new"]) == [("cites", OLD_TITLE)]


def test_two_of_the_title_are_neither(scene: Scene) -> None:
    text = "企业按照《窑炉改造管理办法》执行。"
    other = OLD.replace("3号".encode(), "4号".encode()).replace("2025年3月1日".encode(), b"")
    found = visit(scene, old=OLD, other=other, new=naming(text))
    assert len(scene.documents()) == 3
    assert links(scene, found["new"]) == []


def test_what_came_much_later_is_another_edition(scene: Scene) -> None:
    text = "企业按照《窑炉改造管理办法》执行。"
    found = visit(scene, old=OLD, new=naming(text, day="2024-03-02"))
    assert links(scene, found["new"]) == []


def test_a_document_never_means_itself(scene: Scene) -> None:
    found = visit(scene, old=OLD)
    assert links(scene, found["old"]) == []
    assert incoming(scene, found["old"]) == []


def test_the_number_of_queries_does_not_grow(scene: Scene) -> None:
    visit(scene, old=OLD, new=naming("企业按照《窑炉改造管理办法》和《节能办法》执行。"))
    documents = scene.documents()
    with scene.db.connect() as conn:
        one, all_of_them = [], []
        for asked, counted in ((documents[:1], one), (documents, all_of_them)):
            with counting(conn, counted):
                related(conn, asked)
    assert len(one) == len(all_of_them)


def test_a_repeal_counts_from_its_day_and_leads_over_the_page(scene: Scene) -> None:
    text = "原《窑炉改造管理办法（试行）》（澄能〔2025〕3号）同时废止。"
    found = visit(scene, old=OLD, new=naming(text))
    for now, said in ((datetime(2026, 4, 1, tzinfo=UTC), None), (NOW, "已废止")):
        with scene.db.connect() as conn:
            (whole,) = whole_documents(conn, (found["old"],), now)
        shown = document_object(whole)
        assert shown["validity"] == said
        assert ("validity" in list(shown["inferred"])) == bool(said)  # type: ignore[call-overload]
    standing = shown["standing"]
    assert standing == {
        "state": "repealed",
        "because": [
            f"自2026年5月1日起被《锅炉改造管理办法》（澄能〔2026〕9号）废止：“第三条 {text}”"
        ],
    }
    (relation,) = shown["related_from"]  # type: ignore[misc]
    assert relation["document_id"] == found["new"].document_id  # type: ignore[index]


def test_a_draft_repeals_nothing(scene: Scene) -> None:
    title = "关于公开征求《锅炉改造管理办法（征求意见稿）》意见的通知"
    new = naming("原《窑炉改造管理办法（试行）》（澄能〔2025〕3号）同时废止。", title)
    found = visit(scene, old=OLD, new=new)
    with scene.db.connect() as conn:
        (whole,) = whole_documents(conn, (found["old"],), NOW)
    assert whole.ties.standing.state is None


def test_a_draft_finds_its_final_text(scene: Scene) -> None:
    draft = page(
        "关于公开征求《窑炉改造管理办法（征求意见稿）》意见的通知",
        ["现公开征求意见。"],
        day="2025-01-02",
    )
    found = visit(scene, draft=draft, old=OLD)
    assert links(scene, found["draft"]) == [("draft-of", OLD_TITLE)]


def test_stating_twice_changes_nothing(scene: Scene) -> None:
    found = visit(scene, old=OLD, new=naming("企业按照《窑炉改造管理办法》执行。"))
    before = _stored(scene, found["new"])
    assert state(scene.db) == 0
    assert _stored(scene, found["new"]) == before


def test_what_was_read_by_other_rules_is_read_anew(scene: Scene) -> None:
    found = visit(scene, new=naming("企业按照《窑炉改造管理办法》执行。"))
    key = found["new"].document_id
    with scene.db.begin() as conn:
        store.put_relations(conn, key, ())
        store.mark_stated(conn, key, store.stated_by("0" * 16, found["new"].version_id))
    assert state(scene.db) == 1
    assert len(_stored(scene, found["new"])) == 1


def test_an_amended_page_and_a_new_file_are_read_anew(scene: Scene) -> None:
    from tests.crawlers.attachment_samples import a_doc

    at, url = "https://energy.example/files/a.doc", "https://energy.example/new.html"
    body = page("关于做好窑炉工作的通知", ["按照《甲类办法》执行，现通知如下。"], attachments=(at,))
    for name in ("乙类办法", "丙类办法"):
        run = scene.run("energy")
        scene.fetch(run, url, body)
        scene.fetch(run, at, a_doc(f"按照《{name}》执行。\r"), parent=url)
        scene.process()
        assert state(scene.db) == 1
        (document,) = scene.documents()
        assert [row.said.title for row in _stored(scene, document)] == ["甲类办法", name]
        scene.later(1)
    run = scene.run("energy")
    scene.fetch(run, url, body.replace("甲类".encode(), "丁类".encode()))
    scene.process()
    state(scene.db)
    (document,) = scene.documents()
    assert [row.said.title for row in _stored(scene, document)] == ["丁类办法", "丙类办法"]


def _stored(scene: Scene, document: Document) -> list[StoredRelation]:
    with scene.db.connect() as conn:
        return store.relations_from(conn, (document.document_id,)).get(document.document_id, [])
