"""Interpretations join what they speak of, whichever was read first."""

import pytest

from pipeline.desk import decide
from pipeline.identity.interpretations import subjects
from pipeline.identity.rulings import Rulings
from pipeline.stating import state
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.desk import reviews_of
from tests.pipeline.scene import Scene, page

NOTICE = page(
    "澄江省能源局关于印发《锅炉节能改造实施方案》的通知",
    ["各市：", "现将方案印发给你们，请认真组织实施，按时报送进展。"],
    number="澄能〔2026〕7号",
)
SPEAKER = page("《锅炉节能改造实施方案》政策解读", ["方案的出台背景、主要内容和下一步安排如下。"])


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("推进快递包装绿色转型——《深入推进包装转型行动方案》专家解读", "深入推进包装转型行动方案"),
        ("某委有关负责同志就首批达峰试点名单答记者问", "首批达峰试点名单"),
        ("一图读懂：锅炉节能改造实施方案", "锅炉节能改造实施方案"),
        ("国务院新闻办举行发布会", None),
    ],
)
def test_what_a_title_speaks_of(title: str, key: str | None) -> None:
    assert next(iter(subjects(title)), None) == key


@pytest.mark.parametrize("order", [("notice", "speaker"), ("speaker", "notice")])
def test_it_joins_whatever_the_order(db: Database, order: tuple[str, str]) -> None:
    scene = Scene(db)
    scene.visit("energy", old=page("关于旧事的通知", ["旧事一件，现予公布，请遵照执行。"]))
    pages = {"notice": NOTICE, "speaker": SPEAKER}
    shown: dict[str, bytes | None] = {}
    for name in order:
        scene.later(1)
        shown[name] = pages[name]
        scene.visit("energy", **shown)
    work = [one for one in scene.documents() if one.document_number]
    assert len(work) == 1
    assert len(scene.documents()) == 2
    assert scene.kinds().count("added") == 1


def test_an_edit_of_the_interpretation_is_no_amendment(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", notice=NOTICE, speaker=SPEAKER)
    scene.later(1)
    edited = SPEAKER.replace("出台背景".encode(), "制定背景".encode())
    scene.visit("energy", notice=NOTICE, speaker=edited)
    assert "amended" not in scene.kinds()


def test_two_documents_of_the_name_are_a_persons_matter(db: Database) -> None:
    scene = Scene(db)
    other = NOTICE.replace("7号".encode(), "9号".encode())
    scene.visit("energy", one=NOTICE, two=other, speaker=SPEAKER)
    assert len(scene.documents()) == 3


def test_what_a_person_decided_on_stays_a_document(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", speaker=SPEAKER)
    (speaker,) = scene.documents()
    decide(db, speaker.document_id, "approve", "甲", "", scene.now)
    scene.later(1)
    scene.visit("energy", speaker=SPEAKER, notice=NOTICE)
    assert len(scene.documents()) == 2
    with db.connect() as conn:
        assert len(reviews_of(conn, speaker.document_id)) == 1


def test_an_endless_title_takes_no_endless_time() -> None:
    assert subjects("就印发" * 20_000) == ()


def test_what_a_person_parted_does_not_join_again(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", speaker=SPEAKER)
    (speaker,) = scene.documents()
    scene.later(1)
    scene.visit("energy", speaker=SPEAKER, notice=NOTICE)
    (work,) = scene.documents()
    assert work.document_number
    rulings = Rulings(db, scene.sources, office=DEFAULT_OFFICE)
    made = rulings.split(["https://energy.example/speaker.html"], "甲", "", scene.now)
    assert {one.document_id for one in scene.documents()} == {
        work.document_id,
        speaker.document_id,
    }
    scene.later(1)
    scene.visit("energy", speaker=SPEAKER.replace(b"\xe3\x80\x82", b"!"), notice=NOTICE)
    assert len(scene.documents()) == 2
    rulings.undo(made.ruling_id or 0, "甲", scene.now)
    assert scene.documents() == [work]


FORWARDED = page(
    "澄江省人民政府办公厅转发省能源局关于印发《锅炉节能改造实施方案》的通知的通知",
    ["省能源局的通知已经省政府同意，现转发给你们，请认真贯彻执行。"],
    number="澄政办〔2026〕9号",
)
TELLS = "日前，澄江省能源局印发《锅炉节能改造实施方案》（澄能〔2026〕7号），现解读如下。"
BY_TITLE = page("《锅炉节能改造实施方案》政策解读", [TELLS])
BY_TEXT = page("专家解读｜锅炉改造怎么看", [TELLS])


@pytest.mark.parametrize("speaker", [BY_TITLE, BY_TEXT])
@pytest.mark.parametrize("first", ["speaker", "notice"])
def test_the_number_that_its_text_names_tells_of_several(
    db: Database, speaker: bytes, first: str
) -> None:
    scene = Scene(db)
    pages: dict[str, bytes | None] = {"speaker": speaker, "notice": NOTICE}
    scene.visit("energy", forwarded=FORWARDED, **{first: pages[first]})
    state(db)
    scene.later(1)
    scene.visit("energy", forwarded=FORWARDED, **pages)
    state(db)
    scene.later(1)
    scene.visit("energy", forwarded=FORWARDED, **pages)
    assert {one.document_number for one in scene.documents()} == {
        "澄能〔2026〕7号",
        "澄政办〔2026〕9号",
    }


def test_what_a_person_parted_does_not_join_by_its_text(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", speaker=BY_TITLE, notice=NOTICE)
    assert len(scene.documents()) == 1
    rulings = Rulings(db, scene.sources, office=DEFAULT_OFFICE)
    rulings.split(["https://energy.example/speaker.html"], "甲", "", scene.now)
    state(db)
    scene.later(1)
    scene.visit("energy", speaker=BY_TITLE, notice=NOTICE)
    assert len(scene.documents()) == 2
