"""Documents of an invented week, made without pages: what was met, and what was proposed of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from storage.database import Database
from storage.ids import digest_id
from storage.queries.documents import add_document
from storage.records import Classification, Document, TopicScore

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""Of week 47, nine in the morning in Shanghai."""
WEEK = "2026-W47"
BASE = Document(
    document_id="d0",
    title="关于做好值班工作的通知",
    title_key="关于做好值班工作的通知",
    number_key=None,
    document_number=None,
    issuing_bodies=("澄江市能源局",),
    signed_on=None,
    published_on=date(2026, 11, 16),
    effective_on=None,
    part="province",
    region="澄江",
    page_kind="document",
    relevant=False,
    relevance=0.04,
    classification=Classification(
        page_kind="document",
        relevant=False,
        relevance=0.04,
        topics=(TopicScore(id="energy", score=0.6),),
        part="province",
    ),
    lead_posting_id="p0",
    version_id="v0",
    detected_at=MONDAY,
    first_run_id="r0",
)


def work(key: str, **said: object) -> Document:
    """A document of the week, with what is said of it otherwise than of the others."""
    fields = {"document_id": digest_id("rejected", key), "title": f"关于{key}的通知"} | said
    return replace(BASE, **fields)  # type: ignore[arg-type]


def put(db: Database, *documents: Document) -> None:
    """Store them."""
    with db.begin() as conn:
        for one in documents:
            add_document(conn, one)
