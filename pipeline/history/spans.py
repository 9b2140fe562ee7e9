"""From what was seen at each fetch to the time in which each state stood. Pure.

A version is stored once, however often the page came back to it: when it stood follows from the
fetches. A fetch that was answered by nothing new (304, the same bytes) still showed something.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.records import PAGE_GONE, Change, Sighting, Version


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Inside which something happened."""

    not_before: datetime | None
    """The last sight of what stood before; ``None``: nothing was seen before."""
    not_after: datetime
    """The first sight of what stood then."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A time in which one state stood: from its first sight to its last, in an unbroken row."""

    state: str
    """A version's id, a body's hash, or ``PAGE_GONE``."""
    since: Interval
    last_seen: datetime
    until: Interval | None
    """``None``: it stands."""
    run_id: str
    """The pass that saw it first."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What one fetch showed."""

    at: datetime
    state: str
    run_id: str


def spans_of(sights: Sequence[Shown]) -> list[Span]:
    """The spans of sights in order of time; the same state again after another is another span."""
    found: list[Span] = []
    for sight in sights:
        if found and found[-1].state == sight.state:
            found[-1] = replace(found[-1], last_seen=sight.at)
            continue
        since = Interval(not_before=found[-1].last_seen if found else None, not_after=sight.at)
        if found:
            found[-1] = replace(found[-1], until=since)
        found.append(
            Span(state=sight.state, since=since, last_seen=sight.at, until=None,
                 run_id=sight.run_id)
        )  # fmt: skip
    return found


def joined(spans: Sequence[Span], same: Iterable[int]) -> list[Span]:
    """The spans with those at these places made one with the span before: people saw no change.

    Each takes the later state, which is what stands now.
    """
    places = set(same)
    found: list[Span] = []
    for place, span in enumerate(spans):
        if place in places and found:
            found[-1] = replace(
                found[-1], state=span.state, last_seen=span.last_seen, until=span.until
            )
        else:
            found.append(span)
    return found


# -- pages ----------------------------------------------------------------------------------------


def page_sights(
    seen: Sequence[Sighting], versions: Iterable[Version], changes: Iterable[Change]
) -> list[Shown]:
    """What the fetches of one page showed: versions as they stand now, or that it was gone.

    Snapshots from before that was recorded show what other snapshots of the same bytes show, else
    what their pass changed to, else what the one before them showed. A version whose snapshot is
    not among them was seen at least once.
    """
    known = {one.version_id: one for one in versions}
    seen = _with_versions(seen, known.values())
    rests = {one.snapshot_id: one.version_id for one in known.values() if not one.technical}
    turned = {one.run_id: one.after_id for one in changes if one.after_id in known}
    by_body: dict[str, str] = {}
    found: list[Shown] = []
    for one in seen:
        shows = one.shows or rests.get(one.snapshot_id)
        if shows is None and one.body_sha256:
            before = found[-1].state if found else None
            shows = by_body.get(one.body_sha256) or turned.get(one.run_id) or before
        if shows is None:
            continue
        if shows != PAGE_GONE:
            shows = current_id(known, shows)
            if one.body_sha256:
                by_body[one.body_sha256] = shows
        found.append(Shown(at=one.at, state=shows, run_id=one.run_id))
    return found


def _with_versions(seen: Sequence[Sighting], versions: Iterable[Version]) -> list[Sighting]:
    kept = {one.snapshot_id for one in seen}
    lost = [
        Sighting(
            snapshot_id=one.snapshot_id,
            run_id="",
            url="",
            posting_id=one.posting_id,
            is_file=False,
            at=one.created_at,
            body_sha256=None,
            shows=one.version_id,
        )
        for one in versions
        if one.snapshot_id not in kept and one.rebuilt_as is None
    ]
    return sorted([*seen, *lost], key=lambda one: one.at)


def current_id(known: Mapping[str, Version], version_id: str) -> str:
    """The version that took the place of this one when it was read anew."""
    passed = {version_id}
    while (one := known.get(version_id)) and one.rebuilt_as and one.rebuilt_as not in passed:
        version_id = one.rebuilt_as
        passed.add(version_id)
    return version_id


def without_outages(
    sights: Sequence[Shown], withdrawn: Sequence[datetime], gone_now: bool
) -> list[Shown]:
    """The sights without those of a page that was gone for a while and never taken down.

    ``withdrawn``: when it was told that it was; ``gone_now``: it is so now.
    """
    kept: list[Shown] = []
    run: list[Shown] = []
    for sight in sights:
        if sight.state == PAGE_GONE:
            run.append(sight)
            continue
        if kept and run and any(run[0].at <= moment <= sight.at for moment in withdrawn):
            kept += run
        run = []
        kept.append(sight)
    return kept + run if kept and gone_now else kept


# -- files ----------------------------------------------------------------------------------------


def file_spans(seen: Sequence[Sighting], changes: Iterable[Change]) -> list[Span]:
    """The editions of the file at one address: another one begins where a change was told.

    Other bytes with the same words, or a wall in the file's place, are no edition.
    """
    told = {(one.before_id, one.after_id) for one in changes}
    sights: list[Shown] = []
    bodies: set[str] = set()
    for one in seen:
        body = one.body_sha256
        if body is None:
            continue
        if (None, body) in told and body not in bodies:
            sights = []  # what came before the file itself was none
        if not sights or any((stood, body) in told for stood in bodies):
            state, bodies = body, {body}
        else:
            state = sights[-1].state
            bodies.add(body)
        sights.append(Shown(at=one.at, state=state, run_id=one.run_id))
    return spans_of(sights)
