"""What would mend a redesigned source's entry: new selectors, tried on the stored lists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawlers.detect.selectors import proposals
from crawlers.fallback import Known, detected
from crawlers.families import FAMILIES
from crawlers.families.base import ListRequest
from crawlers.families.rows import list_groups, main_group, select_rows
from crawlers.page import Page, page_of
from storage.database import Database
from storage.ids import posting_id
from storage.queries.lists import answers, known_rows, list_answers
from storage.queries.problems import propose
from storage.records import CrawlRun, Row, Snapshot, Source

CANDIDATES = 3
CAPTURES = 10
_MOST_KNOWN = 2000


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A stored answer of the list page, and the known postings that it shows."""

    page: Page
    shown: frozenset[str]


def propose_repairs(db: Database, runs: Sequence[CrawlRun], sources: Mapping[str, Source]) -> None:
    """Put a proposal on the open problem of each source that only general rules could read."""
    for run in runs:
        source = sources.get(run.source_id)
        if source is None or not run.by_detection or run.state != "broken":
            continue
        if proposal := _proposal(db, run, source):
            with db.begin() as conn:
                propose(conn, run.source_id, json.dumps(proposal, ensure_ascii=False))


def _proposal(db: Database, run: CrawlRun, source: Source) -> dict[str, object] | None:
    with db.connect() as conn:
        stored = [one for one in answers(conn, run.run_id, "list") if one.status in (200, 304)]
        before = [one.row for one in known_rows(conn, run.source_id, run.started_at, _MOST_KNOWN)]
    known = Known(before)
    newest = next((page for one in stored if detected(page := _page(db, one), known)), None)
    if newest is None:
        return None
    with db.connect() as conn:
        held = list_answers(conn, run.source_id, newest.url, CAPTURES)
    ids = frozenset(posting_id(row.url) for row in before)
    captures = [capture_of(_page(db, one), source, known, ids) for one in held]
    return {
        "url": newest.url,
        "captures": len(captures),
        "candidates": [tried(select, newest, captures, ids) for select in candidates(newest)],
    }


def _page(db: Database, snapshot: Snapshot) -> Page:
    body = db.bodies.get(snapshot.body_sha256 or "")
    return page_of(snapshot.final_url, 200, snapshot.headers, body)


def capture_of(page: Page, source: Source, known: Known, ids: frozenset[str]) -> Capture:
    """What the capture shows of the known postings, by the entry, or by general rules."""
    request = ListRequest(url=page.url)
    rows = FAMILIES[source.family].read(source, request, page).rows
    if not rows and (reading := detected(page, known)):
        rows = reading.rows
    return Capture(page=page, shown=_ids(rows) & ids)


def candidates(page: Page) -> list[dict[str, str]]:
    """Selectors for the list that general rules find, the best first; none for a list of data."""
    groups = list_groups(page.tree, page.url, scripted=True)
    group = main_group(groups, page.url)
    if group is None:
        return []
    found = proposals(page.tree, page.url, group.rows, group.nodes)
    return [one.select for one in found if one.right][:CANDIDATES]


def tried(
    select: dict[str, str], newest: Page, captures: Sequence[Capture], ids: frozenset[str]
) -> dict[str, object]:
    """How the selectors do: in how many captures they find rows, how many of the known rows of
    these, and how much of what they find is known."""
    wanted = found = hit = known = read = 0
    for capture in captures:
        held = _ids(select_rows(capture.page.tree, capture.page.url, select))
        if not held:
            continue
        read += 1
        wanted, hit = wanted + len(capture.shown), hit + len(held & capture.shown)
        found, known = found + len(held), known + len(held & ids)
    return {
        "select": select,
        "rows": len(select_rows(newest.tree, newest.url, select)),
        "captures_read": read,
        "hit_rate": round(hit / wanted, 3) if wanted else 0.0,
        "known_rate": round(known / found, 3) if found else 0.0,
    }


def _ids(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset(posting_id(row.url) for row in rows)


def proposal_lines(text: str) -> list[str]:
    """A stored proposal for people, a line each; none of none."""
    if not text:
        return []
    held = json.loads(text)
    if not held["candidates"]:
        return [
            f"{held['url']}：列表在脚本或数据里，没有选择器可以建议，"
            "请用 policywatch sources detect 查看。"
        ]
    return [
        f"select = {{ {_told(one['select'])} }}：最近一页 {one['rows']} 行；"
        f"{held['captures']} 次存档中 {one['captures_read']} 次选到，其中"
        f"已知的行命中 {one['hit_rate']:.0%}，选出的有 {one['known_rate']:.0%} 是已知的"
        for one in held["candidates"]
    ]


def _told(select: Mapping[str, str]) -> str:
    return ", ".join(
        f"{key} = {json.dumps(css, ensure_ascii=False)}" for key, css in select.items()
    )
