"""What was read first decides nothing: neither of pages, nor of the sources that list one."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.identity.catching_up import catch_up
from pipeline.process import process_pending
from pipeline.settle import settle
from storage.database import Database
from storage.ids import posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.capture import upsert_listing
from storage.queries.processing import postings_of
from storage.records import Listing, Posting, Row
from tests.homes import open_home
from tests.pipeline.ruled import COPY, GREY, ONE, OTHERS, SENTENCES, TITLE, TWO
from tests.pipeline.scene import Scene, page

BARE = page(TITLE, SENTENCES)
TWIN = page(TITLE, [*SENTENCES, "特此公告。"], number="澄能〔2026〕9号")
COVER = page(TITLE, ["附件：方案。"])
SPEAKER = page("《澄江省能源局关于清洁取暖的通知》政策解读", ["通知的背景和主要内容如下。"])
LATER = page("关于清洁取暖的通知", OTHERS, day="2026-03-09")
FACTS = (
    "title",
    "document_number",
    "issuing_bodies",
    "signed_on",
    "published_on",
    "part",
    "region",
    "page_kind",
    "relevant",
)
PAGES = {
    ("energy", "one"): ONE,
    ("energy", "two"): TWO,
    ("energy", "speaker"): SPEAKER,
    ("library", "copy"): COPY,
    ("library", "bare"): BARE,
    ("library", "twin"): TWIN,
    ("library", "grey"): GREY,
    ("library", "cover"): COVER,
    ("library", "later"): LATER,
}
"""Copies, one without number that fits two, a cover, a doubt, a word about one of them."""


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[list[Database]]:
    """As many empty homes as are asked for."""
    made: list[Database] = []
    yield made
    for db in made:
        db.close()


def home(homes: list[Database], tmp_path: Path) -> Scene:
    db = open_home(tmp_path / f"home{len(homes)}")
    homes.append(db)
    return Scene(db)


def held(scene: Scene) -> list[tuple[object, ...]]:
    """The documents with their postings and roles."""
    works = scene.documents()
    with scene.db.connect() as conn:
        shown = postings_of(conn, [one.document_id for one in works])
    found = [
        (
            *(getattr(one, name) for name in FACTS),
            sorted((p.url, p.source_id, p.role, p.row) for p in shown[one.document_id]),
        )
        for one in works
    ]
    return sorted(found, key=lambda one: one[-1])


def read_in(scene: Scene, order: list[tuple[str, str]]) -> list[tuple[object, ...]]:
    """One pass that reads the pages in this order, one at a time."""
    runs = {source: scene.run(source) for source in ("energy", "library")}
    for source, name in order:
        url = f"https://{source}.example/{name}.html"
        scene.fetch(runs[source], url, PAGES[source, name])
        process_pending(scene.flow)
    scene.process()
    return held(scene)


@pytest.mark.parametrize("seed", range(4))
def test_pages_in_any_order(homes: list[Database], tmp_path: Path, seed: int) -> None:
    order = list(PAGES)
    expected = read_in(home(homes, tmp_path), order)
    random.Random(seed).shuffle(order)
    assert read_in(home(homes, tmp_path), order) == expected
    assert len(expected) == 6


# -- several sources list one page ----------------------------------------------------------------

URL = "https://energy.example/one.html"
ROWS = {
    "energy": Row(url=URL, title="关于锅炉更新的通知", published_on=date(2026, 3, 1)),
    "library": Row(url=URL, title="锅炉更新", published_on=date(2026, 3, 5)),
    "archive": Row(url=URL, title="通知一则", published_on=None),
}
UNDATED = ONE.replace(b'<meta name="PubDate" content="2026-03-02 10:00">', b"").replace(
    "发布时间：2026-03-02".encode(), b""
)


def list_it(scene: Scene, source: str) -> None:
    run = scene.run(source)
    at_home = any(urlsplit(u).netloc in URL for u in scene.sources[source].start_urls)
    posting = Posting(
        posting_id=posting_id(URL),
        source_id=source,
        url=URL,
        row=ROWS[source],
        first_listed_at=scene.now,
        first_run_id=run.run_id,
        last_listed_at=scene.now,
        at_home=at_home,
    )
    listing = Listing(
        source_id=source,
        posting_id=posting.posting_id,
        first_run_id=run.run_id,
        first_listed_at=scene.now,
        last_run_id=run.run_id,
        last_listed_at=scene.now,
    )
    with scene.db.begin() as conn:
        upsert_listing(conn, [posting], [listing])


@pytest.mark.parametrize("order", list(permutations(ROWS)))
@pytest.mark.parametrize("read_after", [1, 2, 3])
def test_sources_in_any_order(
    homes: list[Database], tmp_path: Path, order: tuple[str, ...], read_after: int
) -> None:
    """The page is asked for once, by the first; the others may list it before that, or after."""
    scene = home(homes, tmp_path)
    energy, library = scene.sources["energy"], scene.sources["library"]
    archive = replace(library, source_id="archive", start_urls=("https://archive.example/",))
    select = {"body": "div.TRS_Editor"}
    watched = replace(energy, select=select, level="province")
    scene.sources |= {"archive": archive, "energy": watched}
    for place, source in enumerate(order, 1):
        list_it(scene, source)
        if place == read_after:
            scene.fetch(scene.run(source + "-again"), URL, UNDATED)
        process_pending(scene.flow)
    catch_up(scene.db, scene.flow.judge, scene.now)
    with scene.db.begin() as conn:
        settle(conn, scene.now, scene.sources, office=DEFAULT_OFFICE)
    ((title, *facts, shown),) = held(scene)
    assert title == TITLE
    assert facts[3] == date(2026, 3, 1)
    assert shown == [(URL, "energy", "original", ROWS["energy"])]
