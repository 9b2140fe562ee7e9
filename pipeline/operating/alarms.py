"""What is wrong with our own line, beside the sources: for the desk's first page and ``doctor``."""

from sqlalchemy import Connection

from pipeline.operating.health_mail import OWN_NAMES, mail_trouble, when
from storage.queries.problems import find_problems
from storage.records import OWN_SOURCE
from storage.settings import Settings


def alarms(conn: Connection, settings: Settings) -> list[str]:
    """A line of Chinese for each: the canary that did not arrive, the mailbox that cannot be read,
    mails that do not reach the operator."""
    own = find_problems(conn, source_id=OWN_SOURCE)
    lines = [
        f"{OWN_NAMES[one.state]}（{when(one.opened_at)} 起）：{one.cause}"
        for one in own
        if one.state in OWN_NAMES and one.acknowledged_at is None
    ]
    trouble = mail_trouble(conn, settings)
    return [*lines, trouble] if trouble else lines
