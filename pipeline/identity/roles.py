"""What a posting is to its document: the first issuer's own page, a copy, a word about it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from storage.agencies import same_agency
from storage.clock import day_of
from storage.records import SPEAKING, Content, Document, Posting, PostingRole, Source
from storage.text import fold
from storage.titles import issuers_in

_FEW_CHARS = 30


def hosts_of(sources: Iterable[Source]) -> dict[str, str]:
    """The agency of each host that a source starts at."""
    return {urlsplit(url).netloc: source.agency for source in sources for url in source.start_urls}


def holds_files_only(content: Content) -> bool:
    """Whether a page has no words of its own, only the files that it links."""
    return bool(content.attachments) and len(fold(content.text)) < _FEW_CHARS


def roles_of(
    postings: Sequence[Posting],
    document: Document,
    hosts: Mapping[str, str],
    files_only: Collection[str] = (),
) -> dict[str, PostingRole]:
    """The role of each posting, by id.

    Original is one on the first issuer's own host, even if found later; there, the earliest.
    Without a known issuer it is the earliest of all. ``files_only``: the ids of copies whose
    pages have no words of their own.
    """
    if document.page_kind in SPEAKING:
        return {posting.posting_id: document.page_kind for posting in postings}
    roles: dict[str, PostingRole] = {
        posting.posting_id: posting.role if posting.role in SPEAKING else "repost"
        for posting in postings
    }
    carrying = [posting for posting in postings if roles[posting.posting_id] == "repost"]
    roles |= {one.posting_id: "attachment_only" for one in carrying if one.posting_id in files_only}
    issuers = document.issuing_bodies or issuers_in(document.title)
    if issuers:
        carrying = [posting for posting in carrying if _is_own(posting, issuers[0], hosts)]
    if carrying:
        roles[min(carrying, key=age).posting_id] = "original"
    return roles


def _is_own(posting: Posting, issuer: str, hosts: Mapping[str, str]) -> bool:
    agency = hosts.get(urlsplit(posting.url).netloc, "")
    return bool(agency) and same_agency(agency, issuer)


def age(posting: Posting) -> tuple[date, datetime, str]:
    """For ordering postings by time: the day that their list says, else that of finding them."""
    listed = posting.first_listed_at
    return (posting.row.published_on or day_of(listed), listed, posting.posting_id)


def lead_of(postings: Sequence[Posting]) -> Posting:
    """The posting whose title and date the document takes: the original, else the earliest."""
    originals = [posting for posting in postings if posting.role == "original"]
    copies = [posting for posting in postings if posting.role not in SPEAKING]
    return min(originals or copies or postings, key=age)
