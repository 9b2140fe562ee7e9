"""Documents with texts of one paragraph, judged as they stand, and models made without training."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.classify import classify, load_rules
from pipeline.classifying.facts import facts_of
from pipeline.classifying.model import Model, dump_model, load_model, parse_model
from pipeline.classifying.rules import Rules
from storage.columns import to_row
from storage.database import Database
from storage.ids import digest_id, posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.documents import add_document
from storage.queries.models import add_model
from storage.queries.processing import add_version
from storage.records import (
    Block,
    Content,
    Document,
    HeldBack,
    Posting,
    Respect,
    Row,
    StoredModel,
    Version,
)
from storage.tables import postings
from storage.text import number_key, title_key
from tests.pipeline.rejected import BASE

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SOURCE = "energy"
EVEN = HeldBack(
    rows=40,
    drawn=0,
    respects=(Respect(field="relevance", rows=40, candidate=0.9, in_use=0.85, better=3, worse=1),),
    candidate={},
    in_use={},
    by_chance=0.001,
)
"""What a candidate did that nothing speaks against."""


def hold(
    db: Database, title: str, text: str = "", rules: Rules | None = None, **said: object
) -> Document:
    """Store a document of that title as the rules judge it; what else the page said is ``said``."""
    url = f"https://{SOURCE}.example/{digest_id(title)}.html"
    blocks = (Block(kind="paragraph", text=text),) if text else ()
    content = Content(title=title, blocks=blocks, published_on=BASE.published_on)
    content = replace(content, **said)  # type: ignore[arg-type]
    verdict = classify(facts_of(content, None), rules or load_rules(office=DEFAULT_OFFICE))
    version = Version(
        version_id=digest_id("version", title),
        posting_id=posting_id(url),
        snapshot_id=digest_id("snapshot", title),
        created_at=NOW,
        content_sha256=digest_id("content", title),
        content=content,
    )
    document = replace(
        BASE,
        document_id=digest_id("learned", title),
        title=title,
        title_key=title_key(title),
        number_key=number_key(content.document_number),
        document_number=content.document_number,
        issuing_bodies=content.issuing_bodies,
        part=verdict.part,
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=version.posting_id,
        version_id=version.version_id,
    )
    posting = Posting(
        posting_id=version.posting_id,
        source_id=SOURCE,
        url=url,
        row=Row(url=url, title=title),
        first_listed_at=NOW,
        first_run_id="r0",
        last_listed_at=NOW,
        document_id=document.document_id,
        role="original",
        version_id=version.version_id,
    )
    with db.begin() as conn:
        conn.execute(postings.insert(), to_row(posting))
        add_version(conn, version)
        add_document(conn, document)
    return document


def shifted(yes: float, no: float, start: Model | None = None) -> Model:
    """A small model with other lines than the one that it started from."""
    start = start or load_model()
    lines = replace(start.lines, yes=yes, no=no)
    rules = load_rules(office=DEFAULT_OFFICE)
    made = replace(start, lines=lines, topics_file=rules.topics_file, weights={}, seen=())
    return parse_model(dump_model(made), "model")


def store(db: Database, model: Model, held: HeldBack = EVEN, **said: object) -> StoredModel:
    """Store the model as one that was trained here."""
    record = StoredModel(
        data=dump_model(model),
        fingerprint=model.fingerprint,
        topics_file=model.topics_file,
        started_from=load_model().fingerprint,
        trained_at=NOW,
        person="王敏",
        decisions=160,
        learned_rows=120,
        decided_until=NOW,
        files=(),
        held_back=held,
    )
    with db.begin() as conn:
        return add_model(conn, replace(record, **said))  # type: ignore[arg-type]
