"""What would change if a candidate were in use: over the stored documents; nothing is written."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from pipeline.classify import load_rules
from pipeline.desk import topic_names
from pipeline.identity.roles import hosts_of
from pipeline.learning.candidate import LearnError
from pipeline.learning.in_use import parsed, rules_in_use
from pipeline.reprocessing.judging import batches
from pipeline.reprocessing.moves import Moves
from pipeline.reprocessing.reclassify import note_moves
from pipeline.reprocessing.renewal import Judge
from storage.database import Database
from storage.queries.models import stored_model
from storage.queries.rejudging import newest_day
from storage.records import Office, Source

MONTHS = 12
"""Of documents, up to the newest, unless another time is asked for."""
_MONTH_DAYS = 30.44
Told = Callable[[int, int], None]


def outlook(
    db: Database,
    model_id: int,
    world: tuple[Mapping[str, Source], Office],
    since: date | None = None,
    told: Told = lambda done, total: None,
) -> Moves:
    """The documents since a day as the model would judge them, beside the one in use.

    ``world``: the sources and the office. Raises ``LearnError``, ``ModelError``.
    """
    sources, office = world
    with db.connect() as conn:
        found = stored_model(conn, model_id)
        if found is None:
            raise LearnError(f"没有编号为 {model_id} 的模型，用 policywatch learn list 查看")
        now = rules_in_use(conn, office)
    hosts = hosts_of(sources.values())
    in_use = Judge(rules=now, sources=sources, hosts=hosts)
    then = load_rules(model=parsed(found), office=office)
    candidate = Judge(rules=then, sources=sources, hosts=hosts)
    moves = Moves(office=office, names=topic_names())
    for batch in batches(db, since):
        pairs = [(one.judged_by(in_use), one.judged_by(candidate)) for one in batch.held]
        note_moves(db, moves, batch, pairs)
        told(batch.done, batch.total)
    return moves


def since_of(conn: Connection, months: int, now: datetime) -> date | None:
    """The first day of the last months of what is stored; ``None``, of 0 months: the beginning."""
    newest = newest_day(conn, now)
    if not months or newest is None:
        return None
    return newest - timedelta(days=round(months * _MONTH_DAYS))
