"""From a digest to the message of one channel: pure, by the templates of the channel."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from notifiers.payload import event
from notifiers.view import comparisons, view
from storage.records import Digest, Message

LIMIT = 100_000
"""Bytes (UTF-8) of each form of a message: Gmail cuts HTML off at 102 KB, without a word."""
COMPARED = 85_000
"""Bytes up to which clauses are shown beside the items: no item gives way to them."""
_MOST = 400
"""Items a section that are tried at all: more never fit."""
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_TEMPLATES = Path(__file__).parent / "templates"


def render(
    digest: Digest, *, channel: str, desk_url: str = "", names: Mapping[str, str] = _NO_NAMES
) -> Message:
    """The message for ``channel``: as many items as fit into ``LIMIT``, the rest counted; then as
    many comparisons as fit into ``COMPARED``.

    Subject and text exist always; ``html`` and ``payload`` where the channel has a ``body.html``,
    a ``payload.json``. ``names`` are the topics' names by id. The message's secret is left empty:
    it is the subscription's, and is read when sending.
    """

    def attempt(limit: int, compared: int = 0) -> Message:
        shown = view(digest, desk_url=desk_url, names=names, limit=limit, compared=compared)
        return _message(digest, channel, {"view": shown, "event": event(digest, limit)})

    limit = _greatest(min(_MOST, _longest(digest)), lambda n: _fits(attempt(n), LIMIT))
    compared = _greatest(comparisons(digest), lambda n: _fits(attempt(limit, n), COMPARED))
    return attempt(limit, compared)


def _greatest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest number up to ``most`` that fits; 0 if none does."""
    found, too_many, number = 0, most + 1, most
    while too_many - found > 1:
        if fits(number):
            found = number
        else:
            too_many = number
        number = (found + too_many) // 2
    return found


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


def _fits(message: Message, limit: int) -> bool:
    forms = (message.text, message.html, message.payload)
    return all(len(form.encode()) <= limit for form in forms)


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
