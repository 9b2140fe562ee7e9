"""What a sender that died had under way: whether it arrived nobody here knows."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from notifiers import NOTIFIERS, DeliveryError
from pipeline.telling.sending.ledger import Aftermath
from pipeline.telling.sending.outcomes import delays_of, failure
from storage.queries import sending
from storage.records import Delivery

_LOST = DeliveryError(
    "发送途中程序中断，不知对方是否收到；核实后可用 policywatch deliveries retry 重发。",
    transient=False,
    unknown=True,
)
_AGAIN = DeliveryError("上次发送途中程序中断；再次发送时编号不变。", transient=True)


def settle_interrupted(conn: Connection, aftermath: Aftermath, now: datetime) -> int:
    """Settle what stands as handed over though nobody sends; of how many only a person may say that
    they are sent again.

    Where receivers drop repeats by the id, the plan goes on, and ends: a message may be what kills
    us.
    """
    unknown = 0
    for one in sending.handed_over(conn):
        taken = replace(one, attempts=one.attempts + 1)
        error = _AGAIN if _drops_repeats(one) else _LOST
        outcome = failure(taken, error, now, delays_of(one))
        sending.settle(conn, taken, outcome)
        if outcome.state != "planned":
            aftermath(conn, taken, outcome, now)
        unknown += outcome.state == "unknown"
    return unknown


def _drops_repeats(one: Delivery) -> bool:
    return getattr(NOTIFIERS.get(one.channel), "DROPS_REPEATS", False)
