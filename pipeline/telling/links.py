"""Signed links: what only who was sent one can ask for.

A link names what it is for and whose it is, and is bound to that reader's ``link_key``: with
another key all links that were sent are void. Its time is signed with it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from notifiers.personal import identified, personal
from storage.keys import home_key
from storage.records import Delivery, Form, SavedSearch, Signup, Subscription
from storage.settings import Settings

Purpose = Literal["preferences", "unsubscribe", "confirm", "feed"]
_TOKENS = re.compile(r"(/(?:preferences|unsubscribe|confirm|feeds)/)[\w.-]{20,}")
_LONGEST = 1_000
"""Characters of a token: none of ours comes near, and more is not looked at."""


def fresh_key() -> str:
    """What the links of one subscription are bound to from now on."""
    return secrets.token_urlsafe(12)


def looked_at(form: Form, delivery: Delivery) -> Form:
    """What the delivery says, as people of the office see it: but for the keys in its links, which
    are its reader's alone."""
    own = identified(personal(form, ""), delivery.delivery_id, delivery.subscription_id)
    said = {name: _TOKENS.sub(r"\1…", getattr(own, name)) for name in ("text", "html")}
    return replace(own, **said)


class LinkError(ValueError):
    """A token that this home did not make for that purpose."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a token says, and that this home signed it."""

    values: tuple[str, ...]
    """Whose it is, and the key that it is bound to."""
    signed_at: datetime

    def is_older(self, age: timedelta, now: datetime) -> bool:
        """Whether it was signed longer ago."""
        return now - self.signed_at > age


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Makes tokens and reads them again."""

    key: bytes

    def token(self, purpose: Purpose, values: Sequence[str]) -> str:
        """Letters, digits, ``-``, ``_`` and ``.`` alone."""
        return self._serializer(purpose).dumps(list(values))

    def claim(self, purpose: Purpose, token: str) -> Claim:
        """What the token says. Raises ``LinkError``."""
        if len(token) > _LONGEST:
            raise LinkError
        try:
            values, at = self._serializer(purpose).loads(token, return_timestamp=True)
        except BadSignature as error:
            raise LinkError from error
        return Claim(values=tuple(values), signed_at=at.astimezone(UTC))

    def lasting(self, purpose: Purpose, values: Sequence[str]) -> str:
        """A token without a time in it: for the same values the same."""
        return URLSafeSerializer(self.key, salt=f"policywatch.{purpose}.lasting").dumps([*values])

    def values(self, purpose: Purpose, token: str) -> tuple[str, ...]:
        """What a token without a time says. Raises ``LinkError``."""
        if len(token) > _LONGEST:
            raise LinkError
        try:
            said = URLSafeSerializer(self.key, salt=f"policywatch.{purpose}.lasting").loads(token)
        except BadSignature as error:
            raise LinkError from error
        return tuple(said)

    def pseudonym(self, address: str) -> str:
        """What stands for a mail address where it is not to be kept: nobody else can make it."""
        said = f"reader\n{address.lower()}".encode()
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()[:16]

    def _serializer(self, purpose: Purpose) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt=f"policywatch.{purpose}")


@dataclass(frozen=True, kw_only=True)
class PublicLinks:
    """The public pages that are a reader's own; ``messages.Links``."""

    site: str
    """Without a slash at its end."""
    signer: Signer

    @classmethod
    def of(cls, settings: Settings) -> "PublicLinks | None":
        """Those of the settings; nothing where there are no public pages."""
        if not settings.public_url:
            return None
        signer = Signer(key=home_key(settings.home, "links"))
        return cls(site=settings.public_url.rstrip("/"), signer=signer)

    def preferences(self, who: Subscription) -> str:
        """Where the reader changes or ends the subscription."""
        return f"{self.site}/preferences/{self._own('preferences', who)}"

    def unsubscribe(self, who: Subscription) -> str:
        """Where one POST ends it (RFC 8058)."""
        return f"{self.site}/unsubscribe/{self._own('unsubscribe', who)}"

    def confirm(self, asked: Signup) -> str:
        """Where the mailbox says that it wants what was asked for with it."""
        whose = (asked.signup_id, asked.subscription_id, self.signer.pseudonym(asked.address))
        return f"{self.site}/confirm/{self.signer.token('confirm', whose)}"

    def feed(self, whose: Subscription | SavedSearch, name: str) -> str:
        """Where the filter's feed of that name is: ``atom.xml``, ``calendar.ics``, …"""
        if isinstance(whose, SavedSearch):
            values = ("search", whose.name, whose.link_key)
        else:
            values = ("subscription", whose.subscription_id, whose.link_key)
        return f"{self.site}/feeds/{self.signer.lasting('feed', values)}/{name}"

    def _own(self, purpose: Purpose, who: Subscription) -> str:
        return self.signer.token(purpose, (who.subscription_id, who.link_key))
