"""One pass: a child process captures, this process interprets what is captured meanwhile."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from crawlers.declarations import load_catalogue
from crawlers.own_source import own_source
from pipeline.advising.advise import advise_all, is_on, waiting
from pipeline.desk import topic_names
from pipeline.operating.child import capturing, wait
from pipeline.questions.spot_checks import draw_due
from pipeline.reprocessing.outdated import outdated_in
from pipeline.searching.indexing import keep_up
from pipeline.settle import settle
from pipeline.stating import state
from storage.clock import day_of
from storage.database import Database, open_database
from storage.office import office_of
from storage.queries import changes
from storage.records import CrawlRun, Office, Source
from storage.settings import SettingError, Settings

if TYPE_CHECKING:
    from pipeline.process import Flow

_LEFT_OVER = timedelta(hours=1)
"""A body that is still half written after that is nobody's any more."""


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What a pass is to do."""

    source_ids: tuple[str, ...] = ()
    """All enabled sources if empty."""
    now: datetime | None = None
    """The clock of a replay; else that of the machine."""
    replay: tuple[Path, ...] = ()
    lookback: timedelta = timedelta(0)
    fast: bool = False
    """No delay between requests: for hosts of one's own."""
    pages: int = 0
    """At most so many list pages of each source; 0: as declared."""
    documents: int = 0
    """At most so many documents of each source; 0: no limit."""
    back_to: date | None = None
    """Lists are read back to that day; what they show is recorded, and no news."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What a pass came to."""

    runs: tuple[CrawlRun, ...]
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    """By source and kind."""
    seconds: float
    faults: tuple[str, ...] = ()
    """One Chinese line for each page or source that could not be read."""
    capture_exit: int = 0
    outdated: int = 0
    """Stored documents that former rules judged."""

    def to_object(self) -> dict[str, object]:
        """The run account of the contract."""
        return {
            "sources": [
                {
                    "source_id": run.source_id,
                    "state": run.state,
                    "problem": run.problem,
                    "rows": run.rows,
                    "fetched": run.fetched,
                    "not_modified": run.not_modified,
                    "unarchived": run.unarchived,
                    "snapshots": run.snapshots,
                    "versions": run.versions,
                    "rendered": run.rendered,
                    "waiting": run.waiting,
                    "by_detection": run.by_detection,
                    "reached_on": run.reached_on and run.reached_on.isoformat(),
                    "changes": self.changes.get(run.source_id, {}),
                }
                for run in self.runs
            ],
            "seconds": round(self.seconds, 2),
            "requests": sum(run.requests for run in self.runs),
        }


def all_sources(settings: Settings) -> dict[str, Source]:
    """The bundled sources and the operator's own, and that of our own page where it is wanted.

    Raises ``DeclarationError``.
    """
    sources = load_catalogue(Path(settings.sources) if settings.sources else None)
    own = own_source(settings)
    return sources | {own.source_id: own} if own else sources


def chosen(sources: dict[str, Source], ids: Sequence[str]) -> list[Source]:
    """The sources of those ids, or all enabled ones. Raises ``SettingError`` on an unknown id."""
    unknown = [one for one in ids if one not in sources]
    if unknown:
        raise SettingError(
            f"没有这样的来源：{'、'.join(unknown)}。用 policywatch sources list 查看全部来源。"
        )
    return [sources[one] for one in ids] or [s for s in sources.values() if s.enabled]


def run_pass(
    settings: Settings, wanted: Pass, told: Callable[[int, int], None] = lambda done, faults: None
) -> Account:
    """Capture, interpret and settle one pass over the sources; returns its account.

    ``told`` hears of the progress: pages interpreted, pages that could not be read. What an
    interrupted pass left uninterpreted is done first. Raises ``SettingError``,
    ``DeclarationError``, ``OfficeError``, ``TopicError``.
    """
    sources, office = all_sources(settings), office_of(settings)
    _check_archives(wanted.replay)
    names = tuple(source.source_id for source in chosen(sources, wanted.source_ids))
    wanted = replace(wanted, source_ids=names, now=wanted.now or datetime.now(UTC))
    began, progress = time.monotonic(), _Progress(told)
    with _held(settings) as db:
        work = _Work(db=db, settings=settings, sources=sources, office=office, progress=progress)
        status = _capture(work, wanted)
        runs, kinds, outdated = _conclude(work, wanted)
    return Account(
        runs=runs,
        changes=kinds,
        seconds=time.monotonic() - began,
        faults=tuple(progress.faults),
        capture_exit=status,
        outdated=outdated,
    )


@contextmanager
def _held(settings: Settings) -> Iterator[Database]:
    """The open database of a home, in which no other pass runs meanwhile."""
    lock = FileLock(settings.home / "pass.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise SettingError("已有一次巡查正在进行，本次不重复。等它结束，或先停止它。") from error
    with lock, closing(open_database(settings)) as db:
        yield db


def pass_running(settings: Settings) -> bool:
    """Whether a pass over this home is under way."""
    try:
        with FileLock(settings.home / "pass.lock", timeout=0):
            return False
    except Timeout:
        return True


def _check_archives(paths: Sequence[Path]) -> None:
    """What is not there is a wrong call; what is damaged is found, and said, while reading."""
    for path in paths:
        if not path.is_file():
            raise SettingError(f"没有这个存档文件：{path}。请核对 --replay 后的路径。")


@dataclass
class _Progress:
    """How far a pass is, and who hears of it."""

    told: Callable[[int, int], None]
    done: int = 0
    faults: list[str] = field(default_factory=list)

    def went_on(self, pages: int) -> None:
        self.done += pages
        self.told(self.done, len(self.faults))


@dataclass(frozen=True, kw_only=True)
class _Work:
    """On what a pass works."""

    db: Database
    settings: Settings
    sources: Mapping[str, Source]
    office: Office
    progress: _Progress


def _capture(work: _Work, wanted: Pass) -> int:
    """Capture, and interpret what is captured; the exit status of the child."""
    assert wanted.now is not None
    db, settings = work.db, work.settings
    with capturing(_command(settings, wanted, wanted.now), settings) as child:
        # Loaded while the child loads what it needs.
        from pipeline.learning.in_use import rules_in_use
        from pipeline.process import Flow

        with db.connect() as conn:
            rules = rules_in_use(conn, work.office)
        flow = Flow(
            db=db, sources=work.sources, rules=rules, now=wanted.now, lookback=wanted.lookback
        )
        _interpret(flow, child, work.progress)
    return child.returncode


def _interpret(flow: "Flow", child: subprocess.Popen[bytes], progress: _Progress) -> None:
    """Interpret what is captured until the child has ended and nothing waits."""
    from pipeline.identity.catching_up import catch_up
    from pipeline.process import process_pending

    catch_up(flow.db, flow.judge, flow.now)
    while child.poll() is None:
        fresh = process_pending(flow, progress.faults.append)
        progress.went_on(fresh)
        if not fresh:
            wait(child)
    progress.went_on(process_pending(flow, progress.faults.append))
    catch_up(flow.db, flow.judge, flow.now)


def _command(settings: Settings, wanted: Pass, now: datetime) -> list[str]:
    """The child's command line. It reads nothing from its input, and ends when that closes."""
    command = [sys.executable, "-m", "crawlers.run", "--home", str(settings.home)]
    command += ["--sources", ",".join(wanted.source_ids), "--now", now.isoformat()]
    if wanted.fast:
        command.append("--fast")
    for limit in ("pages", "documents"):
        if getattr(wanted, limit):
            command += [f"--{limit}", str(getattr(wanted, limit))]
    if wanted.back_to:
        command += ["--backfill", wanted.back_to.isoformat()]
    for archive in wanted.replay:
        command += ["--replay", str(archive)]
    return command


def _conclude(
    work: _Work, wanted: Pass
) -> tuple[tuple[CrawlRun, ...], dict[str, dict[str, int]], int]:
    """What follows once all is interpreted: the runs, their changes, how much is outdated."""
    assert wanted.now is not None
    db, settings, now = work.db, work.settings, wanted.now
    state(db)  # what interpretations say of documents tells where they belong
    runs, kinds = _settle(work, now)
    state(db)
    with db.begin() as conn:
        draw_due(conn, now, settings.spot_checks)
    keep_up(db, day_of(now))
    if any(run.by_detection for run in runs):
        from pipeline.pages.repair import propose_repairs  # hardly ever needed

        propose_repairs(db, runs, work.sources)
    if is_on(settings) and not wanted.replay:
        work.progress.faults += advise_all(db, settings, waiting(db), topic_names(), now)
    db.bodies.drop_left_over(datetime.now(UTC) - _LEFT_OVER)
    with db.connect() as conn:
        return runs, kinds, outdated_in(conn, work.office)


def _settle(work: _Work, now: datetime) -> tuple[tuple[CrawlRun, ...], dict[str, dict[str, int]]]:
    with work.db.begin() as conn:
        settled = settle(conn, now, work.sources, work.office)
        kinds: dict[str, dict[str, int]] = {}
        for change in changes.find_changes(conn, since=now):
            counts = kinds.setdefault(change.source_id, {})
            counts[change.kind] = counts.get(change.kind, 0) + 1
    return tuple(settled), kinds
