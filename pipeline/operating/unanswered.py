"""Drafts that nobody approved or refused in time: a problem like others, for meanwhile their
readers are told nothing."""

from datetime import datetime

from sqlalchemy import Connection

from pipeline.operating.undelivered import waiting
from storage.database import Database
from storage.queries.problems import close_problems, find_problems, open_problem
from storage.records import OWN_SOURCE

STATE = "drafts"
"""Of the Problem."""


def watch_drafts(db: Database, now: datetime) -> None:
    """Have the problem say how many there are; close it when there are none any more."""
    with db.connect() as conn:  # mostly there is nothing to write
        late, said = waiting(conn, now).late, _said(conn)
    cause = _cause(late) if late else ""
    if cause == said:
        return
    with db.begin() as conn:
        if cause:
            open_problem(conn, OWN_SOURCE, STATE, cause, now)
        else:
            close_problems(conn, OWN_SOURCE, (STATE,), now)


def _said(conn: Connection) -> str:
    """What the open problem says; empty if there is none."""
    found = find_problems(conn, source_id=OWN_SOURCE)
    return next((one.cause for one in found if one.state == STATE), "")


def _cause(late: int) -> str:
    return (
        f"{late} 份摘要到期没有人批准，也没有人说不发，读者什么也没有收到。"
        "请打开编辑台的待批准页，或用 policywatch digest drafts。"
    )
