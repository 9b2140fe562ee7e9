"""Posts to receivers on 127.0.0.1, and how these verify them."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import standardwebhooks
from standardwebhooks import WebhookVerificationError

from notifiers.base import DeliveryError
from notifiers.posting import Poster
from notifiers.webhook import WebhookNotifier
from storage.records import Form, Message
from tests.telling_samples import SECRET

NOW = datetime.now(UTC)
"""Receivers take no post of another time."""
Clock = Callable[[], datetime]
PAYLOAD = json.dumps({"id": "0123456789abcdef", "title": "碳达峰"}, ensure_ascii=False)


def message(url: str, secret: str = SECRET) -> Message:
    return Message(
        message_id="0123456789abcdef",
        channel="webhook",
        address=url,
        secret=secret,
        form=Form(subject="", text="", payload=PAYLOAD),
    )


def send(
    one: Message, *, private: bool = True, clock: Clock = lambda: NOW, **values: Any
) -> DeliveryError | None:
    async def run() -> DeliveryError | None:
        given = {"timeout": 5} | values
        poster = Poster(user_agent="policywatch-test", allow_private=private, **given)
        notifier = WebhookNotifier(poster=poster, clock=clock)
        try:
            await notifier.send(one)
        except DeliveryError as error:
            return error
        finally:
            await notifier.close()
        return None

    return asyncio.run(run())


def verified(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Whether the public library of the specification believes the post."""
    try:
        standardwebhooks.Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True
