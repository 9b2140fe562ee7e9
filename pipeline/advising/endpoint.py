"""One question to an endpoint that speaks as OpenAI's does: POST …/chat/completions.

The endpoint is the operator's choice: a server in the house, or a service with a key.
"""

import httpx

from pipeline.advising.asking import AnswerError, Question, Reply, read_reply
from storage.settings import Settings

TIMEOUT = 60.0
"""Seconds for one answer, the connection included."""
_MOST_BYTES = 1_000_000


def ask(settings: Settings, asked: Question) -> Reply:
    """What the endpoint answers. Raises ``AnswerError``: it refused, was silent, or spoke nonsense.

    No redirect is followed: the key goes to the address that the operator wrote, and to no other.
    """
    url = settings.advice_url.rstrip("/") + "/chat/completions"
    headers = {"user-agent": settings.user_agent}
    if settings.advice_key:
        headers["authorization"] = f"Bearer {settings.advice_key}"
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, json=asked.body, headers=headers) as answer,
        ):
            body = _body(answer)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise AnswerError(f"连不上 {settings.advice_url}（{_said(error)}）") from error
    if answer.status_code != httpx.codes.OK:
        raise AnswerError(f"{settings.advice_url} 答复 {answer.status_code}")
    return read_reply(body)


def _body(answer: httpx.Response) -> bytes:
    found = bytearray()
    for piece in answer.iter_bytes():
        found += piece
        if len(found) > _MOST_BYTES:
            raise AnswerError(f"返回超过 {_MOST_BYTES} 字节")
    return bytes(found)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
