"""What a sender that died had under way: whether it arrived nobody here knows."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from notifiers import NOTIFIERS
from pipeline.telling.sending.ledger import Aftermath
from storage.queries import sending
from storage.queries.sending import Outcome
from storage.records import Delivery

_UNKNOWN = Outcome(
    state="unknown",
    error="发送途中程序中断，不知对方是否收到；核实后可用 policywatch deliveries retry 重发。",
)
_AGAIN = Outcome(state="planned", error="上次发送途中程序中断，再次发送，编号不变。")


def settle_interrupted(conn: Connection, aftermath: Aftermath, now: datetime) -> int:
    """Settle what stands as handed over though nobody sends; of how many only a person may say that
    they are sent again.

    Where receivers drop repeats by the id, the plan goes on.
    """
    unknown = 0
    for one in sending.handed_over(conn):
        taken = replace(one, attempts=one.attempts + 1)
        if _drops_repeats(one):
            sending.settle(conn, taken, _AGAIN)
        else:
            sending.settle(conn, taken, _UNKNOWN)
            aftermath(conn, taken, _UNKNOWN, now)
            unknown += 1
    return unknown


def _drops_repeats(one: Delivery) -> bool:
    return getattr(NOTIFIERS.get(one.channel), "DROPS_REPEATS", False)
