"""How a detection, and the repair of an entry, are told: to people, and as objects."""

import json
from datetime import date

from crawlers.detect import Detection, entry_text
from pipeline.pages.repair import proposal_lines
from storage.records import Problem

_FIRST = 5


def detection_lines(found: Detection, today: date) -> list[str]:
    """What was found, on what evidence, what was not, and the entry to copy."""
    return [
        found.url,
        *(f"  {row.published_on or '无日期'}  {row.title}" for row in found.rows[:_FIRST]),
        *(["  ……"] if len(found.rows) > _FIRST else []),
        "依据：",
        *(f"  {line}" for line in found.evidence),
        *([f"  下一页：{found.next_url}，编号方式 {found.numbering}"] if found.next_url else []),
        *([f"  正文容器：{found.body}"] if found.body else []),
        *(["没有找到："] if found.missing else []),
        *(f"  {line}" for line in found.missing),
        "",
        f"# 核对后放入 crawlers/sources/{found.family}.toml，或您自己的来源目录",
        entry_text(found, today).rstrip(),
    ]


def detection_object(found: Detection, today: date) -> dict[str, object]:
    """The detection with its proposed entry, for programs."""
    rows = [
        {"url": row.url, "title": row.title, "published_on": row.published_on} for row in found.rows
    ]
    return {
        "url": found.url,
        "family": found.family,
        "fault": found.fault or None,
        "rows": rows,
        "dated": found.dated,
        "select": found.select,
        "next_page": found.next_url or None,
        "numbering": found.numbering or None,
        "body": found.body or None,
        "evidence": found.evidence,
        "missing": found.missing,
        "entry": None if found.fault else entry_text(found, today),
    }


def fault_lines(problem: Problem) -> list[str]:
    """An open problem, and the repair that is proposed."""
    return [problem.cause, *(f"  建议 {line}" for line in proposal_lines(problem.proposal))]


def fault_object(problem: Problem) -> dict[str, object]:
    """The same for programs."""
    return {
        "state": problem.state,
        "cause": problem.cause,
        "opened_at": problem.opened_at,
        "proposal": json.loads(problem.proposal) if problem.proposal else None,
    }
