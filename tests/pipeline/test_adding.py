"""What a person adds: an address of a known site, a file as it came."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.adding.address import add_address
from pipeline.adding.file import Added, File, add_file
from pipeline.adding.told import AddError, Told
from storage.clock import day_of
from storage.database import Database
from storage.queries.changes import find_changes
from storage.queries.due import due_documents
from storage.queries.processing import versions_by_id
from storage.settings import Settings
from tests.issue_samples import sqlite
from tests.pipeline.scene import SOURCES, Scene, page

URL = "https://energy.example/unlisted/b.html"
TOLD = Told(
    title="关于做好碳排放核查工作的通知",
    document_number="澄能[2026]7号",
    issuing_bodies=("澄江省能源局",),
    published_on=date(2026, 3, 1),
)
TEXT = "第一条 推进节能降碳。\n第二条 认真落实。\n".encode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def scene(home: Path) -> Iterator[Scene]:
    database = sqlite(home)
    yield Scene(database)
    database.close()


def hand_in(
    scene: Scene, home: Path, name: str = "通知.txt", body: bytes = TEXT, told: Told = TOLD
) -> Added:
    settings = Settings.load(home, {})
    return add_file(scene.db, settings, SOURCES, File(name=name, body=body), told)


def text_of(db: Database, added: Added) -> str:
    key = added.document.version_id
    with db.connect() as conn:
        return versions_by_id(conn, [key])[key].content.text


# -- an address -----------------------------------------------------------------------------------


def test_an_address_is_due_at_the_next_pass_of_its_sites_source(scene: Scene) -> None:
    scene.visit("energy", a=page("关于电价的通知", ["正文。"]))
    source = add_address(scene.db, SOURCES.values(), URL, Told(), scene.now)
    assert source.source_id == "energy"
    scene.later(1)
    with scene.db.connect() as conn:
        assert URL in [one.url for one in due_documents(conn, "energy", scene.now)]
        assert URL not in [one.url for one in due_documents(conn, "library", scene.now)]


def test_what_is_captured_there_is_news_though_the_source_is_new(scene: Scene) -> None:
    add_address(scene.db, SOURCES.values(), URL, Told(), scene.now)
    scene.later(1)
    run = scene.run("energy")
    scene.fetch(run, URL, page("关于做好碳排放核查工作的通知", ["推进节能降碳。"]))
    assert scene.process() == []
    assert scene.kinds() == ["added"]
    scene.later(1)
    scene.fetch(scene.run("energy"), URL, page("关于做好碳排放核查工作的通知", ["全面节能降碳。"]))
    scene.process()
    assert sorted(scene.kinds()) == ["added", "amended"]


def test_the_source_whose_list_stands_nearest_watches_it(scene: Scene) -> None:
    near = replace(
        SOURCES["energy"], source_id="near", start_urls=("https://energy.example/unlisted/",)
    )
    off = replace(near, source_id="off", enabled=False)
    sources = (*SOURCES.values(), near, off)
    assert add_address(scene.db, sources, URL, Told(), scene.now).source_id == "near"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("通知.pdf", "不是网址"),
        ("ftp://energy.example/a", "不是网址"),
        ("http://[::1", "不是网址"),
        ("https://nowhere.example/a.html", "没有 nowhere.example 的来源"),
    ],
)
def test_an_address_that_cannot_be_watched_is_refused_in_one_line(
    scene: Scene, url: str, said: str
) -> None:
    with pytest.raises(AddError, match=said):
        add_address(scene.db, SOURCES.values(), url, Told(), scene.now)


def test_what_is_there_already_is_not_added_again(scene: Scene) -> None:
    scene.visit("energy", a=page("关于电价的通知", ["正文。"]))
    (document,) = scene.documents()
    with pytest.raises(AddError, match=document.document_id):
        add_address(scene.db, SOURCES.values(), "http://energy.example/a.html", Told(), scene.now)


# -- a file ---------------------------------------------------------------------------------------


def test_a_file_is_a_document_at_once_as_the_person_says(scene: Scene, home: Path) -> None:
    added = hand_in(scene, home)
    document = added.document
    assert added.problem == ""
    assert (document.title, document.document_number) == (TOLD.title, "澄能〔2026〕7号")
    assert (document.published_on, document.issuing_bodies) == (
        TOLD.published_on,
        ("澄江省能源局",),
    )
    assert document.part == "province"
    assert text_of(scene.db, added) == TEXT.decode().strip()
    with scene.db.connect() as conn:
        assert [one.kind for one in find_changes(conn)] == ["added"]


@pytest.mark.parametrize(("days", "late"), [(6, False), (9, True), (9000, True)])
def test_an_old_document_that_is_added_is_late(
    scene: Scene, home: Path, days: int, late: bool
) -> None:
    """It is told, and not as something new."""
    dated = day_of(datetime.now(UTC)) - timedelta(days=days)
    hand_in(scene, home, told=replace(TOLD, published_on=dated))
    with scene.db.connect() as conn:
        (change,) = find_changes(conn)
    assert (change.kind, change.late) == ("added", late)


def test_a_saved_page_is_read_as_a_page(scene: Scene, home: Path) -> None:
    body = page("关于做好碳排放核查工作的通知", ["推进节能降碳。"], day="2026-02-27")
    added = hand_in(scene, home, "a.html", body)
    assert text_of(scene.db, added) == "推进节能降碳。"
    assert added.document.published_on == TOLD.published_on


def test_when_a_site_publishes_it_too_it_is_one_document(scene: Scene, home: Path) -> None:
    key = hand_in(scene, home).document.document_id
    lines = TEXT.decode().splitlines()
    scene.visit("energy", a=page(TOLD.title, lines, number="澄能〔2026〕7号", day="2026-03-01"))
    assert [one.document_id for one in scene.documents()] == [key]


def test_a_file_without_text_is_kept_and_it_is_said(scene: Scene, home: Path) -> None:
    added = hand_in(scene, home, "扫描件.pdf", b"no pdf")
    assert "读不出文字" in added.problem
    assert added.document.title == TOLD.title


def test_the_same_file_is_added_once(scene: Scene, home: Path) -> None:
    key = hand_in(scene, home).document.document_id
    with pytest.raises(AddError, match=key):
        hand_in(scene, home)
    assert len(scene.documents()) == 1


def test_what_was_said_of_a_file_is_mended_by_adding_it_again(scene: Scene, home: Path) -> None:
    key = hand_in(scene, home).document.document_id
    told = replace(
        TOLD,
        title="关于做好碳排放核查及报告工作的通知",
        document_number="澄能〔2026〕8号",
        published_on=date(2026, 3, 3),
    )
    added = hand_in(scene, home, told=told)
    (document,) = scene.documents()
    assert added.document == document
    assert (document.document_id, document.title) == (key, told.title)
    assert (document.document_number, document.published_on) == (
        told.document_number,
        told.published_on,
    )
    assert text_of(scene.db, added) == TEXT.decode().strip()
    with pytest.raises(AddError, match=key):
        hand_in(scene, home, told=told)


def test_an_empty_file_or_one_without_a_title_is_refused(scene: Scene, home: Path) -> None:
    settings = Settings.load(home, {})
    with pytest.raises(AddError, match="空的"):
        hand_in(scene, home, body=b"")
    with pytest.raises(AddError, match="标题"):
        add_file(scene.db, settings, SOURCES, File(name="a.txt", body=TEXT), Told())
    assert scene.documents() == []


def test_nothing_is_added_while_a_pass_runs(scene: Scene, home: Path) -> None:
    with FileLock(home / "pass.lock"), pytest.raises(AddError, match="正在巡查"):
        hand_in(scene, home)


def test_a_name_is_only_a_name(scene: Scene, home: Path) -> None:
    url = File(name="..\\..\\C:/x/<通知> \x00.pdf", body=TEXT).url
    assert url.startswith("file:///")
    assert ".." not in url
    assert hand_in(scene, home, "..\\..\\C:/x/<通知>.txt").document.title == TOLD.title
