"""From when a document holds, where only its text says so: reckoned, and said to be."""

from datetime import date

import pytest

from pipeline.deadlines import deadlines_of
from pipeline.objects import content_object, document_object, whole_documents
from pipeline.relations.standings import reckoned_effective_on
from pipeline.stating import state
from storage.database import Database
from storage.records import Block, Content, PageKind
from tests.pipeline.scene import Scene, page

ISSUED = date(2026, 3, 2)


def reckoned(text: str, kind: PageKind = "document") -> date | None:
    block = Block(kind="paragraph", text=text)
    content = Content(title="锅炉管理办法", blocks=(block,), published_on=ISSUED)
    return reckoned_effective_on(kind, deadlines_of(content, ()))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本办法自公布之日起30日后施行。", date(2026, 4, 1)),
        ("本办法自发布之日起施行，有效期五年。", ISSUED),
        ("现批准锅炉评价大纲，自发布之日起施行，请遵照执行。", ISSUED),
        ("《窑炉管理办法》自发布之日起施行。", None),
        ("本办法自2026年5月起施行。", None),
        ("自印发之日起，各单位应当报送台账。", None),
        ("新建锅炉自2026年4月1日起执行新的限值。", None),
        ("各单位应当于2026年4月1日前报送台账。", None),
    ],
)
def test_what_the_text_says_of_itself(text: str, day: date | None) -> None:
    assert reckoned(text) == day


def test_a_draft_and_what_speaks_of_a_document_have_no_such_day() -> None:
    assert reckoned("本办法自公布之日起施行。", "consultation") is None
    assert reckoned("本办法自公布之日起施行。", "interpretation") is None


def test_a_stored_document_says_that_it_is_inferred(db: Database) -> None:
    scene = Scene(db)
    texts = {"a": "本办法自公布之日起30日后施行。", "b": "本办法自2026年5月1日起施行。"}
    scene.visit(
        "energy", **{key: page(f"锅炉{key}管理办法", [text]) for key, text in texts.items()}
    )
    state(db)
    with db.connect() as conn:
        wholes = whole_documents(conn, scene.documents(), scene.now)
    objects = {str(one["title"])[2]: one for one in map(document_object, wholes)}
    assert objects["a"]["effective_on"] == date(2026, 4, 1)
    assert objects["a"]["inferred"] == ["validity", "effective_on"]
    assert objects["b"]["effective_on"] == date(2026, 5, 1)
    assert objects["b"]["inferred"] == ["validity"]


def test_a_page_that_was_not_judged_has_none() -> None:
    block = Block(kind="paragraph", text="本办法自公布之日起施行。")
    shown = content_object(Content(title="", blocks=(block,), published_on=ISSUED))
    assert shown["effective_on"] is None
    assert shown["inferred"] == []
