"""What a posting is to its document: the first issuer's own page, a copy, a word about it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from storage.agencies import same_agency
from storage.records import Document, Posting, PostingRole, Source

SPEAKING: tuple[PostingRole, ...] = ("interpretation", "news")
"""Roles of pages that speak of a document without carrying it."""


def role_of(posting: Posting, document: Document, sources: Mapping[str, Source]) -> PostingRole:
    """Original on the first issuer's own host, even if found later; else a repost."""
    if document.page_kind == "interpretation":
        return "interpretation"
    if document.page_kind == "news":
        return "news"
    agency = _agency_of(posting, sources)
    issuer = document.issuing_bodies[0] if document.issuing_bodies else ""
    if not issuer:
        return "original" if posting.posting_id == document.lead_posting_id else "repost"
    return "original" if agency and same_agency(agency, issuer) else "repost"


def _agency_of(posting: Posting, sources: Mapping[str, Source]) -> str:
    """The agency on whose host the page stands: the listing source's, if it is its own host."""
    host = urlsplit(posting.url).hostname or ""
    hosts = {
        urlsplit(url).hostname: source.agency
        for source in sources.values()
        for url in source.start_urls
    }
    return hosts.get(host, "")


def lead_of(postings: Sequence[Posting], document: Document) -> Posting:
    """The posting whose title and date the document takes: the original, else the earliest."""
    originals = [posting for posting in postings if posting.role == "original"]
    copies = [posting for posting in postings if posting.role not in SPEAKING]
    return min(
        originals or copies or postings,
        key=lambda one: (
            one.row.published_on or one.first_listed_at.date(),
            one.first_listed_at,
            one.posting_id != document.lead_posting_id,
            one.posting_id,
        ),
    )
