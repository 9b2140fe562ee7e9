"""A look at a site that nobody has described: one list page and two documents, politely."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from crawlers.capture import judge
from crawlers.detect import Detection, detect, first_entry
from crawlers.page import Page, page_of
from crawlers.source_pass import fetchable
from pipeline.operating.trial import home_in
from pipeline.pages.files import saved_page
from pipeline.run import Pass, run_pass
from storage.clock import day_of
from storage.database import Database, open_database
from storage.queries.lists import answers
from storage.queries.runs import runs_started
from storage.records import CrawlRun, SnapshotKind, Source
from storage.settings import SettingError, Settings

_DOCUMENTS = 2
_SAVED = "若浏览器打得开，可存下网页，再用 --url 给出原址来看"
_MENDS = {"unreachable": f"请核对网址，或稍后再试；{_SAVED}", "blocked": _SAVED}
"""The state of the look, and what a person can do about it."""


def detect_file(path: Path, url: str) -> Detection:
    """What one saved list page says. Raises ``SettingError`` if the file cannot be read."""
    page = saved_page(path, check_address(url))
    state, reason = judge(page, kind="list")
    if state not in ("ok", "truncated"):
        return Detection(url=url, family="", fault=f"{path}：{reason}")
    return detect([page])


def detect_site(settings: Settings, url: str, wanted: Pass) -> Detection:
    """What the site says: its list page is fetched, and two documents that it lists.

    Nothing is kept. Robots, pauses and refused addresses are those of every pass. Raises
    ``SettingError``.
    """
    check_address(url)
    now = wanted.now or datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="policywatch-detect-") as folder:
        home = Path(folder)
        (home / "sources").mkdir()
        source_id, entry = first_entry(url)
        (home / "sources" / "auto.toml").write_text(entry, "utf-8")
        inner = replace(home_in(home, settings), sources=str(home / "sources"))
        ids = (source_id,)
        run_pass(inner, replace(wanted, source_ids=ids, now=now, documents=_DOCUMENTS, pages=1))
        return _read(inner, url, now)


def _read(settings: Settings, url: str, now: datetime) -> Detection:
    db = open_database(settings)
    try:
        with db.connect() as conn:
            run = next(iter(runs_started(conn, now)), None)
        if run is None or run.state in (None, "skipped"):
            return Detection(url=url, family="", fault=f"存档里没有这个地址：{url}")
        pages = _pages(db, run, "list")
        if not pages or judge(pages[0], kind="list")[0] not in ("ok", "truncated"):
            return Detection(url=url, family="", fault=fault_line(url, run))
        found = detect(pages, _pages(db, run, "document"))
        is_worse = found.fault and run.problem
        return replace(found, fault=fault_line(url, run) if is_worse else found.fault)
    finally:
        db.close()


def fault_line(url: str, run: CrawlRun) -> str:
    """What kept a look from the page, and the mend, where no further pass comes to try again."""
    said = (run.problem or "没有读到").partition("。")[0].removeprefix("列表页")
    where = "" if url in said else f"{url} "
    mend = _MENDS.get(run.state or "", "请用浏览器打开核对")
    return f"{where}{said}。{mend}。"


def _pages(db: Database, run: CrawlRun, kind: SnapshotKind) -> list[Page]:
    with db.connect() as conn:
        stored = answers(conn, run.run_id, kind)
    return [
        page_of(one.final_url, one.status, one.headers, db.bodies.get(one.body_sha256))
        for one in stored
        if one.body_sha256
    ]


def beside(found: Detection, catalogue: Mapping[str, Source]) -> Detection:
    """The detection with an id that no source has, and a word on those that read the page now."""
    name, number = found.identity.source_id, 2
    while name in catalogue:
        name, number = f"{found.identity.source_id}_{number}", number + 1
    same = [s.source_id for s in catalogue.values() if found.url in s.start_urls]
    told = [f"目录里已有读这个地址的来源：{'、'.join(same)}"] if same else []
    return replace(
        found,
        identity=replace(found.identity, source_id=name),
        evidence=(*found.evidence, *told),
    )


def today_of(wanted: Pass) -> date:
    """The day of the look, in China."""
    return day_of(wanted.now or datetime.now(UTC))


def check_address(url: str) -> str:
    """The address, if a pass may ask for it. Raises ``SettingError``."""
    if (
        not fetchable(url)
        or "@" in url
        or any(one.isspace() or not one.isprintable() for one in url)
    ):
        raise SettingError(f"不是网址：{url}。应以 http:// 或 https:// 开头，例如列表页的地址。")
    return url
