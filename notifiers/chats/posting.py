"""What a robot answers to a card. Chats drop no repeats: a card that may be there is unknown."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from notifiers.base import DeliveryError, HandingOver
from notifiers.line_faults import line_fault
from notifiers.posting import Poster, UnansweredError, read_start

_ANSWER_LIMIT, _ANSWER_SECONDS = 65_536, 20
_SAID = 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: str
    retry_after: float | None = None
    """The seconds that were asked for."""

    @property
    def said(self) -> str:
        """Its first words, on one line."""
        return " ".join(self.body.split())[:_SAID]

    def fields(self) -> dict[str, Any]:
        """The JSON object that it is; empty if it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


async def answer_to(poster: Poster, address: str, card: bytes, handing_over: HandingOver) -> Answer:
    """What the robot says, whatever that is. Raises ``DeliveryError`` if it says nothing."""
    try:
        async with poster.post(address, card, handing_over, {}) as answer:
            return await _read(answer)
    except UnansweredError as error:
        if error.handed_over:
            raise _perhaps_there(str(error)) from error
        raise DeliveryError(f"连不上：{error}", transient=True) from error


async def _read(answer: httpx.Response) -> Answer:
    said = bytearray()
    try:
        await read_start(answer, said, _ANSWER_LIMIT, _ANSWER_SECONDS)
    except (httpx.HTTPError, OSError) as error:
        if answer.is_success:  # only its body says whether it is a yes
            raise _perhaps_there(line_fault(error)) from error
    asked = answer.headers.get("retry-after", "")
    return Answer(
        status=answer.status_code,
        body=said.decode("utf-8", "replace"),
        retry_after=float(asked) if asked.isascii() and asked.isdecimal() else None,
    )


def _perhaps_there(why: str) -> DeliveryError:
    reason = f"发出后没有等到答复，群里也许已经收到：{why}"
    return DeliveryError(reason, transient=False, unknown=True)
