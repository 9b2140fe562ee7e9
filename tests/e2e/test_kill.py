"""Kill -9 at random moments, then run again: as if nothing had happened, and nothing twice.

``POLICYWATCH_TEST_KILLS`` (12) says how often in all, ``POLICYWATCH_TEST_SEED`` (0) where chance
begins.
"""

import logging
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from demo.site import Sites, declarations
from pipeline.run import Pass, run_pass
from pipeline.telling.sending.attempts import AT_ONCE
from storage.database import Database
from storage.queries import telling
from storage.records import Delivery
from storage.settings import Settings
from tests.crawlers.small_site import Served, Site, declare, title
from tests.e2e.homes import differences, facts
from tests.e2e.victims import Victim, kill_again_and_again
from tests.forked_passes import forked_passes
from tests.pipeline.december import Lived, moments as world_moments
from tests.pipeline.test_deliver import readers, store, subscribe
from tests.telling_samples import SECRET, subscription, week
from tests.telling_servers import Hook, Mailbox, hook_server, mail_server

log = logging.getLogger(__name__)
KILLS = int(os.environ.get("POLICYWATCH_TEST_KILLS", "12"))
SEED = int(os.environ.get("POLICYWATCH_TEST_SEED", "0"))
SHORT = KILLS <= 20
ARCHIVE_KILLS = KILLS * 2 // 5
LIVE_KILLS = KILLS * 3 // 10
DELIVERY_KILLS = (KILLS - ARCHIVE_KILLS - LIVE_KILLS) // 2
"""On each of the two databases; the others fall on one of them when time is short."""
BOTH = ["sqlite", "postgresql"]
VISITS = 2 if SHORT else 6
"""Of the archive: the base line and the first news; with many kills, all six."""
STEPS = (800, 300, 400, 400, 400, 400)
"""Of the visits, about."""
PLAYED = (1, 3, 4)
"""Of the small world: the base line; news and an amendment; broken sources."""
READERS = 20
"""As many mails, and as many webhooks."""
PERIOD = "2024-W10"
IN_PERIOD = datetime.fromisoformat("2024-03-06T09:00:00+08:00")


@pytest.fixture
def random() -> Random:
    return Random(SEED)


def counting(settings: Settings, *queries: str) -> Callable[[], int]:
    """A look from outside at how far the work is; 0 while there are no tables."""
    engine = create_engine(settings.database_url)

    def count() -> int:
        try:
            with engine.connect() as conn:
                return sum(conn.execute(text(query)).scalar() or 0 for query in queries)
        except DBAPIError:
            return 0
        finally:
            engine.dispose()

    return count


def pass_steps(settings: Settings) -> Callable[[], int]:
    """Answers stored, and answers interpreted."""
    return counting(
        settings,
        "SELECT count(*) FROM snapshots",
        "SELECT count(*) FROM snapshots WHERE processed AND kind <> 'list'",
    )


def shares(kills: int, parts: int) -> list[int]:
    """So many kills, as evenly as can be, over the parts."""
    return [kills // parts + (part < kills % parts) for part in range(parts)]


# -- passes over the archive, by the command line


@pytest.mark.parametrize("settings", BOTH[:1] if SHORT else BOTH, indirect=True)
def test_passes_over_an_archive(
    settings: Settings, shared: Path, december: Lived, random: Random
) -> None:
    """Bodies too are as many: what was stored is not fetched, and not stored, again."""
    world = shared / "worlds" / "2023-12"
    moments = world_moments(december.truth)[:VISITS]
    steps, killed = pass_steps(settings), 0
    for at, count, total in zip(moments, shares(ARCHIVE_KILLS, VISITS), STEPS, strict=False):
        words = ["-m", "cli", "crawl", "--replay", str(world / "captures.warc.gz")]
        words += ["--at", at.isoformat()]

        def start(words: list[str] = words) -> Victim:
            return Victim(words, settings.environment(), forked_passes=True)

        killed += kill_again_and_again(start, count, steps=steps, total=total, random=random)
        assert "来源" in start().said()
    assert killed >= ARCHIVE_KILLS * 0.6
    assert differences(december.facts[VISITS - 1], facts(settings)) == []


# -- live passes over the small world, each at a moment of its own

_PASS = """
import sys
from datetime import datetime
from pipeline.run import Pass, run_pass
from storage.settings import Settings
now, names = datetime.fromisoformat(sys.argv[1]), tuple(sys.argv[2].split(","))
run_pass(Settings.load(), Pass(source_ids=names, now=now, fast=True))
"""


def reading(settings: Settings, sites: Sites) -> Settings:
    folder = settings.home / "declared"
    folder.mkdir()
    (folder / "demo.toml").write_text(declarations(sites.base_urls), "utf-8")
    return replace(settings, sources=str(folder))


@pytest.mark.parametrize("settings", BOTH[1:] if SHORT else BOTH, indirect=True)
def test_live_passes(settings: Settings, tmp_path: Path, random: Random) -> None:
    """Pages that differ at each request are fetched again, so bodies are more; nothing else is."""
    with Sites() as sites:
        calm = reading(Settings.load(tmp_path / "calm", {}), sites)
        wild = reading(settings, sites)
        names = tuple(source.source_id for source in sites.sources)
        steps, killed = pass_steps(wild), 0
        for moment, count in zip(PLAYED, shares(LIVE_KILLS, len(PLAYED)), strict=True):
            sites.moment = moment
            with forked_passes():
                run_pass(calm, Pass(source_ids=names, now=sites.now, fast=True))
            clock = iter(sites.now + timedelta(minutes=n) for n in range(count + 1))

            def start(clock: object = clock) -> Victim:
                words = ["-c", _PASS, next(clock).isoformat(), ",".join(names)]
                return Victim(words, wild.environment(), forked_passes=True)

            killed += kill_again_and_again(start, count, steps=steps, total=40, random=random)
            assert "Traceback" not in start().said()
    assert killed >= LIVE_KILLS * 0.5
    found = differences(facts(calm), facts(wild))
    assert [line for line in found if not line.startswith("bodies")] == []


# -- sending


@dataclass
class Receivers:
    """Who got what, by mail and by post."""

    box: Mailbox
    hook: Hook

    @property
    def arrived(self) -> Counter[str]:
        """Addresses of mails, and ids of posts."""
        mails = Counter(address for address, _ in self.box.got)
        return mails + Counter(headers["webhook-id"] for _, headers, _ in self.hook.got)


def prepared(db: Database, hook_url: str) -> None:
    """Last year's week as the passes left it, and everyone who wants it."""
    shifted = [replace(one, change=replace(one.change, detected_at=IN_PERIOD)) for one in week()]
    store(db, shifted)
    posts = [
        subscription(subscription_id=f"h{n}", channel="webhook", address=hook_url, secret=SECRET)
        for n in range(READERS)
    ]
    subscribe(db, *readers(READERS), *posts)


def sending(settings: Settings, box: Mailbox) -> dict[str, str]:
    more = {"POLICYWATCH_SMTP_PORT": str(box.port), "POLICYWATCH_WEBHOOK_PRIVATE": "true"}
    return settings.environment() | more


def deliveries(db: Database) -> dict[str, Delivery]:
    """By what the receivers know them by."""
    with db.connect() as conn:
        found = telling.find_deliveries(conn)
    return {one.address if one.channel == "email" else one.delivery_id: one for one in found}


def test_sending(db: Database, settings: Settings, random: Random) -> None:
    """The first kill falls into the planning, the others where messages are on their way."""
    words = ["-m", "cli", "digest", "send", "--period", PERIOD]
    planned = counting(settings, "SELECT count(*) FROM deliveries")
    with mail_server() as box, hook_server() as hook:
        prepared(db, hook.url)
        there = Receivers(box, hook)

        def start() -> Victim:
            return Victim(words, sending(settings, box))

        killed = kill_again_and_again(
            start, 1, steps=planned, total=2 * READERS, random=random
        ) + kill_again_and_again(
            start,
            DELIVERY_KILLS - 1,
            steps=lambda: there.arrived.total(),
            total=2 * READERS - 5,
            random=random,
        )
        start().said()
        assert "送达 0 份" in start().said()
    assert killed >= DELIVERY_KILLS * 0.6
    final = deliveries(db)
    assert len(final) == 2 * READERS
    mails = {name for name, one in final.items() if one.channel == "email"}
    assert {there.arrived[name] for name in mails & set(there.arrived)} == {1}
    # What was posted when its sender died is posted again: receivers know it by its id.
    assert {final[name].state for name in set(final) - mails} == {"accepted"}
    assert {one.state for one in final.values()} <= {"accepted", "unknown"}
    unknown = {name for name, one in final.items() if one.state == "unknown"}
    assert set(final) - unknown <= set(there.arrived)
    assert len(unknown) <= killed * AT_ONCE
    lost = unknown - set(there.arrived)
    log.info("%d kills: %d unknown, %d of them lost", killed, len(unknown), len(lost))


# -- asked to end


class Holding(dict[str, Served]):
    """Pages, one of which is long in coming."""

    def __init__(self, held: str) -> None:
        super().__init__()
        self.held = held
        self.asked, self.release = Event(), Event()

    def get(self, path: str, default: Served) -> Served:  # type: ignore[override]
        if path == self.held and not self.release.is_set():
            self.asked.set()
            self.release.wait(30)
        return super().get(path, default)


ENDS = ((signal.SIGTERM, False, 130), (signal.SIGTERM, True, 130), (signal.SIGKILL, False, -9))


def test_the_child_ends_too(tmp_path: Path) -> None:
    """Asked by SIGTERM: the pass alone, or (as a service manager does it) its child as well. And
    by itself when its parent was killed, though a page has still to come."""
    pages = Holding("/doc/t3.html")
    with Site() as site:
        site.pages = pages
        site.list_page("/list/", [4, 3, 2])
        for number in (2, 3, 4):
            site.document(number)
        environment = declare(tmp_path, test_notices=f"{site.base}/list/")
        words = ["-m", "cli", "crawl", "test_notices", "--fast", "--home", str(tmp_path / "home")]
        for number, whole, status in ENDS:
            pages.asked.clear()
            victim = Victim(words, environment, forked_passes=not whole)
            assert victim.comes_to(pages.asked.is_set)
            victim.send(number, whole=whole)
            said = victim.said(seconds=5)
            assert victim.process.returncode == status
            assert ("policywatch：已停止" in said) == (status == 130)
            assert "Traceback" not in said
        pages.release.set()
        last = Victim(words, environment, forked_passes=True)
        last.said()
        assert last.process.returncode == 0
    held = facts(Settings.load(tmp_path / "home", {}))
    assert {row[0] for row in held["documents"]} == {title(number) for number in (2, 3, 4)}
    assert [row[0] for row in held["changes"]] == ["baseline"] * 3
