"""What a posting is to its document."""

from datetime import timedelta

from storage.database import Database
from storage.queries.processing import postings_of
from tests.pipeline.pages import BODY
from tests.pipeline.scene import Scene, page

TITLE = "澄江省能源局关于锅炉更新的通知"
SENTENCES = [f"{part}。" for part in BODY.split("。") if part]
FILE = "https://library.example/files/a.txt"


def roles(scene: Scene) -> dict[str, str | None]:
    with scene.db.connect() as conn:
        (many,) = postings_of(conn, [one.document_id for one in scene.documents()]).values()
    return {one.url.split("//")[1].split(".")[0]: one.role for one in many}


def test_the_issuers_own_page_is_the_original_though_found_later(db: Database) -> None:
    """The issuer stands in the title alone."""
    scene = Scene(db)
    scene.visit("library", copy=page(TITLE, SENTENCES, day="2026-03-04"))
    assert roles(scene) == {"library": "repost"}
    scene.later(3)
    scene.visit("energy", own=page(TITLE, SENTENCES, day="2026-03-02"))
    assert roles(scene) == {"library": "repost", "energy": "original"}
    assert str(scene.documents()[0].published_on) == "2026-03-02"


def test_a_copy_without_words_of_its_own(db: Database) -> None:
    """Until its page has some."""
    scene = Scene(db)
    scene.visit("energy", own=page(TITLE, SENTENCES, number="澄能〔2026〕7号"))
    scene.now += timedelta(days=1)
    files = page(TITLE, [], number="澄能〔2026〕7号", attachments=(FILE,))
    scene.visit("library", copy=files)
    assert roles(scene) == {"energy": "original", "library": "attachment_only"}
    scene.now += timedelta(days=1)
    scene.visit("library", copy=page(TITLE, SENTENCES, number="澄能〔2026〕7号"))
    assert roles(scene) == {"energy": "original", "library": "repost"}
