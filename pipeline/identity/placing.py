"""A page's place among the documents: what it is linked to, and the groups that follow."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.identity.grouping import Known, groups
from pipeline.identity.identify import judge
from pipeline.identity.pages import Page, sketch, trait_of
from storage.queries import identity, processing
from storage.queries.rulings import standing_rulings
from storage.records import SPEAKING, Link, Posting, Ruled, Trait, Version

_MOST_COPIES = 8
"""Copies of one kind that a page is linked to: they hang together among themselves, and one that
is amended leaves enough."""
_MOST_READ = 100
"""Texts that are read in vain: so many pages of one title are a list that comes every week."""


def link_page(
    conn: Connection, posting: Posting, version: Version, *, speaking: bool
) -> list[Link]:
    """Store what the page says of its document, and what that links it to; returns its links.

    What was linked once stays so, though a text change later: an amended original and a copy that
    nobody amended are still one document. What was doubtful is judged anew.
    """
    listed = posting.row.published_on
    trait = trait_of(posting.posting_id, version.version_id, version.content, speaking, listed)
    text = version.content.text
    marks = sketch(text)
    known = identity.put_trait(conn, trait, marks)
    page = Page(trait, lambda: text)
    found = _judged(conn, page, identity.similar(conn, trait, marks))
    if known:
        return _store(conn, trait.posting_id, found)
    identity.put_links(conn, found)
    return found


def _judged(conn: Connection, page: Page, candidates: Iterable[Trait]) -> list[Link]:
    """What links the page to the candidates, of which those that promise most come first."""
    found: list[Link] = []
    copies: Counter[tuple[Trait, str]] = Counter()
    read = 0
    for trait in candidates:
        other = Page(trait, _reader(conn, trait))
        if link := judge(page, other):
            same = (
                replace(trait, posting_id="", version_id=""),
                other.text if other.is_read else "",
            )
            copies[same] += 1
            if copies[same] <= _MOST_COPIES or link.kind == "doubt":
                found.append(link)
        elif other.is_read:
            read += 1
            if read == _MOST_READ:
                break
    return found


def _reader(conn: Connection, trait: Trait) -> Callable[[], str]:
    def text() -> str:
        version = processing.version(conn, trait.version_id)
        return version.content.text if version else ""

    return text


def _store(conn: Connection, posting_id: str, found: list[Link]) -> list[Link]:
    before = {(one.posting_id, one.other_id): one for one in identity.links_of(conn, [posting_id])}
    stay = {pair: one for pair, one in before.items() if one.kind != "doubt"}
    fresh = {(one.posting_id, one.other_id): one for one in found}
    settled = [one for pair, one in before.items() if one.kind == "doubt" and pair not in fresh]
    identity.drop_links(conn, settled)
    better = [
        one
        for pair, one in fresh.items()
        if pair not in stay or (one.kind == "number" and stay[pair].kind != "number")
    ]
    identity.put_links(conn, [one for one in better if before.get(_pair(one)) != one])
    return list((stay | {_pair(one): one for one in better}).values())


def _pair(link: Link) -> tuple[str, str]:
    return link.posting_id, link.other_id


def neighbourhood(conn: Connection, posting_ids: Iterable[str]) -> Known:
    """All pages that links and decisions connect with these, with what bears on them."""
    seen: set[str] = set()
    links: dict[tuple[str, str], Link] = {}
    rulings: dict[int, Ruled] = {}
    reached = set(posting_ids)
    while reached:
        seen |= reached
        found = identity.links_of(conn, reached)
        links |= {_pair(one): one for one in found}
        found = [one for one in found if one.kind != "doubt"]
        ruled = standing_rulings(conn, reached)
        rulings |= {one.ruling_id: one for one in ruled}
        ends = {end for one in found for end in _pair(one)}
        bound = {page for one in ruled if one.kind == "same" for page in one.one | one.other}
        bound |= {page for one in ruled if one.kind == "split" for page in one.other}
        reached = (ends | bound) - seen
    return Known(
        traits=identity.traits_of(conn, seen),
        links=sorted(links.values(), key=_pair),
        rulings=sorted(rulings.values(), key=lambda one: one.ruling_id),
    )


def grouped(conn: Connection, posting_ids: Iterable[str]) -> list[frozenset[str]]:
    """How these pages, and all that are connected with them, belong together."""
    return groups(neighbourhood(conn, posting_ids))


def is_speaking(role: str | None, page_kind: str | None) -> bool:
    """Whether a stored page speaks of a document: by its role, or for itself."""
    return role in SPEAKING or page_kind in SPEAKING
