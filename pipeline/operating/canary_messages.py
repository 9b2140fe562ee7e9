"""The canary's messages: our change, composed and rendered as a digest is, to ourselves alone."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from crawlers.own_source import own_site
from pipeline.digest import compose
from pipeline.telling.composing.forms import forms_of
from pipeline.telling.composing.periods import Period
from pipeline.telling.world import World
from storage.clock import SHANGHAI
from storage.ids import digest_id
from storage.queries.canaries import messages_of
from storage.queries.documents import documents_by_id
from storage.queries.processing import postings_of
from storage.queries.telling import add_delivery, put_form
from storage.records import Canary, Change, Delivery, DigestItem, Form, Subscription
from storage.settings import Settings

HOOK = "/canary"
"""Where our webhook comes in, on the public pages and on the desk."""


@dataclass(frozen=True, kw_only=True)
class Legs:
    """By which ways the canary goes out; empty: not by that one."""

    mail: str = ""
    hook: str = ""
    own_hook: bool = False
    """The webhook comes in here: then it must, else the other side's answer is enough."""

    @classmethod
    def of(cls, settings: Settings) -> "Legs":
        """Those of the settings."""
        public = settings.public_url.rstrip("/")
        own = {f"{site}{HOOK}" for site in (public, own_site(settings)) if site}
        hook = settings.canary_hook or (f"{public}{HOOK}" if public else "")
        return cls(mail=settings.canary_mail, hook=hook, own_hook=hook in own)

    @property
    def channels(self) -> dict[str, str]:
        """Addresses by channel."""
        ways = {"email": self.mail, "webhook": self.hook}
        return {channel: address for channel, address in ways.items() if address}


def period_of(canary_id: str, channel: str) -> str:
    """What its message by that channel is for."""
    return f"canary {canary_id} {channel}"


def canary_of(period: str) -> str:
    """Whose message it is, of a period of ours; else empty."""
    word, _, rest = period.partition(" ")
    return rest.partition(" ")[0] if word == "canary" else ""


def messages(conn: Connection, canary: Canary) -> dict[str, Delivery]:
    """The canary's messages by channel."""
    names = {period_of(canary.canary_id, channel): channel for channel in ("email", "webhook")}
    found = messages_of(conn, tuple(names))
    return {names[period]: one for period, one in found.items()}


def plan_canary(
    conn: Connection, world: World, canary: Canary, change: Change, now: datetime
) -> int:
    """Plan the canary's messages, each once; how many."""
    legs = Legs.of(world.settings)
    return sum(
        _plan(conn, canary, (channel, address), _form(conn, world, (channel, address), change, now))
        for channel, address in legs.channels.items()
    )


def _plan(
    conn: Connection, canary: Canary, to: tuple[str, str], made: tuple[Form, datetime]
) -> bool:
    (channel, address), (form, now) = to, made
    period = period_of(canary.canary_id, channel)
    made_id = digest_id("", period)
    record = Delivery(
        delivery_id=made_id,
        digest_id=made_id,
        subscription_id="",
        kind="canary",
        period=period,
        channel=channel,
        address=address,
        rendering_id=put_form(conn, form, now),
        state="planned",
        planned_at=now,
    )
    return add_delivery(conn, record)


def _form(
    conn: Connection, world: World, to: tuple[str, str], change: Change, now: datetime
) -> tuple[Form, datetime]:
    """Our page belongs in no digest: here it is taken for a document that does."""
    channel, address = to
    at = change.detected_at
    who = Subscription(
        subscription_id="", channel=channel, address=address, name="全程自检", rate="at_once",
        created_at=now,
    )  # fmt: skip
    period = Period.of(at, at, name=f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H%M%S}")
    digest = compose(who, period, [_item(conn, change)], (), now, office=world.office)
    private = replace(world, settings=replace(world.settings, public_url=""))  # no reader's links
    return forms_of(private, digest)[0], now


def _item(conn: Connection, change: Change) -> DigestItem:
    ids = [change.document_id]
    document = documents_by_id(conn, ids)[change.document_id]
    kind = "added" if change.kind == "baseline" else change.kind
    return DigestItem(
        change=replace(change, kind=kind, late=False, significance=1.0),
        document=replace(document, relevant=True),
        postings=tuple(postings_of(conn, ids).get(change.document_id, ())),
    )
