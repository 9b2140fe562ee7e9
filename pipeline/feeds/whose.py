"""Whose a feed is: a subscription's filter, or a saved search, by a signed address."""

import hmac

from sqlalchemy import Connection

from pipeline.feeds.feed import Feed
from pipeline.telling.links import LinkError, Signer
from storage.ids import digest_id
from storage.queries.searches import saved_search
from storage.queries.telling import subscription
from storage.records import SavedSearch, Subscription

_GOING_ON = ("", "paused", "gone", "bounced")
"""Who wants no messages for a while may read on, and who can get none: here is what was missed."""
_HELD_UP = "operator"


class UnknownFeedError(LookupError):
    """An address that this home did not make, or that was taken back since."""


class StoppedFeedError(LookupError):
    """An address that leads nowhere until the office lets its subscription go on."""


class EndedFeedError(LookupError):
    """An address that led to a feed, of somebody who is no longer told anything."""


def feed_of(conn: Connection, signer: Signer, token: str) -> Feed:
    """The feed to which the address leads.

    Raises ``UnknownFeedError``, ``StoppedFeedError``, ``EndedFeedError``.
    """
    try:
        values = signer.values("feed", token)
    except LinkError as error:
        raise UnknownFeedError from error
    kind, key, link_key = values
    whose = saved_search(conn, key) if kind == "search" else subscription(conn, key)
    if whose is None:
        raise EndedFeedError
    if not hmac.compare_digest(link_key.encode(), whose.link_key.encode()):
        raise UnknownFeedError
    if isinstance(whose, Subscription) and whose.ended not in _GOING_ON:
        raise StoppedFeedError if whose.ended == _HELD_UP else EndedFeedError
    return of_subscription(whose) if isinstance(whose, Subscription) else of_search(whose)


def of_subscription(who: Subscription) -> Feed:
    """The feed of the subscription's filter, whatever its channel and rate."""
    return Feed(
        feed_id=digest_id("feed", "subscription", who.subscription_id),
        name=who.name,
        filter=who.filter,
        doubtful=who.include_doubtful,
        since=who.created_at,
    )


def of_search(search: SavedSearch) -> Feed:
    """The feed of the saved search: it shows what is doubtful, as searching does."""
    return Feed(
        feed_id=digest_id("feed", "search", search.name),
        name=search.name,
        filter=search.filter,
        doubtful=True,
        since=search.saved_at,
    )
