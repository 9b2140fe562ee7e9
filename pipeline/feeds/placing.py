"""Changes get their places in the feeds, in the order in which they become news.

A change is news once the pass that found it has ended, or once a person takes its document. What is
stored late, whatever day it bears, stands behind all that was read before: so who reads on from a
place misses nothing. Of a document that is rejected later the changes are no news any more, and
they get new places if it is taken again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.deliver import recorded_now
from pipeline.telling.composing.periods import MOST_BACK
from storage.as_decided import NOTHING, as_decided
from storage.database import Database
from storage.queries import feeds
from storage.queries.documents import documents_by_id
from storage.queries.reviews import said_of
from storage.records import Change, FeedPlace, Said
from storage.settings import Settings

_AT_ONCE = 1000
"""Changes, or documents, of one transaction."""
_SPOKEN = timedelta(days=2)
"""How far back people's decisions are looked at again, between two looks at all of them."""


@dataclass(frozen=True, kw_only=True)
class _Verdict:
    """Whose news the changes of a document are."""

    doubtful: bool = False
    sure: bool = False
    decided_at: datetime | None = None
    """When people last had a say in it."""


def place_news(db: Database, settings: Settings, now: datetime, *, whole: bool = False) -> int:
    """Give places to what has become news; how many.

    ``whole``: the verdicts on all documents are looked at, not only those on which people decided
    of late.
    """
    placed = _place_new(db, settings)
    since = None if whole else now - _SPOKEN
    with db.connect() as conn:
        ids = feeds.spoken_of(conn, since) | (feeds.strayed(conn) if whole else set())
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        with db.begin() as conn:
            placed += _place_again(conn, ordered[start : start + _AT_ONCE])
    return placed


def _place_new(db: Database, settings: Settings) -> int:
    since, until = None, recorded_now(db, settings).until
    placed = 0
    while until:
        with db.begin() as conn:
            fresh = feeds.unplaced(conn, since, until, _AT_ONCE)
            verdicts = _verdicts(conn, {one.document_id for one in fresh})
            feeds.add_places(conn, [_place(one, verdicts[one.document_id]) for one in fresh])
        placed += len(fresh)
        if len(fresh) < _AT_ONCE:
            break
        since = fresh[-1].detected_at  # all before has its place: it need not be looked at again
    return placed


def _place_again(conn: Connection, document_ids: Sequence[str]) -> int:
    """Bring the documents' places in step with the verdicts on them; how many are new."""
    verdicts = _verdicts(conn, document_ids)
    stood: dict[str, tuple[Change, list[FeedPlace]]] = {}
    for change, place in feeds.placed_of(conn, document_ids):
        stood.setdefault(change.change_id, (change, []))[1].append(place)
    fresh, narrowed = [], []
    for change, places in stood.values():
        verdict = verdicts[change.document_id]
        narrowed += _narrowed(places, verdict)
        if lacking := _lacking(places, verdict):
            fresh.append(_place(change, lacking))
    feeds.put_places(conn, narrowed)
    feeds.add_places(conn, sorted(fresh, key=lambda one: one.news_at))
    return len(fresh)


def _narrowed(places: Iterable[FeedPlace], verdict: _Verdict) -> list[FeedPlace]:
    """Those that are to be of fewer readers, as they are to be."""
    found = []
    for one in places:
        kept = replace(
            one, doubtful=one.doubtful and verdict.doubtful, sure=one.sure and verdict.sure
        )
        if kept != one:
            found.append(kept)
    return found


def _lacking(places: Collection[FeedPlace], verdict: _Verdict) -> _Verdict | None:
    """For whom the change is news and stands nowhere."""
    doubtful = verdict.doubtful and not any(one.doubtful for one in places)
    sure = verdict.sure and not any(one.sure for one in places)
    return replace(verdict, doubtful=doubtful, sure=sure) if doubtful or sure else None


def _place(change: Change, verdict: _Verdict) -> FeedPlace:
    return FeedPlace(
        change_id=change.change_id,
        news_at=_news_at(change, verdict),
        doubtful=verdict.doubtful,
        sure=verdict.sure,
    )


def _news_at(change: Change, verdict: _Verdict) -> datetime:
    """When a person took it, unless it was old by then; else when it was detected."""
    at, decided = change.detected_at, verdict.decided_at
    return decided if decided and at < decided < at + MOST_BACK else at


def _verdicts(conn: Connection, document_ids: Collection[str]) -> Mapping[str, _Verdict]:
    works, said = documents_by_id(conn, document_ids), said_of(conn, document_ids)
    found = {}
    for key in document_ids:
        mine, work = said.get(key, NOTHING), works.get(key)
        relevant = as_decided(work, mine).relevant if work else False
        found[key] = _Verdict(
            doubtful=relevant is not False, sure=relevant is True, decided_at=_decided_at(mine)
        )
    return found


def _decided_at(said: Said) -> datetime | None:
    kind = said.amendments.get("kind")
    moments = [one.decided_at for one in (said.review, kind) if one]
    return max(moments, default=None)
