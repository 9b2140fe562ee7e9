"""Digests for the tests of chats, and what is seen of one in a platform's JSON."""

import json
from functools import cache
from typing import Any

from notifiers import NOTIFIERS
from notifiers.showing import Showing
from storage.records import Digest, DigestItem, Form
from tests.telling_samples import READ, digest, item

CHATS = ("feishu", "dingtalk", "wecom", "slack", "teams")
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12315544/"
ADDRESSES = {"apprise": TELEGRAM}


def showing(made: Digest) -> Showing:
    """With public pages."""
    site = "https://p.example"
    return Showing(digest=made, public_url=site, copy_url=f"{site}/digests/0123456789abcdef")


def forms(items: list[DigestItem], channel: str, coverage: Any = READ, **who: Any) -> list[Form]:
    address = ADDRESSES.get(channel, "https://www.invented.example/")
    made = digest(*items, coverage=coverage, **({"channel": channel, "address": address} | who))
    return list(NOTIFIERS[channel].forms(showing(made)))


def many(number: int = 300) -> list[DigestItem]:
    """A week of so many documents, each with a mark that stands in no other; every 30th amended."""
    return [
        item(
            f"关于第{n}批绿色低碳先进技术示范项目清单〔{n:04}〕的通知",
            "added" if n % 30 else "amended",
            document_number=f"发改办环资〔2026〕{1000 + n}号",
        )
        for n in range(number)
    ]


@cache
def crowd(channel: str, number: int = 300) -> tuple[Form, ...]:
    """The forms of so many: cut once for all tests."""
    return tuple(forms(many(number), channel))


def strings(value: Any) -> list[str]:
    """Every text in the JSON."""
    if isinstance(value, dict):
        return [one for each in value.values() for one in strings(each)]
    if isinstance(value, list):
        return [one for each in value for one in strings(each)]
    return [value] if isinstance(value, str) else []


def said(form: Form) -> str:
    """All that is said in the payload (of Apprise: in the text)."""
    return "\n".join(strings(json.loads(form.payload))) if form.payload else form.text
