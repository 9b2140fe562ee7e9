"""What is stored of something that is not held itself: printed, named by a text, beside others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from compilation.matching.printings import issue_words
from pipeline.answering.answers import Reason
from pipeline.answering.asked import Asked
from pipeline.answering.neighbours import Neighbours, neighbours_of
from pipeline.issue.printed import items_named
from pipeline.relations.keys import final_key, loose_key, number_names
from pipeline.relations.standings import name_of
from storage.queries.documents import documents_by_id
from storage.queries.issues import documents_in, issues_in
from storage.queries.relations import relations_naming
from storage.records import Document, IssueItem, StoredRelation
from storage.text import number_key

_MOST_NAMING = 5
_LEAST_TITLE = 4
_LONGEST_SENTENCE = 80


@dataclass(frozen=True, kw_only=True)
class Traces:
    """All that is stored of it."""

    printed: tuple[tuple[str, IssueItem], ...] = ()
    """By month."""
    naming: tuple[StoredRelation, ...] = ()
    """What held documents say of it, one of each document."""
    beside: Neighbours | None = None

    @property
    def is_gap(self) -> bool:
        """Whether the desk asks for its number."""
        return self.beside is not None and self.beside.is_gap


def traces_of(conn: Connection, asked: Asked) -> Traces:
    """What is stored of what was asked for, by its numbers and its title."""
    typed = asked.typed
    title = "" if typed.only_number or len(typed.title) < _LEAST_TITLE else typed.title
    keys = {key for one in typed.numbers for key in number_names(one)}
    if not typed.numbers and (key := number_key(typed.text)):
        keys.add(key)  # a standard: GB/T 23331
    names = {loose_key(title), final_key(title)} if title else set()
    said = {one.document_id: one for one in reversed(relations_naming(conn, names, keys))}
    return Traces(
        printed=tuple(_printed(conn, [title] if title else [], typed.numbers)),
        naming=tuple(reversed(said.values())),
        beside=neighbours_of(conn, typed.numbers, asked.now) if typed.numbers else None,
    )


def _printed(
    conn: Connection, titles: Sequence[str], numbers: Sequence[str]
) -> Iterator[tuple[str, IssueItem]]:
    """The items of issues that are printed so and that no held document is."""
    found = items_named(conn, titles, numbers)
    if not found:
        return
    months = {month for month, _ in found}
    known = documents_in(conn, months)
    for stored in issues_in(conn, months):
        for item in stored.content.items:
            key = (stored.month, item.number)
            if key in found and key not in known:
                yield stored.month, item


def trace_reasons(conn: Connection, traces: Traces) -> Iterator[Reason]:
    """The same, in Chinese."""
    for month, item in traces.printed:
        text = f"{issue_words(month)} {item.number} 刊载了《{item.title}》，没有对应的已收文件"
        yield Reason(code="printed", text=text, month=month)
    works = documents_by_id(conn, [one.document_id for one in traces.naming])
    for one in traces.naming[:_MOST_NAMING]:
        if work := works.get(one.document_id):
            yield _cited(work, one)
    if (more := len(traces.naming) - _MOST_NAMING) > 0:
        yield Reason(code="cited", text=f"另有 {more} 件提到它")
    if traces.beside:
        yield from traces.beside.reasons()


def _cited(work: Document, by: StoredRelation) -> Reason:
    sentence = by.said.sentence[:_LONGEST_SENTENCE]
    cut = "…" if len(by.said.sentence) > _LONGEST_SENTENCE else ""
    named = name_of(work.title, work.document_number)
    text = f"{named}提到它（编号 {work.document_id}）：“{sentence}{cut}”"
    return Reason(code="cited", text=text, document_id=work.document_id)
