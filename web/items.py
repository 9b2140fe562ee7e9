"""A document as the desk shows it: the decision, its changes, where else it stands, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from compilation.matching.printings import printed_line
from pipeline.desk import topic_names
from pipeline.review import effective, gist, verdict_reason, why
from storage.clock import day_of
from storage.queries.documents import newest_reviews
from storage.queries.issues import printings_of
from storage.queries.processing import postings_of, versions_by_id
from storage.records import Change, Document, Posting, Review

SHOWN_KINDS = ("amended", "attachment", "metadata", "withdrawn", "restored")


@dataclass(frozen=True, kw_only=True)
class Item:
    document: Document
    review: Review | None
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

    @property
    def anchor(self) -> str:
        return f"d-{self.document.document_id}"


def standing(document: Document, review: Review | None) -> str:
    """In one word of ``web.words.STANDINGS``."""
    verdict = effective(document, review)
    if review is not None:
        return "taken" if verdict else "left"
    return {True: "yes", False: "no", None: "doubt"}[verdict]


def items(conn: Connection, documents: Sequence[Document], changes: Iterable[Change]) -> list[Item]:
    """The documents as items, in the order given; ``changes`` are those of the period."""
    ids = [one.document_id for one in documents]
    reviews = newest_reviews(conn, ids)
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
            reviews.get(one.document_id),
            postings.get(one.document_id, []),
            history.get(one.document_id, []),
            gist(version.content) if version else "",
            names,
        )
        found.append(replace(made, printed=printed_line(printings.get(one.document_id, ()))))
    return found


def _item(
    document: Document,
    review: Review | None,
    postings: Sequence[Posting],
    changes: Sequence[Change],
    line: str,
    names: Mapping[str, str],
) -> Item:
    lead = next((p for p in postings if p.posting_id == document.lead_posting_id), None)
    return Item(
        document=document,
        review=review,
        standing=standing(document, review),
        gist=line,
        changes=tuple(one for one in reversed(changes) if one.kind in SHOWN_KINDS),
        late=any(one.late and one.kind == "added" for one in changes),
        link=lead.url if lead else "",
        gone=bool(lead and lead.withdrawn),
        also=tuple(p for p in postings if p is not lead),
        topics=tuple(dict.fromkeys(names.get(t.id, t.id) for t in document.classification.topics)),
        printed="",
        reason=verdict_reason(document.classification),
        why=why(document, review, changes, postings, names),
    )


_ORDER = {"doubt": 0, "yes": 1, "taken": 1, "left": 2, "no": 2}


def desk_order(item: Item) -> tuple[int, date, str]:
    """For sorting in reverse: the undecided first, what is left out last; within, newest first."""
    shown = item.document.published_on or day_of(item.document.detected_at)
    return (-_ORDER[item.standing], shown, item.document.document_id)
