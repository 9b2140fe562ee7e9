"""Problems that the operator has yet to be told of, and whether what is told arrives."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.columns import from_row
from storage.records import Delivery, Filter, Problem
from storage.tables import deliveries, problems, subscriptions


def untold_problems(conn: Connection) -> list[Problem]:
    """The open problems, and the closed ones of whose end nobody was told; oldest first."""
    told, over = problems.c.told_at, problems.c.over_told_at
    end_untold = and_(told.is_not(None), or_(over.is_(None), over < told))
    query = select(problems).where(or_(problems.c.closed_at.is_(None), end_untold))
    rows = conn.execute(query.order_by(problems.c.opened_at, problems.c.problem_id))
    return [from_row(Problem, row) for row in rows]


def note_told(conn: Connection, problem: Problem, now: datetime, *, over: bool) -> None:
    """The operator is told of the problem, or that it is over."""
    values = {"over_told_at": now} if over else {"told_at": now}
    mine = problems.c.problem_id == problem.problem_id
    conn.execute(update(problems).where(mine).values(values))


def filters_in_use(conn: Connection) -> list[tuple[Filter, int]]:
    """The filters of active subscriptions, each with how many have it."""
    chosen = subscriptions.c.filter
    query = select(chosen, func.count()).where(subscriptions.c.active).group_by(chosen)
    return [(row[0], row[1]) for row in conn.execute(query)]


def last_notice(conn: Connection, address: str) -> Delivery | None:
    """The newest mail to the operator that was tried at least once."""
    query = (
        select(deliveries)
        .where(
            deliveries.c.subscription_id == "",
            deliveries.c.kind == "notice",
            deliveries.c.address == address,
            deliveries.c.attempts > 0,
        )
        .order_by(deliveries.c.planned_at.desc(), deliveries.c.delivery_id)
        .limit(1)
    )
    row = conn.execute(query).first()
    return from_row(Delivery, row) if row else None
