"""A home with a week of invented documents, and any number of readers of a few filters."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage.columns import to_row
from storage.database import Database, open_database
from storage.ids import digest_id
from storage.records import (
    Block,
    Change,
    Classification,
    Content,
    CrawlRun,
    Document,
    Filter,
    Posting,
    Row,
    Source,
    Subscription,
    TopicScore,
    Version,
)
from storage.settings import Settings
from storage.tables import changes, crawl_runs, documents, postings, subscriptions, versions

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Monday 08:00 in Shanghai."""
_MANY = 5000
_DAY = date(2026, 11, 18)
_FOUND = datetime(2026, 11, 19, 2, tzinfo=UTC)
_READ = NOW - timedelta(hours=9)
_SUBJECTS = ("碳排放权交易", "新型储能项目", "绿色电力证书", "公共建筑能效提升", "零碳园区培育")
_KINDS = ("管理办法", "实施方案", "工作通知", "行动计划")
_TOPICS = ("carbon_market", "energy", "industry", "buildings", "transport")
_PARTS = ("central", "mee", "ministry", "province")
SOURCES = tuple(
    Source(
        source_id=f"invented_{part}",
        name=f"虚构{place}部 · 通知",
        agency=f"虚构{place}部",
        family="list_page",
        level="ministry",
        start_urls=(f"https://{part}.invented.example/",),
    )
    for place, part in enumerate(_PARTS, 1)
)
FILTERS = (
    Filter(),
    Filter(topics=("carbon_market",)),
    Filter(parts=("central", "mee")),
    Filter(words=("储能 -招标",)),
    Filter(issuers=("虚构2部",), least_significance=0.2),
)


def filled(home: Path, url: str, items: int, readers: int) -> Settings:
    """The settings of a new home with so many documents of the week, and readers by mail."""
    settings = Settings.load(home, {"POLICYWATCH_DATABASE_URL": url} if url else {})
    db = open_database(settings)
    _store_week(db, items)
    _store_readers(db, readers)
    db.close()
    return settings


def _store_week(db: Database, items: int) -> None:
    made = [_item(place) for place in range(items)]
    runs = [
        CrawlRun(
            run_id=f"run-{one.source_id}",
            source_id=one.source_id,
            started_at=_READ,
            finished_at=_READ,
            complete=True,
            state="ok",
        )
        for one in SOURCES
    ]
    tables = (documents, versions, postings, changes)
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), [to_row(one) for one in runs])
        for table, records in zip(tables, zip(*made, strict=True), strict=True):
            conn.execute(table.insert(), [to_row(one) for one in records])


def _item(place: int) -> tuple[Document, Version, Posting, Change]:
    key, source = digest_id("telling", str(place)), SOURCES[place % len(SOURCES)]
    subject, kind = _SUBJECTS[place % 5], _KINDS[place // 5 % 4]
    title = f"关于印发《{subject}{kind}（第{place}号）》的通知"
    url = f"{source.start_urls[0]}{key}.html"
    text = f"现将《{subject}{kind}》印发给你们，请各单位于2027年3月31日前报送落实情况。"
    content = Content(title=title, blocks=(Block(kind="paragraph", text=text * 4),))
    topics = (TopicScore(id=_TOPICS[place % 5], score=0.9),)
    verdict = Classification(page_kind="document", relevant=True, relevance=0.9, topics=topics)
    return (
        Document(
            document_id=key,
            title=title,
            title_key=title,
            number_key=None,
            document_number=f"虚构〔2026〕{place}号",
            issuing_bodies=(source.agency,),
            signed_on=_DAY,
            published_on=_DAY,
            effective_on=None,
            part=_PARTS[place % 4],
            region="全国",
            page_kind="document",
            relevant=True,
            relevance=0.9,
            classification=verdict,
            lead_posting_id=key,
            version_id=key,
            detected_at=_FOUND,
            first_run_id=f"run-{source.source_id}",
        ),
        Version(
            version_id=key,
            posting_id=key,
            snapshot_id=key,
            created_at=_FOUND,
            content_sha256=key,
            content=content,
        ),
        Posting(
            posting_id=key,
            source_id=source.source_id,
            url=url,
            row=Row(url=url, title=title, published_on=_DAY),
            first_listed_at=_FOUND,
            first_run_id=f"run-{source.source_id}",
            last_listed_at=_FOUND,
            document_id=key,
            role="original",
            version_id=key,
        ),
        Change(
            change_id=key,
            document_id=key,
            posting_id=key,
            source_id=source.source_id,
            run_id=f"run-{source.source_id}",
            url=url,
            kind="added",
            detected_at=_FOUND,
            after_id=key,
            significance=1.0,
            summary=text,
        ),
    )


def _store_readers(db: Database, count: int) -> None:
    for some in _parts(range(count), _MANY):
        rows = [to_row(_reader(number)) for number in some]
        with db.begin() as conn:
            conn.execute(subscriptions.insert(), rows)


def _parts(numbers: range, size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


def _reader(number: int) -> Subscription:
    return Subscription(
        subscription_id=digest_id("reader", str(number)),
        channel="email",
        address=f"reader{number}@mail{number % 7}.example",
        filter=FILTERS[number % len(FILTERS)],
        created_at=_FOUND - timedelta(days=300),
    )
