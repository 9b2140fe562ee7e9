"""The documents that a page hangs together with, as the desk shows them."""

from datetime import date

from pipeline.stating import state
from storage.database import Database
from storage.queries.processing import version
from storage.records import Document
from tests.pipeline.scene import Scene, page
from web.related import RelatedView, related_view

OLD = page(
    "关于印发《窑炉改造管理办法》的通知",
    ["现将《窑炉改造管理办法》印发给你们，请遵照执行。"],
    number="澄能〔2025〕3号",
    day="2025-03-02",
)
CITED = "".join(f"《第{at}类窑炉标准》、" for at in "一二三四五六七八")
NEW = page(
    "锅炉改造管理办法",
    [
        f"第一条 企业执行{CITED}《节能标准》。",
        "第九条 本办法自2026年5月1日起施行。原《窑炉改造管理办法》（澄能〔2025〕3号）同时废止。",
    ],
    number="澄能〔2026〕9号",
)


def view(db: Database, one: Document, today: date) -> RelatedView:
    with db.connect() as conn:
        shown = version(conn, one.version_id)
        return related_view(conn, one, shown.content if shown else None, today)


def test_what_only_lets_a_document_hold_longer_does_not_change_it(db: Database) -> None:
    scene = Scene(db)
    text = "《窑炉改造管理办法》（澄能〔2025〕3号）有效期延长至2028年12月31日。"
    longer = page("关于延长《窑炉改造管理办法》有效期的通知", [text], number="澄能〔2026〕9号")
    scene.visit("energy", old=OLD, new=longer)
    state(db)
    old, new = sorted(scene.documents(), key=lambda one: one.document_number or "")
    for document, word in ((old, "被延长有效期"), (new, "延长有效期")):
        (group,) = view(db, document, date(2026, 6, 1)).groups
        assert [line.word for line in group.first] == [word]


def test_both_sides_and_where_it_stands(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", old=OLD, new=NEW)
    state(db)
    old, new = sorted(scene.documents(), key=lambda one: one.document_number or "")
    shown = view(db, new, date(2026, 6, 1))
    (group,) = shown.groups
    assert shown.standing == "现行有效"
    assert [(line.word, line.name) for line in group.first[:2]] == [
        ("废止", "《窑炉改造管理办法》（澄能〔2025〕3号）"),
        ("提及", "《第一类窑炉标准》"),
    ]
    assert group.first[0].document_id == old.document_id
    assert group.first[0].place == "第九条，自2026年5月1日起"
    assert (len(group.first), len(group.rest)) == (6, 4)
    assert group.first[1].sentence
    assert not group.first[2].sentence, "the same sentence is shown once"
    shown = view(db, old, date(2026, 6, 1))
    (group,) = shown.groups
    assert (shown.standing, group.title) == ("已废止", "提到本文的")
    assert [(line.word, line.document_id) for line in group.first] == [("被废止", new.document_id)]
