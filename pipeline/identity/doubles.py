"""Documents that may be one: what the program could not decide, put to a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.identity.grouping import ruled_apart
from storage.numbers import numbers_agree
from storage.queries import documents, identity, processing
from storage.queries.rulings import standing_rulings
from storage.records import Document, Link, Posting, Ruled, Trait


@dataclass(frozen=True, kw_only=True)
class Double:
    """A question: are these two documents one?"""

    one: Document
    """The one that was met first."""
    other: Document
    likeness: float
    """Of the texts, 0 to 1; 0 where there is none to compare."""
    reasons: tuple[str, ...]
    """In Chinese: what speaks for it."""


def open_doubles(conn: Connection, document_id: str = "") -> list[Double]:
    """The questions that nobody has answered and nothing has settled, the likest first.

    With an id only those on that document. Asked anew each time: what was merged, parted by a
    person, or told apart by a number that came later is no question any more.
    """
    links = identity.undecided(conn, document_id)
    ends = {end for link in links for end in (link.posting_id, link.other_id)}
    postings = processing.postings_by_id(conn, ends)
    works = documents.documents_by_id(conn, {p.document_id or "" for p in postings.values()})
    found: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if pair := _pair(link, postings, works):
            found.setdefault(pair, []).append(link)
    bearing = _bearing(conn, works, ends)
    made = [
        _double(works[one], works[other], many)
        for (one, other), many in found.items()
        if not bearing.settle((one, other), many)
    ]
    return sorted(made, key=lambda d: (-d.likeness, d.one.document_id, d.other.document_id))


@dataclass(frozen=True, kw_only=True)
class _Bearing:
    """What may settle questions on some documents."""

    works: Mapping[str, Document]
    pages: Mapping[str, Sequence[str]]
    """Ids of the pages, by document."""
    rulings: Sequence[Ruled]
    traits: Mapping[str, Trait]

    def settle(self, pair: tuple[str, str], links: Sequence[Link]) -> bool:
        """Whether a person has answered, or the documents' numbers have."""
        one, other = pair
        if ruled_apart(self.pages.get(one, ()), self.pages.get(other, ()), self.rulings):
            return True
        agree = numbers_agree(self.works[one].number_key, self.works[other].number_key)
        return agree is False and not any(map(self._in_spite_of_numbers, links))

    def _in_spite_of_numbers(self, link: Link) -> bool:
        """Whether it was asked though each of the pages has a number: one may be mistyped."""
        ends = [self.traits.get(end) for end in (link.posting_id, link.other_id)]
        return link.kind == "doubt" and all(one is None or one.number_key for one in ends)


def _bearing(conn: Connection, works: Mapping[str, Document], ends: Collection[str]) -> _Bearing:
    postings = processing.postings_of(conn, works)
    pages = {key: [one.posting_id for one in many] for key, many in postings.items()}
    return _Bearing(
        works=works,
        pages=pages,
        rulings=standing_rulings(conn, {page for many in pages.values() for page in many}),
        traits=identity.traits_of(conn, ends),
    )


def _pair(
    link: Link, postings: dict[str, Posting], works: dict[str, Document]
) -> tuple[str, str] | None:
    """The two documents that the link lies between, the older first."""
    ends = [postings.get(end) for end in (link.posting_id, link.other_id)]
    ids = {one.document_id for one in ends if one and one.document_id in works}
    if len(ids) < 2:
        return None
    one, other = sorted((works[key or ""] for key in ids), key=_met)
    return one.document_id, other.document_id


def _met(document: Document) -> tuple[object, str]:
    return document.detected_at, document.document_id


def _double(one: Document, other: Document, links: Iterable[Link]) -> Double:
    many = list(links)
    reasons = dict.fromkeys(
        link.reason if link.kind == "doubt" else f"{link.reason}，但所指不止一件" for link in many
    )
    return Double(
        one=one,
        other=other,
        likeness=max(link.likeness for link in many),
        reasons=tuple(reasons),
    )
