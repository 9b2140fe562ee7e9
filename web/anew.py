"""Stored documents judged anew from the desk: how many wait, what would change, doing it."""

from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import msgspec
from sqlalchemy import Connection
from starlette.requests import Request

from pipeline.learning.in_use import rules_in_use
from pipeline.reprocessing.holding import holding
from pipeline.reprocessing.moves import FIELD_NAMES, Move, Moves, counts_lines
from pipeline.reprocessing.outdated import outdated
from pipeline.reprocessing.reclassify import Extent, judge_all
from web.context import Desk, desk_of
from web.making import Report, Work

_SECONDS, _FEW_SECONDS = 600, 60
"""For so long it is remembered that none is outdated; that some are."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """How many documents former rules had judged."""

    rules: str
    """Than the rules of that fingerprint."""
    count: int
    until: float


class Changes(msgspec.Struct, frozen=True):
    """What changes, as it is kept between two pages."""

    counts: list[str]
    moves: list[Move]

    @property
    def sections(self) -> list[tuple[str, list[Move]]]:
        """The moves in each respect in which there are any, under its name."""
        by_field = {
            title: [one for one in self.moves if one.field == name]
            for name, title in FIELD_NAMES.items()
        }
        return [
            (title, sorted(mine, key=lambda one: (one.decided, one.before, one.after)))
            for title, mine in by_field.items()
            if mine
        ]


def keep(path: Path, moves: Moves) -> None:
    """Write what changes for the page that shows it."""
    changes = Changes(counts=counts_lines(moves), moves=moves.found)
    path.write_bytes(msgspec.json.encode(changes))


def kept(path: Path) -> Changes:
    """What was kept there."""
    return msgspec.json.decode(path.read_bytes(), type=Changes)


def outdated_on(request: Request, conn: Connection) -> int:
    """How many stored documents former rules judged.

    All verdicts are read for it, so the answer is remembered for a while.
    """
    rules, known = rules_in_use(conn, desk_of(request).office), request.app.state.outdated
    if known and known.rules == rules.fingerprint and monotonic() < known.until:
        return int(known.count)
    count = outdated(conn, rules)
    until = monotonic() + (_FEW_SECONDS if count else _SECONDS)
    request.app.state.outdated = Known(rules=rules.fingerprint, count=count, until=until)
    return count


def count_again(request: Request) -> None:
    """Forget how many there were: documents were judged meanwhile."""
    request.app.state.outdated = None


def judging_anew(desk: Desk, *, dry_run: bool) -> Work:
    """Work that judges what former rules judged, or that says what this would change."""

    def work(path: Path, report: Report) -> tuple[str, ...]:
        def told(done: int, total: int) -> None:
            report("重新判断存下的文件", done, total)

        with holding(desk.settings, desk.sources) as (db, judge):
            keep(path, judge_all(db, judge, Extent(dry_run=dry_run), told))
        return ()

    return work
