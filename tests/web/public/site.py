"""What tests of the public pages ask and press."""

import email
import email.policy
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx

from pipeline.deliver import send_due
from pipeline.telling.links import PublicLinks
from pipeline.telling.sending.sender import Sender
from pipeline.telling.world import World
from storage.database import Database
from storage.queries import telling
from storage.records import Subscription
from storage.settings import Settings
from tests.telling_home import subscribe
from tests.telling_samples import subscription
from tests.telling_servers import Mailbox

SITE = "https://news.watch.example/policy"
WANTS = {"address": "Reader@Example.org", "rate": "weekly", "weekday": "1", "hour": "8"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Clock:
    """What time it is: links are signed by the time of the machine."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class Site:
    db: Database
    settings: Settings
    world: World
    clock: Clock
    client: httpx.Client

    @property
    def links(self) -> PublicLinks:
        made = PublicLinks.of(self.settings)
        assert made
        return made

    def get(self, url: str) -> httpx.Response:
        """A page by its public address, as the proxy before it hands it on."""
        return self.client.get(self.path(url))

    def post(self, url: str, **values: str) -> httpx.Response:
        """What a form of the page is answered; where that leads elsewhere, what stands there."""
        answer = self.client.post(self.path(url), data=values)
        return self.get(answer.headers["location"]) if answer.is_redirect else answer

    def reader(self, **values: object) -> Subscription:
        """A subscription that there is."""
        who = subscription(link_key="key", **values)
        subscribe(self.db, who)
        return who

    def stored(self, who: Subscription) -> Subscription | None:
        with self.db.connect() as conn:
            return telling.subscription(conn, who.subscription_id)

    def everyone(self) -> list[Subscription]:
        with self.db.connect() as conn:
            return telling.find_subscriptions(conn)

    def send(self, box: Mailbox) -> list[str]:
        """Send what is due; the texts that came in thereby."""
        settings = replace(self.settings, smtp_port=box.port)
        before = len(box.got)
        send_due(self.db, settings, self.clock(), Sender.of(settings))
        return [text_of(raw) for _, raw in box.got[before:]]

    @staticmethod
    def path(url: str) -> str:
        return url.removeprefix("https://news.watch.example").removeprefix("/policy")


def text_of(raw: bytes) -> str:
    """The plain text of a mail."""
    part = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    assert part
    return str(part.get_content())


def link_in(text: str, kind: str) -> str:
    """The link of that kind in a text: confirm, preferences."""
    found = re.search(rf"{re.escape(SITE)}/{kind}/[\w.-]+", text)
    assert found, text
    return found.group()
