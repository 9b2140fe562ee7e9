"""A reader of whom everything is known that can be, and where an address is named."""

from dataclasses import replace

from sqlalchemy import insert

from pipeline.deliver import World, plan, send_due
from pipeline.desk import topic_names
from pipeline.telling.links import PublicLinks
from pipeline.telling.readers.asking import Asked
from pipeline.telling.readers.signups import Signups
from pipeline.telling.sending.sender import Sender
from storage.columns import to_row
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.records import Bounce, Filter
from storage.settings import Settings
from storage.tables import bounces, metadata
from tests.telling_home import store, subscribe
from tests.telling_samples import MONDAY, PERIOD, source, subscription, week
from tests.telling_servers import mail_server

ADDRESS = "Zhang.San@example.org"


def signups_of(db: Database, settings: Settings) -> Signups:
    """Where sign-ups are taken, of a home with public pages."""
    public = replace(settings, public_url="https://news.example")
    links = PublicLinks.of(public)
    assert links
    world = World(
        settings=public,
        sources=[source()],
        topic_names=topic_names(),
        office=DEFAULT_OFFICE,
    )
    return Signups(db=db, world=world, links=links)


def lived(signups: Signups, address: str) -> None:
    """A reader of whom everything is known that can be."""
    db = signups.db
    store(db, week())
    subscribe(
        db,
        subscription(subscription_id="r0", address=address),
        subscription(subscription_id="hook", contact=address.lower(), address="o@example.org"),
        subscription(subscription_id="stays", address="stays@example.org"),
    )
    plan(db, signups.world, PERIOD, MONDAY)
    with mail_server() as box:
        box.refuse[address] = f"550 5.1.1 <{address}> no such mailbox"
        ready = replace(signups.world.settings, smtp_port=box.port)
        send_due(db, ready, MONDAY, Sender.of(ready))
        # Only now: of two mails that are refused at once either may be the first.
        signups.ask(Asked(address=address, filter=Filter(words=("绿证",))), MONDAY)
        send_due(db, ready, MONDAY, Sender.of(ready))
    bounce = Bounce(
        bounce_id="b",
        address=address,
        delivery_id="",
        kind="soft",
        said=f"{address} is full",
        received_at=MONDAY,
    )
    with db.begin() as conn:
        conn.execute(insert(bounces), to_row(bounce))


def named(db: Database, address: str) -> list[str]:
    """The tables with rows that name it, as everything in them reads."""
    with db.connect() as conn:
        return [
            table.name
            for table in metadata.sorted_tables
            for row in conn.execute(table.select())
            if address.lower() in repr(tuple(row)).lower()
        ]
