"""What a posting is to its document: the first issuer's own page, a copy, a word about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from storage.agencies import same_agency
from storage.clock import day_of
from storage.records import SPEAKING, Document, Posting, PostingRole, Source


def hosts_of(sources: Iterable[Source]) -> dict[str, str]:
    """The agency of each host that a source starts at."""
    return {urlsplit(url).netloc: source.agency for source in sources for url in source.start_urls}


def roles_of(
    postings: Sequence[Posting], document: Document, hosts: Mapping[str, str]
) -> dict[str, PostingRole]:
    """The role of each posting, by id.

    Original is one on the first issuer's own host, even if found later; there, the earliest.
    Without a known issuer it is the earliest of all.
    """
    if document.page_kind in SPEAKING:
        return {posting.posting_id: document.page_kind for posting in postings}
    roles: dict[str, PostingRole] = {
        posting.posting_id: posting.role
        if posting.role in SPEAKING or posting.role == "attachment_only"
        else "repost"
        for posting in postings
    }
    carrying = [posting for posting in postings if roles[posting.posting_id] == "repost"]
    if document.issuing_bodies:
        issuer = document.issuing_bodies[0]
        carrying = [posting for posting in carrying if _is_own(posting, issuer, hosts)]
    if carrying:
        roles[min(carrying, key=_age).posting_id] = "original"
    return roles


def _is_own(posting: Posting, issuer: str, hosts: Mapping[str, str]) -> bool:
    agency = hosts.get(urlsplit(posting.url).netloc, "")
    return bool(agency) and same_agency(agency, issuer)


def _age(posting: Posting) -> tuple[date, datetime, str]:
    listed = posting.first_listed_at
    return (posting.row.published_on or day_of(listed), listed, posting.posting_id)


def lead_of(postings: Sequence[Posting]) -> Posting:
    """The posting whose title and date the document takes: the original, else the earliest."""
    originals = [posting for posting in postings if posting.role == "original"]
    copies = [posting for posting in postings if posting.role not in SPEAKING]
    return min(originals or copies or postings, key=_age)
