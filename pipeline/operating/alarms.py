"""What is wrong with our own line, beside the sources: for the desk's first page and ``doctor``."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.operating.health_mail import OWN_NAMES, mail_trouble, when
from storage.queries.problems import find_problems
from storage.records import OWN_SOURCE
from storage.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Something that is wrong, in a line of Chinese."""

    line: str
    problem_id: str = ""
    """Of the problem that a person may say to know of."""


def alarms(conn: Connection, settings: Settings) -> list[Alarm]:
    """The canary that did not arrive, the mailbox that cannot be read, mails that do not reach the
    operator; of problems those that nobody has said to know of."""
    own = [
        Alarm(
            line=f"{OWN_NAMES[one.state]}（{when(one.opened_at)} 起）：{one.cause}",
            problem_id=one.problem_id,
        )
        for one in find_problems(conn, source_id=OWN_SOURCE)
        if one.state in OWN_NAMES and one.acknowledged_at is None
    ]
    trouble = mail_trouble(conn, settings)
    return [*own, Alarm(line=trouble)] if trouble else own
