"""All stored documents judged anew after a change of topics, office or model: alerting nobody.

No page is read again and no change is recorded; what people decided stays. What is done carries the
fingerprint of the rules, so a run that was stopped goes on where it was.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pipeline.desk import topic_names
from pipeline.reprocessing.holding import holding
from pipeline.reprocessing.judging import Batch, batches, store_judged
from pipeline.reprocessing.moves import Moves
from pipeline.reprocessing.renewal import Judge
from pipeline.run import all_sources
from storage.as_decided import NOTHING
from storage.database import Database
from storage.queries.reviews import said_of
from storage.records import Document
from storage.settings import Settings

Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What is to be judged anew."""

    since: date | None = None
    """Only what was published (else found) since that day."""
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Reclassified:
    """What came of it."""

    moves: Moves
    extent: Extent
    seconds: float


def reclassify(
    settings: Settings, extent: Extent, told: Told = lambda done, total: None
) -> Reclassified:
    """Judge what other rules judged; ``told`` hears how many documents are done.

    Raises ``SettingError`` (a pass is under way), ``DeclarationError``, ``OfficeError``,
    ``TopicError``, ``ModelError``.
    """
    began = time.monotonic()
    with holding(settings, all_sources(settings)) as (db, judge):
        moves = judge_all(db, judge, extent, told)
    return Reclassified(moves=moves, extent=extent, seconds=time.monotonic() - began)


def judge_all(
    db: Database, judge: Judge, extent: Extent, told: Told = lambda done, total: None
) -> Moves:
    """The same over an open database."""
    moves = Moves(office=judge.rules.office, names=topic_names())
    for batch in batches(db, extent.since):
        pairs = [(one.document, one.judged_by(judge)) for one in batch.held]
        if not extent.dry_run:
            with db.begin() as conn:
                store_judged(conn, pairs)
        note_moves(db, moves, batch, pairs)
        told(batch.done, batch.total)
    return moves


def note_moves(
    db: Database, moves: Moves, batch: Batch, pairs: list[tuple[Document, Document]]
) -> None:
    """Count the batch, with what people said of its documents."""
    with db.connect() as conn:
        said = said_of(conn, [one.document.document_id for one in batch.held])
    for before, after in pairs:
        moves.add(before, after, said.get(before.document_id, NOTHING))
