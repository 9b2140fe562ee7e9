"""What a document is held against besides its own versions: drafts, and its series' neighbours."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.history.drafts import Lineage
from pipeline.history.lineage import lineage_of
from pipeline.series.yearly import document_place, pattern_of, predecessor, successor
from storage.queries.history import documents_like
from storage.records import Document


@dataclass(frozen=True, kw_only=True)
class Beside:
    """The documents that a person would hold this one against."""

    lineage: Lineage
    predecessor: Document | None = None
    """Last year's of the series, or the batch before."""
    successor: Document | None = None


def beside(conn: Connection, document: Document) -> Beside:
    """The documents that this one is to be held against."""
    lineage = lineage_of(conn, document)
    if document_place(document) is None:
        return Beside(lineage=lineage)
    others = documents_like(conn, [pattern_of(document.title)], document.document_id)
    return Beside(
        lineage=lineage,
        predecessor=predecessor(document, others),
        successor=successor(document, others),
    )
