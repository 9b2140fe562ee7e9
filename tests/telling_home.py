"""A home with something to tell, for the tests of planning and sending."""

from sqlalchemy import insert

from storage.columns import to_row
from storage.database import Database
from storage.queries import telling
from storage.records import (
    Block,
    Content,
    CrawlRun,
    Delivery,
    DigestItem,
    Form,
    Subscription,
    Version,
)
from storage.tables import changes, crawl_runs, documents, postings, versions
from tests.telling_samples import IN_WEEK, subscription


def store(db: Database, items: list[DigestItem], *, text: str = "") -> None:
    """The items as the pipeline leaves them, and one complete pass over their source."""
    works = {one.document.document_id: one for one in items}
    with db.begin() as conn:
        for one in items:
            conn.execute(insert(changes), to_row(one.change))
        for one in works.values():
            conn.execute(insert(documents), to_row(one.document))
            for posting in one.postings:
                conn.execute(insert(postings), to_row(posting))
            content = Content(title="", blocks=(Block(kind="paragraph", text=text),))
            version = Version(
                version_id=one.document.version_id,
                posting_id="p",
                snapshot_id="s",
                created_at=IN_WEEK,
                content_sha256="",
                content=content,
            )
            conn.execute(insert(versions), to_row(version))
    passed(db, "run")


def passed(db: Database, run_id: str, **values: object) -> CrawlRun:
    """One complete pass over the source of the items."""
    given = {"source_id": "invented_notices", "started_at": IN_WEEK, "finished_at": IN_WEEK}
    run = CrawlRun(
        run_id=run_id,
        complete=True,
        state="ok",
        **(given | values),  # type: ignore[arg-type]
    )
    with db.begin() as conn:
        conn.execute(insert(crawl_runs), to_row(run))
    return run


def subscribe(db: Database, *records: Subscription) -> None:
    with db.begin() as conn:
        for record in records:
            telling.put_subscription(conn, record)


def readers(count: int, **values: object) -> list[Subscription]:
    return [
        subscription(subscription_id=f"r{n}", address=f"r{n}@example.org", **values)
        for n in range(count)
    ]


def deliveries(db: Database) -> list[Delivery]:
    with db.connect() as conn:
        found = telling.find_deliveries(conn)
    return sorted(found, key=lambda one: (one.subscription_id, one.planned_at, one.part))


def form(db: Database, one: Delivery) -> Form:
    """What the message says."""
    with db.connect() as conn:
        found = telling.form_of(conn, one.rendering_id)
    assert found
    return found


def states(db: Database) -> list[str]:
    return [one.state for one in deliveries(db)]


def reader(db: Database, subscription_id: str = "r0") -> Subscription:
    with db.connect() as conn:
        found = telling.subscription(conn, subscription_id)
    assert found
    return found
