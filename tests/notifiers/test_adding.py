"""The channel that the page on adding one shows: as it stands there, it works."""

import asyncio
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from notifiers.base import DeliveryError
from storage.records import Form, Message
from storage.settings import Settings
from tests.notifiers.chats.decks import showing
from tests.telling_samples import digest, week
from tests.telling_servers import hook_server

PAGE = Path(__file__).parents[2] / "docs/adding-a-channel.md"


@pytest.fixture(scope="module")
def ntfy() -> Any:
    code = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.S | re.M)[0]
    module = ModuleType("ntfy")
    exec(code, module.__dict__)
    return module.NtfyNotifier  # type: ignore[attr-defined]


def sent(ntfy: Any, address: str, form: Form, settings: Settings) -> DeliveryError | None:
    async def run() -> DeliveryError | None:
        notifier = ntfy.from_settings(settings)
        try:
            await notifier.send(Message(message_id="1", channel="x", address=address, form=form))
        except DeliveryError as error:
            return error
        finally:
            await notifier.close()
        return None

    return asyncio.run(run())


def test_it_sends_and_knows_a_no(ntfy: Any, settings: Settings) -> None:
    (form,) = ntfy.forms(showing(digest(*week())))
    with hook_server(statuses=[200, 400, 503]) as hook:
        private = sent(ntfy, hook.url, form, settings)
        allowed = Settings.load(settings.home, {"POLICYWATCH_WEBHOOK_PRIVATE": "true"})
        told = [sent(ntfy, hook.url, form, allowed) for _ in range(3)]
    assert private
    assert "内网" in private.reason
    assert hook.got[0][2].decode() == form.text
    assert [one and one.transient for one in told] == [None, False, True]


def test_it_refuses_what_is_no_address(ntfy: Any) -> None:
    ntfy.check("https://ntfy.example.org/carbon", "")
    for address in ("http://ntfy.example.org/carbon", "https://ntfy.example.org/a b"):
        with pytest.raises(ValueError, match="网址"):
            ntfy.check(address, "")
