"""Which published issues carry a document (``printed_in``): kept as documents come and go.

Anew for all items when an issue is imported, frozen or replaced; for the items that new or altered
documents may be whenever those are stored: found by hashes of numbers, titles and sentences.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from compilation.matching.differing import differs, is_elsewhere, otherwise_printed
from compilation.matching.pairs import Candidate, Match, match, titles_of
from compilation.matching.printings import printed_line
from pipeline.identity.pages import sentences
from pipeline.issue.candidates import by_document, candidates, candidates_of
from storage.ids import digest_id
from storage.queries import identity, issue_drafts, issues, processing
from storage.records import DigestItem, Issue, IssueItem, IssueKey, Part, Printing, StoredIssue
from storage.text import number_key, title_key

_SHARED_SENTENCES = 2
"""Of at most eight in a page's sketch: fewer are no reason to look closer."""


def print_month(conn: Connection, month: str) -> int:
    """Hold the month's issue, as it stands now, against the documents; how many of it we know.

    To be called whenever the month's issue is stored, replaced or taken away.
    """
    issues.drop_printings(conn, month)
    stored = issues.issue_of(conn, month)
    if stored is None:
        return 0
    issues.add_keys(conn, [key for one in stored.content.items for key in _keys(month, one)])
    return _print(conn, stored, stored.content.items)


def note_documents(conn: Connection, document_ids: Iterable[str]) -> None:
    """Hold documents that are new, said anew or grouped otherwise against the published issues."""
    ids = {one for one in document_ids if one}
    if not ids or not issues.any_key(conn):
        return
    touched: dict[str, set[str]] = defaultdict(set)
    stood = [one for many in issues.printings_of(conn, ids).values() for one in many]
    for month, item in {*((one.month, one.item) for one in stood), *_may_be(conn, ids)}:
        touched[month].add(item)
    for month, numbers in sorted(touched.items()):
        if stored := issues.issue_of(conn, month):
            _print(conn, stored, [one for one in stored.content.items if one.number in numbers])


# -- what an item is found by ---------------------------------------------------------------------


def _keys(month: str, item: IssueItem) -> list[IssueKey]:
    keys = {_of_title(title_key(title)) for title in titles_of(item)}
    if number := number_key(item.document_number):
        keys.add(_of_number(number))
    keys |= {_of_sentence(value) for value in sentences(item.text)}
    return [IssueKey(month=month, item=item.number, key=key) for key in sorted(keys)]


def _of_title(key: str) -> str:
    return digest_id("title", key)


def _of_number(key: str) -> str:
    return digest_id("number", key)


def _of_sentence(value: int) -> str:
    return digest_id("sentence", str(value))


def _may_be(conn: Connection, document_ids: Collection[str]) -> set[tuple[str, str]]:
    """The items, by month and number, that the documents may be."""
    many = processing.postings_of(conn, document_ids)
    pages = [one.posting_id for postings in many.values() for one in postings]
    traits = [one for one in identity.traits_of(conn, pages).values() if not one.speaking]
    named = {_of_title(one.title_key) for one in traits}
    named |= {_of_number(one.number_key) for one in traits if one.number_key}
    said = {_of_sentence(value) for value in identity.sketched(conn, pages)}
    least = min(_SHARED_SENTENCES, len(said)) or 1
    return issues.items_with(conn, named) | issues.items_with(conn, said, least)


def items_named(
    conn: Connection, titles: Iterable[str], numbers: Iterable[str]
) -> set[tuple[str, str]]:
    """The items, by month and number, that are printed under one of the titles or numbers."""
    keys = {_of_title(title_key(one)) for one in titles}
    keys |= {_of_number(key) for one in numbers if (key := number_key(one))}
    return issues.items_with(conn, keys)


# -- which document an item is --------------------------------------------------------------------


def _print(conn: Connection, stored: StoredIssue, items: Sequence[IssueItem]) -> int:
    """Store which documents these items of the issue are; how many are one."""
    month, numbers = stored.month, {one.number for one in items}
    taken = {one.document_id for one in issues.printings_in(conn, month) if one.item not in numbers}
    matches, works = _matches(conn, stored, items, taken)
    parts = parts_of(stored.content)
    records = [
        _printing(month, one, matches[one.number], works, parts[one.number])
        for one in items
        if one.number in matches
    ]
    issues.put_printings(conn, month, numbers, records)
    return len(records)


def _matches(
    conn: Connection, stored: StoredIssue, items: Sequence[IssueItem], taken: Collection[str]
) -> tuple[dict[str, Match], Mapping[str, Candidate]]:
    """The document of each item, and all that came into question, by id."""
    if stored.draft:
        return _frozen(conn, stored, items)
    found = candidates(conn, items, stored.month)
    works = by_document(found)
    free = [one for key, one in works.items() if key not in taken]
    return match(items, free, stored.month), works


def _frozen(
    conn: Connection, stored: StoredIssue, items: Sequence[IssueItem]
) -> tuple[dict[str, Match], Mapping[str, Candidate]]:
    """The documents that have now the pages that were frozen."""
    drafted = {one.number: one for one in (stored.draft.items if stored.draft else ())}
    mine = {one.number: drafted[one.number] for one in items if one.number in drafted}
    versions = {one.document_id: one.version_id for one in mine.values()}
    carried = issue_drafts.carried_now(conn, versions)
    now = {number: carried[one.document_id] for number, one in mine.items()}
    works = candidates_of(conn, now.values())
    made = {
        number: Match(document_id=key, basis="frozen", score=1.0)
        for number, key in now.items()
        if key in works
    }
    return made, works


def parts_of(issue: Issue) -> dict[str, Part | None]:
    """The part that each item stands in, by the item's number."""
    return {item.number: part.part for part in issue.parts for item in part.items}


def _printing(
    month: str, item: IssueItem, made: Match, works: Mapping[str, Candidate], part: Part | None
) -> Printing:
    decided = made.basis == "frozen"  # then people may have chosen another part
    work = works[made.document_id]
    found = otherwise_printed(item, work)
    elsewhere = not decided and is_elsewhere(part, work)
    title = next((one.found for one in found if one.field == "title"), item.title)
    return Printing(
        month=month,
        item=item.number,
        document_id=made.document_id,
        basis=made.basis,
        differs=(*differs(found), *(("part",) if elsewhere else ())),
        title=title,
        document_number=item.document_number,
        signed_on=item.signed_on,
        page=item.page,
    )


def with_printings(conn: Connection, items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items with the issues that carry their documents, and how that is told."""
    found = issues.printings_of(conn, {one.document.document_id for one in items})
    return [
        replace(one, printings=tuple(mine), printed=f"{printed_line(mine)}。")
        if (mine := found.get(one.document.document_id))
        else one
        for one in items
    ]


def printed_object(one: Printing) -> dict[str, object]:
    """One of a document's ``printed_in``."""
    return {
        "month": one.month,
        "item": one.item,
        "differs": one.differs,
        "as_printed": one.as_printed,
    }
