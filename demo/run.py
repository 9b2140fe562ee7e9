"""``policywatch demo``: the whole pipeline on the bundled small world, and nothing else running."""

import base64
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, func, select

from demo.account import Places, Told, lines, monday_after, where
from demo.agencies import WORLD
from demo.issue import DRAFTED, Monthly, monthly
from demo.issue_account import checked, drafted
from demo.mailbox import Mailbox, Webhook
from demo.site import MOMENTS, Sites, declarations
from diffing.show import Side, as_html
from pipeline.deliver import World, plan, preview, send_due
from pipeline.desk import topic_names
from pipeline.issue.drafting import World as IssueWorld
from pipeline.run import Pass, run_pass
from pipeline.telling.composing.periods import period_of
from pipeline.telling.subscribing.subscriptions import subscription
from storage.database import Database, open_database
from storage.office import NAME as OFFICE, office_of
from storage.queries.changes import find_changes
from storage.queries.documents import documents_by_id
from storage.queries.processing import postings_of, versions_by_id
from storage.queries.telling import put_subscription
from storage.records import CrawlRun, Difference, Source
from storage.settings import SettingError, Settings
from storage.tables import snapshots, versions

_MARK = ".policywatch-demo"
_SECRET = "whsec_" + base64.b64encode(b"a secret that is no secret").decode()

Desk = Callable[[Settings, Mapping[str, Source]], object]
"""Keeps the desk up over the demo's settings and sources until it is told to end."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the demo plays on."""

    settings: Settings
    sites: Sites
    mailbox: Mailbox
    hook: Webhook


def run(
    home: Path,
    *,
    desk: Desk | None = None,
    told: Callable[[str], None] = print,
) -> int:
    """Play the four moments in ``home``, send the week's digest, tell what was found; exit status.

    ``desk`` is called at the end, with the small world still on line, to keep the desk up. A home
    of an earlier demo is begun anew. Raises ``SettingError`` if ``home`` holds something else.
    """
    home = Settings.load(home, environment={}).home  # says in one line if it cannot be written
    _begin(home)
    with Sites() as sites, Mailbox(home / "mail") as mailbox, Webhook(home / "webhook") as hook:
        stage = Stage(
            settings=_settings(home, sites, mailbox), sites=sites, mailbox=mailbox, hook=hook
        )
        passes = []
        for moment in range(1, MOMENTS + 1):
            _progress(f"第 {moment} 次巡查，共 {MOMENTS} 次……")
            passes.append(_pass(stage, moment))
        db = open_database(stage.settings)
        try:
            places = _tell(db, stage)
            _progress(f"核对上一期，起草 {DRAFTED}……")
            issue = _issue(db, stage)
            _progress("")
            for line in _report(db, passes, places, issue):
                told(line)
        finally:
            db.close()
        if desk:
            desk(stage.settings, _by_id(sites))
    return 0 if places.accepted == 2 else 1


def _progress(text: str) -> None:
    """How far it is, on a terminal; an empty text clears the line."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _begin(home: Path) -> None:
    if any(home.iterdir()):
        if not (home / _MARK).exists():
            raise SettingError(f"{home} 里已有别的数据。请用 --home 另指定一个空目录。")
        shutil.rmtree(home)
        home.mkdir()
    (home / _MARK).touch()


def _settings(home: Path, sites: Sites, mailbox: Mailbox) -> Settings:
    """The demo's own settings; what the operator's environment says stays out."""
    folder = home / "sources"
    folder.mkdir()
    (folder / "demo.toml").write_text(declarations(sites.base_urls), "utf-8")
    (home / OFFICE).write_bytes((WORLD / OFFICE).read_bytes())
    return replace(
        Settings.load(home, environment={}),
        smtp_port=mailbox.port,
        mail_from="policywatch@example.org",
        webhook_private=True,
        sources=str(folder),
    )


def _pass(stage: Stage, moment: int) -> Told:
    stage.sites.moment = moment
    now = stage.sites.now
    names = {source.source_id: source.name for source in stage.sites.sources}
    account = run_pass(stage.settings, Pass(source_ids=tuple(names), now=now, fast=True))
    db = open_database(stage.settings)
    try:
        with db.connect() as conn:
            ids = {one.run_id for one in account.runs}
            found = [c for c in find_changes(conn, since=now) if c.run_id in ids]
            return Told(
                now=now,
                runs=account.runs,
                names=names,
                changes=found,
                same_words=_same_words(conn, account.runs),
            )
    finally:
        db.close()


def _same_words(conn: Connection, passed: tuple[CrawlRun, ...]) -> int:
    """Document pages answered anew in these runs that made no version."""
    made = select(versions.c.snapshot_id)
    query = select(func.count()).where(
        snapshots.c.run_id.in_([one.run_id for one in passed]),
        snapshots.c.kind == "document",
        snapshots.c.status == 200,
        snapshots.c.snapshot_id.not_in(made),
    )
    return conn.execute(query).scalar() or 0


def _tell(db: Database, stage: Stage) -> Places:
    """Subscribe a reader and a program, and send them the week's digest."""
    now = monday_after(stage.sites.now)
    period = period_of(now)
    with db.begin() as conn:
        for entry in _subscriptions(stage.hook.url):
            put_subscription(conn, subscription(entry, stage.sites.now))
    world = World(
        settings=stage.settings,
        sources=stage.sites.sources,
        topic_names=topic_names(),
        office=office_of(stage.settings),
    )
    plan(db, world, period, now)
    account = send_due(db, stage.settings, now)
    home = stage.settings.home
    written = preview(db, world, period, now, home / "digest")
    return Places(
        mail=next(iter(stage.mailbox.mails), None),
        web=next((path for path in written if path.suffix == ".html"), None),
        hook=next(iter(stage.hook.bodies), None),
        diff=_diff_page(db, home),
        home=home,
        accepted=account.accepted,
    )


def _subscriptions(hook_url: str) -> Iterator[dict[str, object]]:
    yield {"id": "reader", "channel": "email", "address": "reader@example.org", "name": "读者"}
    yield {"id": "program", "channel": "webhook", "address": hook_url, "secret": _SECRET}


def _issue(db: Database, stage: Stage) -> Monthly:
    now = monday_after(stage.sites.now)
    world = IssueWorld(sources=_by_id(stage.sites), office=office_of(stage.settings))
    return monthly(db, world, stage.settings.home / "issue", now)


def _by_id(sites: Sites) -> dict[str, Source]:
    return {source.source_id: source for source in sites.sources}


def _report(db: Database, passes: list[Told], places: Places, issue: Monthly) -> Iterator[str]:
    with db.connect() as conn:
        ids = {change.document_id for told in passes for change in told.changes}
        documents = documents_by_id(conn, ids)
        counted = Counter({key: len(found) for key, found in postings_of(conn, ids).items()})
    yield from lines(passes, documents, counted)
    yield from checked(issue)
    yield from drafted(issue)
    yield from where(places, period_of(monday_after(passes[-1].now)))


def _diff_page(db: Database, home: Path) -> Path | None:
    """The page that shows the weightiest amendment, values first; None if there is none."""
    with db.connect() as conn:
        found = find_changes(conn, kinds=("amended",))
        change = max(found, key=lambda one: one.significance, default=None)
        document = change and documents_by_id(conn, [change.document_id]).get(change.document_id)
        ids = (change.before_id or "", change.after_id or "") if change else ()
        texts = versions_by_id(conn, ids)
    if change is None or not document:
        return None
    difference = Difference(
        significance=change.significance,
        summary=change.summary,
        values=change.values,
        hunks=change.hunks,
    )
    path = home / "diff.html"
    before, after = (
        Side(name=document.title, note=note, blocks=texts[key].content.blocks)
        for note, key in zip(("首轮读到的", "现在的"), ids, strict=True)
    )
    path.write_text(as_html(difference, before=before, after=after), "utf-8")
    return path
