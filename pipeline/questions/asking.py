"""What is asked of people: the documents that the program leaves to them, in order of doubt."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.learning.in_use import model_in_use
from pipeline.questions.doubt import Doubt, doubt_order
from storage.queries.documents import Wanted, find_documents
from storage.records import Document


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A document that is for a person, and why it is asked where it stands."""

    document: Document
    doubt: Doubt


def current_line(conn: Connection) -> float:
    """From which probability on the program takes a document now."""
    return model_in_use(conn).lines.yes


def doubtful(conn: Connection, line: float) -> list[Asked]:
    """All that waits for a person, the most doubtful first; ``line``: the current one."""
    found = find_documents(conn, Wanted(relevant=("person",)))
    found.sort(key=lambda one: doubt_order(one, line))
    return [Asked(document=one, doubt=Doubt(relevance=one.relevance, line=line)) for one in found]
