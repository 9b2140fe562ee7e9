"""By whose filters there are feeds, and how their addresses are taken back."""

from dataclasses import replace

from sqlalchemy import Connection

from pipeline.searching import saved
from pipeline.telling.links import fresh_key
from storage.characters import legal
from storage.database import Database
from storage.faults import WrongError
from storage.queries import searches, telling
from storage.records import SavedSearch, Subscription
from storage.text import squeeze

Owner = Subscription | SavedSearch


class OwnerError(WrongError):
    """No feed is called so: what, and the mend, in one Chinese line."""


def everybody(conn: Connection) -> list[Owner]:
    """Every subscription and saved search; feeds need nothing but a filter."""
    return [*telling.find_subscriptions(conn), *searches.find_searches(conn)]


def whose(conn: Connection, name: str) -> Owner:
    """The subscription of that id, the search saved under that name, or the only subscription so
    called. Raises ``OwnerError``."""
    title = squeeze(legal(name))
    if found := telling.subscription(conn, name) or searches.saved_search(conn, title):
        return found
    called = [one for one in telling.find_subscriptions(conn) if title and one.name == title]
    if len(called) == 1:
        return called[0]
    fault = (
        f"有 {len(called)} 个订阅叫“{name}”，请写编号" if called else f"没有叫“{name}”的订阅或检索"
    )
    raise OwnerError(f"{fault}：用 policywatch feeds list 查看。")


def renew(db: Database, name: str) -> Owner:
    """The subscription or search with another key: all addresses that were given out are void,
    and with a subscription's the other links of its reader. Raises ``OwnerError``."""
    with db.begin() as conn:
        owner = whose(conn, name)
        if isinstance(owner, Subscription):
            owner = replace(owner, link_key=fresh_key())
            telling.put_subscription(conn, owner)
            return owner
    return saved.renew(db, owner.name)
