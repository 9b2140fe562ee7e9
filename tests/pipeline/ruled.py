"""Two watched sources, and a person who decides which pages are one document."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.identity.rulings import Rulings
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import digest_items
from storage.queries.desk import find_keyed
from storage.queries.processing import postings_of
from storage.records import Document
from storage.tables import changes, documents, postings, reviews
from tests.pipeline.pages import BODY, OTHER_WORDS
from tests.pipeline.scene import Scene, page

SENTENCES = [f"{part}。" for part in BODY.split("。") if part]
OTHERS = [f"{part}。" for part in OTHER_WORDS.split("。") if part]
TITLE = "澄江省能源局关于锅炉更新的通知"
ONE = page(TITLE, SENTENCES, number="澄能〔2026〕7号")
COPY = page(f"{TITLE}", SENTENCES, number="澄能[2026]7号", noise="2")
TWO = page("澄江省能源局关于清洁取暖的通知", OTHERS, number="澄能〔2026〕8号")
GREY = page(TITLE, [*SENTENCES[:-1], OTHERS[0]])
OLD = page("关于旧事的通知", ["旧事一件，现予公布，请遵照执行。"])


def url(source: str, name: str) -> str:
    return f"https://{source}.example/{name}.html"


class Desk:
    """A scene with two watched sources, and a person."""

    def __init__(self, db: Database) -> None:
        self.scene = Scene(db)
        for source in ("energy", "library"):
            self.scene.visit(source, old=OLD.replace("旧事".encode(), source.encode()))
        self.scene.later(1)
        self.rulings = Rulings(db, self.scene.sources, office=DEFAULT_OFFICE)
        self.db = db

    def visit(self, source: str, **pages: bytes) -> None:
        self.scene.visit(source, **pages)
        self.scene.later(1)

    def document(self, words: str) -> Document:
        with self.db.connect() as conn:
            (found,) = find_keyed(conn, words)
        return found

    def groups(self) -> dict[str, list[str]]:
        """The names of the pages, by document."""
        with self.db.connect() as conn:
            many = postings_of(conn, [one.document_id for one in self.scene.documents()])
        return {
            key: sorted(p.url.split("/", 2)[2].replace(".example/", " ")[:-5] for p in of_one)
            for key, of_one in many.items()
            if not any("old" in p.url for p in of_one)
        }

    def names(self) -> list[list[str]]:
        return sorted(self.groups().values())

    def told(self) -> dict[str, datetime]:
        """The documents that digests tell as new, by the page that is the reason, and when."""
        since, until = (self.scene.now.replace(year=year) for year in (2020, 2030))
        with self.db.connect() as conn:
            items = digest_items(conn, since, until)
        return {
            one.change.url.split("/", 2)[2].replace(".example/", " ")[:-5]: one.change.detected_at
            for one in items
            if one.change.kind == "added"
        }

    def merge(self, one: str, other: str) -> int:
        made = self.rulings.merge(one, other, "甲", "同一件", self.evening)
        return made.ruling_id or 0

    def split(self, *urls: str) -> int:
        return self.rulings.split(urls, "甲", "", self.evening).ruling_id or 0

    def undo(self, ruling: int) -> None:
        self.rulings.undo(ruling, "乙", self.evening)

    @property
    def evening(self) -> datetime:
        """When people decide: between two passes."""
        return self.scene.now - timedelta(hours=12)

    def stored(self) -> list[Sequence[object]]:
        """Everything that a decision may move."""
        with self.db.connect() as conn:
            return [
                conn.execute(table.select().order_by(*table.primary_key.columns)).all()
                for table in (changes, documents, postings, reviews)
            ]
