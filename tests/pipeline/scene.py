"""Passes made by hand: runs, postings and snapshots as a capture would have stored them."""

from datetime import UTC, datetime, timedelta

from pipeline.classify import load_rules
from pipeline.identity.catching_up import catch_up
from pipeline.process import Flow, process_pending
from pipeline.settle import settle
from storage.columns import to_row
from storage.database import Database
from storage.ids import digest_id, posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.capture import upsert_listing
from storage.queries.changes import find_changes
from storage.queries.documents import Wanted, find_documents
from storage.queries.problems import find_problems
from storage.queries.processing import postings_by_id
from storage.records import (
    Change,
    CrawlRun,
    Document,
    Listing,
    Posting,
    Problem,
    Row,
    Snapshot,
    Source,
    SourceState,
)
from storage.tables import crawl_runs, postings, snapshots

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

SOURCES = {
    name: Source(
        source_id=name,
        name=f"{agency} · 通知",
        agency=agency,
        family="general",
        level="ministry",
        start_urls=(f"https://{name}.example/tz/",),
    )
    for name, agency in (("energy", "澄江省能源局"), ("library", "澄江省人民政府"))
}


def page(
    title: str,
    paragraphs: list[str],
    *,
    number: str = "",
    day: str = "2026-03-02",
    noise: str = "1",
    attachments: tuple[str, ...] = (),
) -> bytes:
    """A detail page as agencies write them, with furniture that differs by ``noise``."""
    links = "".join(f'<p><a href="{url}">{url.rsplit("/", 1)[-1]}</a></p>' for url in attachments)
    body = "".join(f"<p>　　{text}</p>" for text in paragraphs)
    head = f"<p>{number}</p>" if number else ""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>"
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 10:00">'
        f"</head><body><div class='nav'><a href='/'>首页</a></div><h1>{title}</h1>"
        f"<div class='info'>发布时间：{day}　浏览次数：{noise}</div>"
        f"<div class='TRS_Editor'>{head}{body}{links}</div>"
        f"<div class='hot'>热点<a href='/a/{noise}.html'>热门文章{noise}</a></div></body></html>"
    ).encode()


class Scene:
    """A database, and passes over it at moments days apart."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = START
        self.rules = load_rules(office=DEFAULT_OFFICE)
        self.lookback = timedelta(0)
        self.sources = dict(SOURCES)
        self._complete: set[str] = set()

    def later(self, days: float) -> None:
        self.now += timedelta(days=days)

    def run(self, source: str = "energy", state: SourceState = "ok") -> CrawlRun:
        """Begin and end a pass over a source at this moment."""
        run = CrawlRun(
            run_id=digest_id(source, self.now.isoformat()),
            source_id=source,
            started_at=self.now,
            finished_at=self.now,
            complete=state == "ok",
            baseline=source not in self._complete,
            state=state,
            problem=None if state == "ok" else "不可读",
        )
        if state == "ok":
            self._complete.add(source)
        with self.db.begin() as conn:
            conn.execute(crawl_runs.insert(), to_row(run))
        return run

    def fetch(
        self,
        run: CrawlRun,
        url: str,
        body: bytes | None,
        *,
        status: int = 200,
        parent: str | None = None,
        row_date: str | None = None,
        final: str = "",
        error: str = "",
    ) -> None:
        """Store one answer, and the listing of its page. ``final``: where it was redirected."""
        key = posting_id(parent or url)
        snapshot = Snapshot(
            snapshot_id=digest_id(run.run_id, url),
            run_id=run.run_id,
            source_id=run.source_id,
            kind="attachment" if parent else "document",
            url=url,
            final_url=final or url,
            parent_url=parent,
            fetched_at=self.now,
            status=status,
            body_sha256=self.db.bodies.put(body) if body is not None else None,
            media_type="" if parent else "text/html",
            error=error,
        )
        listed = datetime.fromisoformat(row_date).date() if row_date else None
        with self.db.begin() as conn:
            if not postings_by_id(conn, [key]):
                posting = Posting(
                    posting_id=key,
                    source_id=run.source_id,
                    url=url,
                    row=Row(url=url, title="", published_on=listed),
                    first_listed_at=self.now,
                    first_run_id=run.run_id,
                    last_listed_at=self.now,
                )
                conn.execute(postings.insert(), to_row(posting))
            conn.execute(snapshots.insert(), to_row(snapshot))
        self.show(run, parent or url)

    def show(self, run: CrawlRun, url: str) -> None:
        """Let the source's list show a page that is known."""
        listing = Listing(
            source_id=run.source_id,
            posting_id=posting_id(url),
            first_run_id=run.run_id,
            first_listed_at=self.now,
            last_run_id=run.run_id,
            last_listed_at=self.now,
        )
        with self.db.begin() as conn:
            upsert_listing(conn, (), (listing,))

    @property
    def flow(self) -> Flow:
        return Flow(
            db=self.db, sources=self.sources, rules=self.rules, now=self.now, lookback=self.lookback
        )

    def process(self) -> list[str]:
        """Interpret and settle; returns the lines about what could not be read."""
        faults: list[str] = []
        process_pending(self.flow, faults.append)
        catch_up(self.db, self.flow.judge, self.now)
        with self.db.begin() as conn:
            settle(conn, self.now, SOURCES, office=DEFAULT_OFFICE)
        return faults

    def visit(self, source: str, **pages: bytes | None) -> list[str]:
        """One whole pass over a source that shows these pages, by name."""
        run = self.run(source)
        for name, body in pages.items():
            status = 404 if body is None else 200
            self.fetch(run, f"https://{source}.example/{name}.html", body, status=status)
        return self.process()

    def kinds(self) -> list[str]:
        return [change.kind for change in self.changes()]

    def changes(self) -> list[Change]:
        with self.db.connect() as conn:
            return find_changes(conn)

    def documents(self) -> list[Document]:
        with self.db.connect() as conn:
            return find_documents(conn, Wanted())

    def problems(self) -> list[Problem]:
        with self.db.connect() as conn:
            return find_problems(conn)
