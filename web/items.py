"""A document as the desk shows it: the decision, its changes, where else it stands, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from compilation.matching.printings import printed_line
from pipeline.desk import topic_names
from pipeline.questions.doubt import Doubt, Order, doubt_order, newest_order
from pipeline.review import gist, verdict_reason, why
from storage.as_decided import NOTHING, as_decided
from storage.queries.issues import printings_of
from storage.queries.processing import postings_of, versions_by_id
from storage.queries.reviews import said_of
from storage.records import Change, Document, Posting, Review, Said

SHOWN_KINDS = ("amended", "attachment", "metadata", "withdrawn", "restored")


@dataclass(frozen=True, kw_only=True)
class Item:
    document: Document
    """As people decided it."""
    said: Said
    standing: str
    """doubt yes no (the program's proposal), taken left (a person's decision)."""
    gist: str
    changes: tuple[Change, ...]
    """What happened to it in the period after it was found, newest first."""
    late: bool
    link: str
    gone: bool
    """The leading page was taken down."""
    also: tuple[Posting, ...]
    topics: tuple[str, ...]
    printed: str
    """Which published issues carry it, in Chinese; empty: none."""
    reason: str
    """The reason of the verdict, for the closed "why"."""
    why: tuple[str, ...]
    doubt: Doubt | None = None
    """Of what is for a person: how doubtful it is."""

    @property
    def review(self) -> Review | None:
        return self.said.review

    @property
    def anchor(self) -> str:
        return f"d-{self.document.document_id}"


def standing(document: Document, said: Said) -> str:
    """In one word of ``web.words.STANDINGS``; of a document as the program proposed it."""
    verdict = as_decided(document, said).relevant
    if said.review is not None:
        return "taken" if verdict else "left"
    return {True: "yes", False: "no", None: "doubt"}[verdict]


def items(
    conn: Connection, documents: Sequence[Document], changes: Iterable[Change], line: float
) -> list[Item]:
    """The documents as items, in the order given; ``changes`` are those of the period.

    ``line``: from where on the program takes a document now.
    """
    ids = [one.document_id for one in documents]
    people = said_of(conn, ids)
    postings = postings_of(conn, ids)
    texts = versions_by_id(conn, (one.version_id for one in documents))
    history: dict[str, list[Change]] = {}
    for change in changes:
        history.setdefault(change.document_id, []).append(change)
    names = topic_names()
    printings = printings_of(conn, ids)
    found = []
    for one in documents:
        version = texts.get(one.version_id)
        made = _item(
            one,
            people.get(one.document_id, NOTHING),
            postings.get(one.document_id, []),
            history.get(one.document_id, []),
            gist(version.content) if version else "",
            names,
        )
        made = replace(made, printed=printed_line(printings.get(one.document_id, ())))
        found.append(_with_doubt(made, line))
    return found


def _with_doubt(item: Item, line: float) -> Item:
    """Of what is for a person, with why it is asked before others."""
    if item.standing != "doubt":
        return item
    doubt = Doubt(relevance=item.document.relevance, line=line)
    return replace(item, doubt=doubt, why=(f"为什么先看：{doubt.words}", *item.why))


def _item(
    document: Document,
    said: Said,
    postings: Sequence[Posting],
    changes: Sequence[Change],
    line: str,
    names: Mapping[str, str],
) -> Item:
    lead = next((p for p in postings if p.posting_id == document.lead_posting_id), None)
    shown = as_decided(document, said)
    return Item(
        document=shown,
        said=said,
        standing=standing(document, said),
        gist=line,
        changes=tuple(one for one in reversed(changes) if one.kind in SHOWN_KINDS),
        late=any(one.late and one.kind == "added" for one in changes),
        link=lead.url if lead else "",
        gone=bool(lead and lead.withdrawn),
        also=tuple(p for p in postings if p is not lead),
        topics=tuple(dict.fromkeys(names.get(t.id, t.id) for t in shown.classification.topics)),
        printed="",
        reason=verdict_reason(document.classification),
        why=why(document, said.review, changes, postings, names),
    )


_ORDER = {"doubt": 0, "yes": 1, "taken": 1, "left": 2, "no": 2}


def desk_order(item: Item) -> tuple[int, Order]:
    """For sorting: the undecided first, the most doubtful before the less; then by date."""
    rank = _ORDER[item.standing]
    if item.doubt:
        return rank, doubt_order(item.document, item.doubt.line)
    return rank, (0.0, 0.0, *newest_order(item.document))
