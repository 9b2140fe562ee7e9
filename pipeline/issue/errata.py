"""有效性变动表: repeals, amendments and ends of what past issues print, whether detected or not.

Asked of what is stored whenever it is wanted, as standings are: an issue may be imported after the
text that repeals what it prints, and the other way round.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from compilation.errata import HAPPENED_WORDS, Cause, Erratum, ErratumBasis, Happened, in_order
from pipeline.deadlines import deadlines_of
from pipeline.issue.targets import Target, meant_by, targets_in
from pipeline.relations.keys import is_draft
from pipeline.relations.resolving import Linked, related
from pipeline.relations.standing import ENDED, Statement, Verdict, standing_of
from pipeline.relations.standings import ENDING, counts, verdict_of
from storage.clock import day_of
from storage.queries.deadlines import deadlines_from
from storage.queries.issue_months import held_documents, validity_of
from storage.queries.issues import documents_in, issues_in
from storage.queries.relations import Bearer, bearers, relations_naming
from storage.records import Document, RelationKind, StoredDeadline, StoredRelation

Object = dict[str, object]
_DAY = timedelta(days=1)
_BY_KIND: dict[RelationKind, Happened] = {
    "repeals": "repealed",
    "replaces": "superseded",
    "amends": "amended",
}


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a document says of an item that bears on whether it holds."""

    link: Linked
    source: Bearer
    basis: ErratumBasis


@dataclass(frozen=True, kw_only=True)
class _Held:
    """What is stored of the documents at both ends, by id."""

    documents: Mapping[str, Document]
    validity: Mapping[str, str | None]
    set_by: Mapping[str, Sequence[StoredDeadline]]


def errata_of(
    conn: Connection,
    now: datetime,
    months: Collection[str] | None = None,
    since: date | None = None,
) -> tuple[Erratum, ...]:
    """What became of the documents that past issues print, the latest known first.

    ``months``: of these issues alone; ``since``: what could be known since that day.
    """
    printed = documents_in(conn, months)
    carried = held_documents(conn, printed.values())
    printed = {place: key for place, key in printed.items() if key in carried}
    targets = [one for issue in issues_in(conn, months) for one in targets_in(issue, printed)]
    mine = {one.printed.document_id for one in targets}
    documents = [one for key, one in carried.items() if key in mine]
    said = _said(conn, targets, documents)
    held = _held(conn, documents, said)
    return in_order(
        erratum
        for target, told in zip(targets, said, strict=True)
        for erratum in _errata(target, told, held, day_of(now))
        if since is None or (erratum.known_on is not None and erratum.known_on >= since)
    )


# -- who says what of which item ------------------------------------------------------------------


def _said(
    conn: Connection, targets: Sequence[Target], documents: Sequence[Document]
) -> list[list[_Said]]:
    """Of each target: what ends or amends it, by the document that it carries, and by its names."""
    known = related(conn, documents)
    named = _named(conn, targets)
    found = []
    for one, mine in zip(targets, named, strict=True):
        links = known[key].by if (key := one.printed.document_id) in known else ()
        carried = [
            _Said(link=link, source=link.other, basis="document")
            for link in links
            if link.other and link.relation.kind in ENDING and _speaks(link.other)
        ]
        found.append(_each_once([*carried, *mine]))
    return found


def _each_once(said: Iterable[_Said]) -> list[_Said]:
    """Of one document the first that says such a thing."""
    once: dict[tuple[str, str], _Said] = {}
    for one in said:
        once.setdefault((one.source.document_id, one.link.relation.kind), one)
    return list(once.values())


def _named(conn: Connection, targets: Sequence[Target]) -> list[list[_Said]]:
    """What any document says of one that is called as the target is."""
    titles = {title for one in targets for title in one.titles}
    numbers = {one.number for one in targets if one.number}
    rows = [row for row in relations_naming(conn, titles, numbers) if row.kind in ENDING]
    sources = bearers(conn, ids={row.document_id for row in rows})
    by_name: dict[str | None, list[StoredRelation]] = {}
    for row in rows:
        for name in {row.title_key, row.number_key} - {"", None}:
            by_name.setdefault(name, []).append(row)
    return [
        [
            _Said(link=Linked(relation=row, other=source), source=source, basis=basis)
            for name in (one.number, *sorted(one.titles))
            for row in by_name.get(name, ())
            if (source := sources.get(row.document_id))
            and _speaks(source)
            and (basis := meant_by(row, source, one))
        ]
        for one in targets
    ]


def _speaks(source: Bearer) -> bool:
    """Whether what it says of others holds: not of a draft, nor of what speaks of a document."""
    return counts(source) and not is_draft(source.title)


# -- what became of it ----------------------------------------------------------------------------


def _held(
    conn: Connection, documents: Sequence[Document], said: Iterable[Sequence[_Said]]
) -> _Held:
    carried = {one.document_id: one for one in documents}
    sources = {one.source.document_id for many in said for one in many}
    return _Held(
        documents=carried,
        validity=validity_of(conn, documents),
        set_by=deadlines_from(conn, carried.keys() | sources),
    )


def _errata(target: Target, said: Sequence[_Said], held: _Held, today: date) -> Iterator[Erratum]:
    verdicts = [
        verdict_of(one.link, one.source, held.set_by.get(one.source.document_id, ()))
        for one in said
    ]
    for one, verdict in zip(said, verdicts, strict=True):
        yield Erratum(
            printed=target.printed,
            happened="extended" if verdict.extends else _BY_KIND[verdict.said.kind],
            by=_cause(one.source),
            sentence=verdict.said.sentence,
            label=verdict.said.label,
            since=verdict.since,
            basis=one.basis,
        )
    if ended := _by_itself(target, _own(target, held), verdicts, today):
        yield ended


def _cause(source: Bearer) -> Cause:
    return Cause(
        document_id=source.document_id,
        title=source.title,
        document_number=source.document_number,
        dated_on=source.published_on or source.signed_on,
    )


def _own(target: Target, held: _Held) -> Statement:
    """What its own page says of how long it holds; of one never detected, its text as printed."""
    document = held.documents.get(target.printed.document_id or "")
    if document is None:
        said = deadlines_of(target.content, ()) if target.content.blocks else ()
        return Statement(title=target.printed.title, deadlines=said)
    return Statement(
        title=document.title,
        validity=held.validity.get(document.document_id),
        effective_on=document.effective_on,
        deadlines=tuple(one.said for one in held.set_by.get(document.document_id, ())),
    )


def _by_itself(
    target: Target, own: Statement, verdicts: Sequence[Verdict], today: date
) -> Erratum | None:
    """That its term is over, or that its page calls it void, if no other document ended it."""
    by_text = replace(own, validity=None)
    standing = standing_of(by_text, verdicts, today)
    happened: Happened = "expired"
    if standing.state not in ENDED:
        standing, happened = standing_of(own, verdicts, today), "void"
    elif standing.state != "expired":
        return None
    if standing.state not in ENDED:
        return None
    return Erratum(
        printed=target.printed,
        happened=happened,
        by=None,
        sentence=standing.because[0],
        label="",
        since=_over_since(by_text, verdicts) if happened == "expired" else None,
        basis="own",
    )


def _over_since(own: Statement, verdicts: Sequence[Verdict]) -> date | None:
    """The first day after a term on which it is over."""
    ends = {one.date for one in own.deadlines if one.kind == "expiry"}
    ends |= {one.until for one in verdicts}
    after = sorted(end + _DAY for end in ends if end)
    return next((day for day in after if standing_of(own, verdicts, day).state == "expired"), None)


# -- for scripts ----------------------------------------------------------------------------------


def erratum_object(one: Erratum, today: date) -> Object:
    """A row of the table as an object."""
    printed, by = one.printed, one.by
    return {
        "month": printed.month,
        "item": printed.item,
        "page": printed.page,
        "title": printed.title,
        "document_number": printed.document_number,
        "document_id": printed.document_id,
        "happened": one.happened,
        "words": HAPPENED_WORDS[one.happened],
        "by": by
        and {
            "document_id": by.document_id,
            "title": by.title,
            "document_number": by.document_number,
            "published_on": by.dated_on,
        },
        "sentence": one.sentence,
        "label": one.label,
        "since": one.since,
        "in_force": one.since is None or one.since <= today,
        "basis": one.basis,
    }
