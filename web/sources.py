"""The state of every source: whether it was read, when, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.pages.repair import proposal_lines
from storage.office import part_of_source
from storage.queries.desk import last_problems
from storage.queries.runs import last_read, latest_runs
from storage.records import UNREAD, CrawlRun, Part, Problem, Source
from web.context import Desk, desk_of, page


@dataclass(frozen=True, kw_only=True)
class Line:
    source: Source
    state: str
    """A key of ``web.words.STATES``."""
    read_at: datetime | None
    """The last complete pass."""
    run: CrawlRun | None
    problem: Problem | None
    """The open one, else the last."""

    @property
    def repairs(self) -> list[str]:
        """What would mend the entry of a redesigned source, a line each."""
        problem = self.problem
        return proposal_lines(problem.proposal) if problem and not problem.closed_at else []

    @property
    def wrong(self) -> bool:
        return self.state in UNREAD


def show(request: Request) -> Response:
    """Every source with its state, by part."""
    desk = desk_of(request)
    lines, office = state_lines(desk), desk.office
    parts: list[tuple[Part, str, list[Line]]] = [
        (part, title, [one for one in lines if part_of_source(office, one.source) == part])
        for part, title in office.titles.items()
    ]
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.state] = counts.get(line.state, 0) + 1
    values = {"parts": [one for one in parts if one[2]], "counts": counts, "total": len(lines)}
    return page(request, "sources.html", values)


def health(request: Request) -> Response:
    """For a monitor: whether the database answers, and how many sources cannot be read."""
    lines = [line for line in state_lines(desk_of(request)) if line.source.enabled]
    read = [line.read_at for line in lines if line.read_at]
    return JSONResponse(
        {
            "status": "ok",
            "sources": len(lines),
            "unreadable": sorted(line.source.source_id for line in lines if line.wrong),
            "unread": sum(line.state == "unread" for line in lines),
            "last_read": max(read).isoformat() if read else None,
        },
        headers={"Cache-Control": "no-store"},
    )


def state_lines(desk: Desk) -> list[Line]:
    """Every source with its state, what is wrong first, else by name."""
    with desk.db.connect() as conn:
        runs = latest_runs(conn)
        read = last_read(conn)
        problems = last_problems(conn)
    lines = [
        _line(source, runs.get(source.source_id), read, problems.get(source.source_id))
        for source in desk.sources.values()
    ]
    return sorted(lines, key=lambda one: (not one.wrong, one.source.agency, one.source.name))


def _line(
    source: Source, run: CrawlRun | None, read: Mapping[str, datetime], problem: Problem | None
) -> Line:
    return Line(
        source=source,
        state=_state(source, run, problem),
        read_at=read.get(source.source_id),
        run=run,
        problem=problem,
    )


def _state(source: Source, run: CrawlRun | None, problem: Problem | None) -> str:
    if not source.enabled:
        return "off"
    if problem is not None and problem.closed_at is None:
        return problem.state
    if run is None or run.state is None or run.state == "skipped":
        return "unread"
    return run.state
