"""An address that a person adds: the next pass captures it, and it is then watched like any other.

It joins the listings of the source of its site, as if its list had shown it.
"""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.adding.told import AddError, Told, listed, refuse_known, run_of
from storage.database import Database
from storage.ids import canonical_url, posting_id
from storage.queries.capture import upsert_listing
from storage.queries.processing import postings_by_id
from storage.queries.runs import add_run
from storage.records import Source


def add_address(
    db: Database, sources: Iterable[Source], url: str, told: Told, now: datetime
) -> Source:
    """Let the next pass over the site's source capture the address; returns that source.

    Raises ``AddError``: no web address, a site without a source, a page that is there already.
    """
    row = told.row(_address(url))
    source = _source_of(row.url, sources)
    run = run_of(row.url, now)
    with db.begin() as conn:
        refuse_known(postings_by_id(conn, [posting_id(row.url)]))
        posting, listing = listed(source.source_id, row, run, now)
        add_run(conn, run)
        upsert_listing(conn, (posting,), (listing,))
    return source


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        web = False
    if not web:
        raise AddError(f"“{url[:80]}”不是网址：请写全，例如 https://www.example.gov.cn/a/1.html。")
    return canonical_url(url)


def _source_of(url: str, sources: Iterable[Source]) -> Source:
    """The enabled source of the site, of several the one whose list stands nearest to the page."""
    near = [
        (_shared(url, start), source)
        for source in sources
        if source.enabled
        for start in source.start_urls
        if _host(start) == _host(url)
    ]
    if not near:
        raise AddError(
            f"没有 {_host(url)} 的来源，这个网址无法跟踪："
            "先用 policywatch sources detect 得到条目，或把页面存成文件补入。"
        )
    return max(near, key=lambda one: (one[0], one[1].source_id))[1]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _shared(url: str, start: str) -> int:
    """How many steps of their paths are the same."""
    one, other = (urlsplit(each).path.split("/") for each in (url, start))
    pairs = list(zip(one, other, strict=False))
    return next((at for at, (a, b) in enumerate(pairs) if a != b), len(pairs))
