"""Marks and outcomes are written in the order in which they were given."""

import asyncio

from pipeline.telling.sending.ledger import Ledger
from storage.database import Database
from storage.queries.sending import Outcome
from tests.pipeline.telling.due import add, delivery, reader, stored
from tests.telling_home import subscribe


def test_what_ran_out_of_time_before_its_mark_is_not_marked_any_more(db: Database) -> None:
    """Else it stood as handed over behind its own outcome, and was called unknown."""
    subscribe(db, reader(0))
    add(db, delivery())

    async def broken_off() -> None:
        ledger = Ledger(db)
        attempt = asyncio.ensure_future(ledger.hand_over("d0"))
        await asyncio.sleep(0)
        attempt.cancel()
        await asyncio.wait([attempt])
        ledger.settle(delivery(attempts=1), Outcome(state="planned", error="超时"))
        ledger.close()
        await ledger.run()

    asyncio.run(broken_off())
    assert (stored(db)["d0"].state, stored(db)["d0"].error) == ("planned", "超时")
