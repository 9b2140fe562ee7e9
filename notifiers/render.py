"""From a digest to the message of one channel: pure, by the templates of the channel."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notifiers.payload import event
from notifiers.view import view
from storage.records import Digest, Message

LIMIT = 100_000
"""Bytes (UTF-8) of each form of a message: Gmail cuts HTML off at 102 KB, without a word."""
_MOST = 400
"""Items a section that are tried at all: more never fit."""
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_TEMPLATES = Path(__file__).parent / "templates"


def render(
    digest: Digest, *, channel: str, desk_url: str = "", names: Mapping[str, str] = _NO_NAMES
) -> Message:
    """The message for ``channel``: as many items as fit into ``LIMIT``, the rest counted.

    Subject and text exist always; ``html`` and ``payload`` where the channel has a ``body.html``,
    a ``payload.json``. ``names`` are the topics' names by id. The message's secret is left empty:
    it is the subscription's, and is read when sending.
    """

    def attempt(limit: int) -> Message:
        shown = view(digest, desk_url=desk_url, names=names, limit=limit)
        return _message(digest, channel, {"view": shown, "event": event(digest, limit)})

    fits, too_many = 0, min(_MOST, _longest(digest)) + 1
    limit = too_many - 1
    while too_many - fits > 1:
        if _fits(attempt(limit)):
            fits = limit
        else:
            too_many = limit
        limit = (fits + too_many) // 2
    return attempt(fits)


def _message(digest: Digest, channel: str, context: Mapping[str, object]) -> Message:
    def part(name: str) -> str:
        template = _template(channel, name)
        return template.render(context) if template else ""

    return Message(
        message_id=digest.digest_id,
        channel=channel,
        address=digest.subscription.address,
        subject=part("subject.txt").strip(),
        text=part("body.txt"),
        html=part("body.html"),
        payload=part("payload.json").strip(),
    )


def _fits(message: Message) -> bool:
    forms = (message.text, message.html, message.payload)
    return all(len(form.encode()) <= LIMIT for form in forms)


def _longest(digest: Digest) -> int:
    sections = (digest.added, digest.changed, digest.withdrawn, digest.late)
    return max(len(items) for items in sections)


def _template(channel: str, name: str) -> Template | None:
    """The channel's own template of that name, else the common one, else none."""
    names = [f"digest/{channel}/{name}", f"digest/{name}"]
    there = [path for path in names if (_TEMPLATES / path).is_file()]
    return _environment().get_template(there[0]) if there else None


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    return environment


def _json(value: Any) -> str:
    """JSON, not escaped to ASCII; half a surrogate pair, which is no character, becomes ?."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return said.encode("utf-8", "replace").decode()
