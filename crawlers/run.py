"""Run one pass in this process: ``python -m crawlers.run --home DIR --sources a,b``.

The reactor can run once in a process, so each pass is a child of whoever wants it. It ends with
status 0, or 1 if a source or an archive failed or it was told to stop (by SIGTERM, SIGINT, or the
closing of a pipe at its input: a parent that was killed), or 2 if the call is wrong.
"""

import argparse
import logging
import os
import signal
import stat
import sys
import threading
from collections.abc import Collection, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.browser.rendering import asking, browser_settings, obstacle
from crawlers.declarations import DeclarationError, load_sources
from crawlers.families import FAMILIES
from crawlers.manners import Manners
from crawlers.own_source import own_source
from crawlers.recorder import Recorder
from crawlers.replay import Archive, ReplayError
from crawlers.settings import AT_ONCE, UNHURRIED, Pace, scrapy_settings
from crawlers.source_pass import BACKFILL_PAGES, SourcePass
from crawlers.spiders.passing import Equipment, PassReport, PassSpider
from storage.claims import claimed
from storage.database import Database, open_database
from storage.queries.capture import begin_run, last_complete
from storage.records import Source
from storage.settings import SettingError, Settings

_LOG_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Options:
    """What one pass does otherwise than the sources declare."""

    pace: Pace = UNHURRIED
    pages: int = 0
    """At most so many list pages of each source; 0: as declared."""
    documents: int = 0
    """At most so many documents of each source; 0: no limit."""
    back_to: date | None = None
    """Lists are read back to that day: a backfill."""
    browser: bool = False
    """There is one for the sources that ask for it."""


def crawl(
    sources: Sequence[Source],
    settings: Settings,
    *,
    now: datetime,
    replay: Sequence[Path] = (),
    options: Options = Options(),
) -> PassReport:
    """One pass over the sources, in this process, which can run no other after it.

    Problems are said on standard error, a line each. Raises ``ReplayError`` if no archive can be
    read, ``SettingError`` if the database cannot, and whatever fault of theirs ended the pass.
    """
    _log_to(settings.home / "log")
    with ExitStack() as opened:
        archive = _archive(opened, settings, replay) if replay else None
        report = PassReport(faults=list(archive.faults) if archive else [])
        for line in report.faults:
            sys.stderr.write(f"{line}\n")
        database = opened.enter_context(closing(open_database(settings)))
        free = opened.enter_context(claimed(database, [one.source_id for one in sources]))
        if sources := _unclaimed(sources, free):
            browser = not archive and _has_browser(settings, sources)
            pace = AT_ONCE if archive else options.pace
            base = scrapy_settings(settings, pace, replay=bool(archive))
            _run(
                base | browser_settings(settings, sources) if browser else base,
                report,
                passes=_passes(database, sources, now, replace(options, browser=browser)),
                equipment=_equipment(opened, database, archive, pace),
            )
    if report.fault:
        raise report.fault
    return report


def _archive(opened: ExitStack, settings: Settings, paths: Sequence[Path]) -> Archive:
    return opened.enter_context(closing(Archive.open(paths, settings.home / "cache" / "replay")))


def _equipment(
    opened: ExitStack, database: Database, archive: Archive | None, pace: Pace
) -> Equipment:
    recorder = opened.enter_context(closing(Recorder(database)))
    if archive:
        return Equipment(database=database, recorder=recorder, archive=archive)
    manners = Manners(database, recorder, timedelta(seconds=pace.delay))
    opened.callback(manners.close)
    return Equipment(database=database, recorder=recorder, manners=manners)


def _has_browser(settings: Settings, sources: Sequence[Source]) -> bool:
    """Whether a browser is asked for, and can be had; else it goes on without one, and says so."""
    wanted = asking(sources)
    if wanted and (why := obstacle(settings)):
        names = "、".join(source.source_id for source in wanted)
        sys.stderr.write(f"{names}：声明要求用浏览器读取，但{why}；本次不用浏览器，照常读取。\n")
        return False
    return bool(wanted)


def _unclaimed(sources: Sequence[Source], free: Collection[str]) -> list[Source]:
    for source in sources:
        if source.source_id not in free:
            sys.stderr.write(f"{source.source_id}：另一处正在读取，本次略过。\n")
    return [source for source in sources if source.source_id in free]


def _run(settings: dict[str, Any], report: PassReport, **given: Any) -> None:
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # Scrapy has just set it to DEBUG
    process.crawl(PassSpider, report=report, **given)
    _stop_when_told(report)
    process.start(install_signal_handlers=False)


def _passes(
    database: Database, sources: Sequence[Source], now: datetime, options: Options
) -> list[SourcePass]:
    passes = []
    with database.begin() as conn:
        for source in sources:
            reach = min(source.pages, options.pages) if options.pages else source.pages
            pages = (options.pages or BACKFILL_PAGES) if options.back_to else reach
            passes.append(
                SourcePass(
                    source=replace(source, pages=pages),
                    family=FAMILIES[source.family],
                    as_of=last_complete(conn, source.source_id, now),
                    run=begin_run(conn, source.source_id, now),
                    reach=reach,
                    back_to=options.back_to,
                    browser=options.browser and source.render != "never",
                    most_documents=options.documents,
                )
            )
    return passes


def _log_to(folder: Path) -> None:
    """Warnings and bugs with their tracebacks go to a file: standard error is for people."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "capture.log", maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _stop_when_told(report: PassReport) -> None:
    """On a signal, or when the parent is gone: leave the reactor at once.

    What is under way is given up (it is asked again in the next pass); what was answered is
    written, since the recorder is closed after the reactor has ended.
    """
    from twisted.internet import reactor  # installed by AsyncCrawlerProcess

    def stop() -> None:
        report.stopped = True
        reactor.callFromThread(reactor.crash)  # type: ignore[misc]

    def watch() -> None:
        # Not through sys.stdin: its lock, held by this thread, would abort the interpreter's end.
        while os.read(0, 1 << 10):
            continue
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stop())
    if sys.stdin is not None and stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
        threading.Thread(target=watch, daemon=True, name="parent").start()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment.astimezone(UTC)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m crawlers.run", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--sources", default="", help="ids, separated by commas; all enabled ones")
    parser.add_argument("--now", "--at", type=_moment, help="the clock, with offset")
    parser.add_argument("--replay", type=Path, action="extend", nargs="+", default=[])
    parser.add_argument("--fast", action="store_true", help="no delay: for hosts of one's own")
    parser.add_argument("--delay", type=float, help="least seconds between requests to a host")
    parser.add_argument("--per-host", type=int, help="requests at a time to a host")
    parser.add_argument("--timeout", type=float, help="seconds an answer may take")
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument("--backfill", type=date.fromisoformat, help="read lists back to that day")
    return parser.parse_args(words)


def _options(words: argparse.Namespace) -> Options:
    pace = AT_ONCE if words.fast else UNHURRIED
    given = {
        name: getattr(words, name)
        for name in ("delay", "per_host", "timeout")
        if getattr(words, name) is not None
    }
    return Options(
        pace=replace(pace, **given),
        pages=words.pages,
        documents=words.documents,
        back_to=words.backfill,
    )


def _chosen(settings: Settings, ids: str) -> list[Source]:
    sources = load_sources()
    if settings.sources:
        sources |= load_sources(Path(settings.sources))
    if own := own_source(settings):
        sources[own.source_id] = own
    wanted = [one for one in ids.split(",") if one]
    unknown = [one for one in wanted if one not in sources]
    if unknown:
        raise SettingError(f"没有这样的来源：{'、'.join(unknown)}")
    return [sources[one] for one in wanted] or [s for s in sources.values() if s.enabled]


def main(words: Sequence[str] | None = None) -> int:
    """The exit status; see the top of this file."""
    given = _arguments(words)
    try:
        settings = Settings.load(given.home)
        sources = _chosen(settings, given.sources)
        if not sources:
            raise SettingError("没有启用的来源，无可读取。")
        report = crawl(
            sources,
            settings,
            now=given.now or datetime.now(UTC),
            replay=given.replay,
            options=_options(given),
        )
    except (SettingError, DeclarationError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except ReplayError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _status(report)


def _status(report: PassReport) -> int:
    missing = sum(report.unarchived.values())
    if missing:
        sys.stderr.write(f"存档中没有的地址：{missing} 个（不当作网页已删除）\n")
    if report.stopped:
        sys.stderr.write("读取已中止：已取得的内容都已存好，未读完的来源下次重读。\n")
        sys.stderr.flush()
        # Threads that still wait for a name server must not keep the process.
        os._exit(1)
    failed = any(run.state not in ("ok", "skipped", "silent") for run in report.runs)
    return int(failed or bool(report.faults))


if __name__ == "__main__":
    raise SystemExit(main())
