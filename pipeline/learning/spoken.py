"""What there is to learn from: what people said of documents, as rows; and the ground beside it.

What the program decided by itself is never a row. A field of which nobody spoke says nothing: who
takes a document has not thereby said what its topics are.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from pipeline.classifying.facts import Facts, facts_of
from pipeline.learning.rows import Label, Row, RowFile
from pipeline.reprocessing.judging import leading
from storage.queries.judged import judged
from storage.queries.rejudging import documents_from
from storage.records import Document, Judged, Source

NAME = "decisions"
"""What the rows of people's decisions are called beside files."""
_LABELS: Mapping[bool | None, Label | None] = {True: "yes", False: "no", None: None}
_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What people said, as rows."""

    rows: RowFile
    decided_until: datetime | None
    """When the last of it was said."""


def spoken(conn: Connection, sources: Mapping[str, Source]) -> Spoken:
    """A row for each document of which somebody said something that counts."""
    said = list(judged(conn))
    facts = _facts(conn, [one.document for one in said], sources)
    rows = tuple(
        _row(one, facts[one.document.document_id])
        for one in said
        if one.document.document_id in facts
    )
    text = "\n".join(f"{r.key} {r.relevant} {r.kind} {r.topics} {r.part}" for r in rows)
    file = RowFile(name=NAME, sha256=hashlib.sha256(text.encode()).hexdigest(), rows=rows)
    return Spoken(rows=file, decided_until=max((one.decided_at for one in said), default=None))


def unspoken(
    conn: Connection, sources: Mapping[str, Source], spoken_of: Iterable[str], most: int
) -> tuple[Row, ...]:
    """Up to so many stored documents of which nobody spoke, the same ones every time.

    They are no labels: on them a new model is to say what the one in use says. What people speak of
    is mostly what the program doubted; without the rest a model would take that for everything.
    """
    known = set(spoken_of)
    # Ids are hashes: the first ones are as good as drawn.
    found = documents_from(conn, "", most + len(known))
    chosen = [one for one in found if one.document_id not in known][:most]
    facts = _facts(conn, chosen, sources)
    return tuple(
        Row(key=key, facts=one, kind=None, relevant=None) for key, one in sorted(facts.items())
    )


def _facts(
    conn: Connection, documents: list[Document], sources: Mapping[str, Source]
) -> dict[str, Facts]:
    """What the stored texts of the documents tell, by id."""
    found = {}
    for start in range(0, len(documents), _CHUNK):
        for held in leading(conn, documents[start : start + _CHUNK]):
            if held.lead:
                source = sources.get(held.lead.posting.source_id)
                content = held.lead.version.content
                found[held.document.document_id] = facts_of(content, source)
    return found


def _row(one: Judged, facts: Facts) -> Row:
    return Row(
        key=one.document.document_id,
        facts=facts,
        kind=one.kind,
        relevant=_LABELS[one.belongs],
        part=one.part,
        topics=one.topics,
        taken_for=one.document.page_kind,
        drawn=bool(one.drawn),
    )
