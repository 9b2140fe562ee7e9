"""Messages on their way: what they say, to whom they go, and the account of it."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.words import CopyKind, DeliveryState, MessageKind


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a message says, before it is anybody's: where its reader's own links belong stand
    the marks of ``notifiers.personal``."""

    subject: str
    text: str
    html: str = ""
    payload: str = ""
    """JSON, for channels that post it."""
    thread: str = ""
    """Messages of one reader with the same word are one thread: 2026-W47."""


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """A form as it was sent: stored once, however many got it."""

    rendering_id: str
    """Hash of the form."""
    made_at: datetime
    form: Form
    copy: CopyKind = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a channel carries to one address."""

    message_id: str
    """Stable: every attempt at a delivery has the same."""
    channel: str
    address: str
    secret: str = ""
    previous_secrets: tuple[str, ...] = ()
    """Sign too, while the receiver changes over."""
    form: Form
    unsubscribe: str = ""
    """Where one POST ends the subscription (RFC 8058); empty: there is no such place."""
    reader: str = ""
    """Whose threads these are."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The account of one message's sending. Who, what for and part are unique: twice is
    impossible."""

    delivery_id: str
    digest_id: str
    """Hash of who is told and what for."""
    subscription_id: str
    """Empty: of no subscription, such as news for the operator."""
    kind: MessageKind = "digest"
    period: str
    """What for: of a digest its period (2026-W47), of others what they are about."""
    since: datetime | None = None
    """Of a digest: from when …"""
    until: datetime | None = None
    """… to before when what it tells was detected."""
    part: int = 1
    """Which message of a digest that one message cannot hold, …"""
    parts: int = 1
    """… of how many. The next is sent once the one before was accepted."""
    channel: str
    address: str
    """Empty: whose it was is forgotten."""
    rendering_id: str
    copy_id: str = ""
    """Of a digest: the rendering that is its copy on the web; empty: there is none."""
    state: DeliveryState
    attempts: int = 0
    planned_at: datetime
    last_attempt_at: datetime | None = None
    tried_since: datetime | None = None
    """When it was first to be sent, since a person last planned it: a day later it is given up."""
    next_attempt_at: datetime | None = None
    """Not before then."""
    accepted_at: datetime | None = None
    error: str = ""
    decided_by: str = ""
    """Who approved or refused a draft."""
