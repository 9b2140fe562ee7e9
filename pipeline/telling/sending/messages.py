"""A form becomes somebody's message: address, secrets, and the reader's own links."""

from datetime import datetime
from typing import Protocol

from notifiers.personal import identified, personal
from storage.records import Delivery, Form, Message, Subscription


class Links(Protocol):
    """The public pages that are a reader's own."""

    def preferences(self, who: Subscription) -> str:
        """Where the reader changes or ends the subscription."""
        ...

    def unsubscribe(self, who: Subscription) -> str:
        """Where one POST ends it (RFC 8058)."""
        ...


def message_of(
    who: Subscription,
    delivery_id: str,
    form: Form,
    now: datetime | None = None,
    links: Links | None = None,
) -> Message:
    """What goes to the subscription's address under that id."""
    own = personal(form, links.preferences(who) if links else "")
    return Message(
        message_id=delivery_id,
        channel=who.channel,
        address=who.address,
        secret=who.secret,
        previous_secrets=tuple(one.secret for one in who.previous if now and now < one.until),
        form=identified(own, delivery_id, who.subscription_id),
        unsubscribe=links.unsubscribe(who) if links else "",
        reader=who.subscription_id,
    )


def message_to(taken: Delivery, form: Form, secret: str = "") -> Message:
    """What goes to an address that is no subscription's, by a secret of our own."""
    return Message(
        message_id=taken.delivery_id,
        channel=taken.channel,
        address=taken.address,
        secret=secret,
        form=identified(personal(form, ""), taken.delivery_id, ""),
    )
