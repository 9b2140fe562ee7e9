"""One question to an endpoint that speaks as OpenAI's does: POST …/chat/completions.

The endpoint is the operator's choice: a server in the house, or a service with a key.
"""

import time
from urllib.parse import urlsplit

import httpx

from pipeline.advising.asking import AnswerError, EndpointError, Question, Reply, read_reply
from storage.settings import Settings

LONGEST = 120.0
"""Seconds for one answer, to its last byte."""
_SILENCE = 60.0
"""Seconds without a byte."""
_MOST_BYTES = 1_000_000
_OF_THE_QUESTION = frozenset({400, 413, 422})
"""Statuses by which an endpoint declines this question; any other is of the endpoint itself."""


def ask(settings: Settings, asked: Question) -> Reply:
    """What the endpoint answers. Raises ``AnswerError``: it declined, was silent, spoke nonsense.

    No redirect is followed: the key goes to the address that the operator wrote, and to no other.
    """
    url = settings.advice_url.rstrip("/") + "/chat/completions"
    headers = {"user-agent": settings.user_agent}
    if settings.advice_key:
        headers["authorization"] = f"Bearer {settings.advice_key}"
    try:
        with (
            httpx.Client(timeout=_SILENCE, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, json=asked.body, headers=headers) as answer,
        ):
            body = _body(answer)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        why = "请查地址、端口，和那里的服务是否开着"
        raise EndpointError(f"连不上 {_shown(settings)}（{why}）", costs=False) from error
    except httpx.TimeoutException as error:
        raise EndpointError(f"{_shown(settings)} {_SILENCE:.0f} 秒没有回音") from error
    except (httpx.HTTPError, OSError) as error:
        raise EndpointError(f"{_shown(settings)} 没有答复完，连接断了") from error
    if answer.status_code in _OF_THE_QUESTION:
        raise AnswerError(f"{_shown(settings)} 不答这份文件（{answer.status_code}）", costs=False)
    if answer.status_code != httpx.codes.OK:
        raise EndpointError(f"{_shown(settings)} 答复 {answer.status_code}", costs=False)
    return read_reply(body)


def _body(answer: httpx.Response) -> bytes:
    until = time.monotonic() + LONGEST
    found = bytearray()
    for piece in answer.iter_bytes():
        found += piece
        if len(found) > _MOST_BYTES:
            raise EndpointError(f"返回超过 {_MOST_BYTES} 字节")
        if time.monotonic() > until:
            raise EndpointError(f"{LONGEST:.0f} 秒内没有答复完")
    return bytes(found)


def address_fault(settings: Settings) -> str:
    """What is wrong with the address as it is set, in Chinese; empty if it can be asked."""
    try:
        parts = urlsplit(settings.advice_url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        httpx.URL(settings.advice_url)
    except (ValueError, httpx.InvalidURL):
        good = False
    if good:
        return ""
    return (
        f"POLICYWATCH_ADVICE_URL={_shown(settings)}：应为 http:// 或 https:// 开头的接口地址，"
        "例如 http://127.0.0.1:11434/v1。"
    )


def _shown(settings: Settings) -> str:
    """The endpoint's address without a password that may stand in it."""
    scheme, mark, rest = settings.advice_url.partition("://")
    return scheme + mark + rest.rpartition("@")[2]
