"""Files behind links: replaced, saved again, not to be read, not there yet."""

from collections.abc import Sequence

import pytest

from pipeline.objects import document_object, whole_documents
from pipeline.pages.attachment_file import reread
from pipeline.pages.missing import with_missing
from storage.database import Database
from storage.queries.processing import attachment_file
from storage.records import AttachmentFile, Change, DigestItem
from tests.crawlers.attachment_samples import a_doc, a_pdf, a_zip
from tests.pipeline.scene import Scene, page

PAGE = "https://energy.example/new.html"
FILE = "https://energy.example/files/table.doc"
CLAUSES = ["各市能源局：", "为做好碳排放核查，现将名单印发给你们。", "澄江省能源局", "2026年3月1日"]
BODY = page("关于印发碳排放核查名单的通知", CLAUSES, number="澄能〔2026〕7号", attachments=(FILE,))
OLD, NEW = a_doc("核查期限为2026年6月30日。\r"), a_doc("核查期限为2026年9月30日。\r")
SCAN, PICTURE = a_pdf([""], picture=True), b"\x89PNG\r\n\x1a\n" + b"1" * 60
WALL = "<html><body><p>访问被拒绝，请稍后再试。</p></body></html>".encode()
Answer = bytes | int | str


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def answers(scene: Scene, *given: Answer) -> list[Change]:
    """Passes in which the file's address gives these: a body, a status, or a wall's name."""
    for one in given:
        run = scene.run("energy")
        scene.fetch(run, PAGE, BODY)
        if isinstance(one, int):
            scene.fetch(run, FILE, None, status=one, parent=PAGE)
        elif isinstance(one, str):
            scene.fetch(run, FILE, WALL, parent=PAGE, error=one)
        else:
            scene.fetch(run, FILE, one, parent=PAGE)
        scene.process()
        scene.later(1)
    return [change for change in scene.changes() if change.kind == "attachment"]


def missing(scene: Scene) -> Sequence[str]:
    with scene.db.connect() as conn:
        (whole,) = whole_documents(conn, scene.documents(), scene.now)
    return document_object(whole)["missing_attachments"]  # type: ignore[return-value]


def stored(scene: Scene) -> AttachmentFile:
    with scene.db.connect() as conn:
        (document,) = scene.documents()
        found = attachment_file(conn, document.lead_posting_id, FILE)
    assert found is not None
    return found


def test_a_replaced_file_is_compared_clause_by_clause(scene: Scene) -> None:
    (told,) = answers(scene, OLD, NEW)
    assert told.summary.startswith("附件已替换：table.doc（")
    assert [(v.before, v.after) for v in told.values] == [("2026年6月30日", "2026年9月30日")]
    assert told.hunks


def test_the_same_words_saved_again_are_none(scene: Scene) -> None:
    assert answers(scene, OLD, a_zip({"a.txt": b""}) and OLD + b"\0" * 512) == []


def test_what_cannot_be_read_any_more_is_not_deleted(scene: Scene) -> None:
    (told,) = answers(scene, OLD, SCAN)
    assert told.summary.startswith("附件已替换：table.doc（新文件：PDF 全部 1 页是扫描图像")
    assert (told.hunks, told.values, told.significance) == ((), (), 0.3)
    assert stored(scene).own_text == ""


def test_and_when_it_can_again_it_is_compared_with_what_was_read_last(scene: Scene) -> None:
    told = answers(scene, OLD, SCAN, NEW)
    assert len(told) == 2
    assert [(v.before, v.after) for v in told[1].values] == [("2026年6月30日", "2026年9月30日")]
    assert stored(scene).own_text == "核查期限为2026年9月30日。"


def test_pictures_are_compared_by_their_bytes(scene: Scene) -> None:
    (told,) = answers(scene, PICTURE, PICTURE, PICTURE + b"2")
    assert told.significance == 0.3
    assert "是图片（PNG），没有文字；未作比较" in told.summary


def test_a_first_text_is_no_insertion(scene: Scene) -> None:
    (told,) = answers(scene, SCAN, OLD)
    assert (told.hunks, "未作比较" in told.summary) == ((), True)


def test_a_file_that_is_not_there_yet(scene: Scene) -> None:
    assert answers(scene, 404) == []
    assert missing(scene) == ("table.doc",)
    (told,) = answers(scene, 404, OLD, OLD)
    assert told.summary == "附件已到：table.doc"
    assert missing(scene) == ()


def test_readers_of_the_digest_are_told(scene: Scene) -> None:
    answers(scene, 404)
    (change,) = scene.changes()
    (document,) = scene.documents()
    item = DigestItem(change=change, document=document, postings=())
    with scene.db.connect() as conn:
        assert with_missing(conn, [item])[0].missing == "附件未到：table.doc。"


def test_a_link_that_comes_later_is_the_attachment_that_was_promised(scene: Scene) -> None:
    title, promise = "关于印发碳排放核查名单的通知", "附件：碳排放核查名单"
    lines = [*CLAUSES[:2], promise, *CLAUSES[2:]]
    before = page(title, lines, number="澄能〔2026〕7号")
    scene.visit("energy", new=before)
    assert missing(scene) == ("碳排放核查名单",)
    scene.later(1)
    link = f'<a href="{FILE}">{promise}</a>'
    scene.visit("energy", new=before.replace(promise.encode(), link.encode()))
    assert missing(scene) == ()
    told = scene.changes()[-1]
    assert (told.kind, told.summary) == ("attachment", f"附件已到：{promise}")


def test_a_wall_before_a_file_says_nothing_when_it_falls(scene: Scene) -> None:
    assert answers(scene, "安全验证页") == []
    assert missing(scene) == ("table.doc",)
    assert answers(scene, 412, 500, WALL, OLD) == []
    assert missing(scene) == ()


def test_a_file_that_goes_for_a_while_is_the_same_when_it_is_back(scene: Scene) -> None:
    assert answers(scene, OLD, 404, OLD) == []
    assert missing(scene) == ()


def test_reading_again_keeps_what_could_be_read(scene: Scene) -> None:
    answers(scene, OLD)
    file = stored(scene)
    assert reread(file, OLD) == file
    assert reread(file, SCAN).text == file.text
