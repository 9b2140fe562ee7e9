"""A person knows of a problem: it leaves the red line, and stays in the books till it is mended."""

from collections.abc import Sequence
from datetime import datetime

from storage.database import Database
from storage.faults import WrongError
from storage.queries.problems import acknowledge_problem, find_problems
from storage.records import Problem
from storage.text import squeeze

_LONGEST_PERSON, _LONGEST_NOTE = 40, 200


class ProblemError(WrongError):
    """There is no such problem: what, and the mend, in one Chinese line."""


def acknowledge(
    db: Database, keys: Sequence[str], person: str, note: str, now: datetime
) -> list[Problem]:
    """The problems as they then stand; a key is an id, or its beginning.

    Raises ``ProblemError``; then nothing was recorded.
    """
    person = squeeze(person)[:_LONGEST_PERSON]
    note = squeeze(note)[:_LONGEST_NOTE]
    if not person:
        raise ProblemError("请写明是谁知悉。")
    done = []
    with db.begin() as conn:
        for key in keys:
            found = find_problems(conn, key=key, closed=True) if key else []
            if len(found) != 1:
                raise ProblemError(
                    f"{'不止一个' if found else '没有'}编号为 {key} 的问题。"
                    "用 policywatch problems list 查看编号。"
                )
            acknowledge_problem(conn, found[0].problem_id, person, note, now)
            done += find_problems(conn, key=found[0].problem_id, closed=True)
    return done
