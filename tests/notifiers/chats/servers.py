"""A robot of each platform, played by a real server on 127.0.0.1 that checks what it is sent."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.notifiers.chats.shapes import SHAPES
from tests.telling_servers import Hook

NOW = datetime(2026, 11, 23, 0, 3, 20, 500_000, tzinfo=UTC)
SECRETS = {"feishu": "Gm8dW2xXxXxXxXxXxXxXxX", "dingtalk": "SEC" + "0123456789abcdef" * 4}
"""Of the platforms that sign."""
YES = {
    "feishu": b'{"code":0,"msg":"success","data":{}}',
    "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "slack": b"ok",
    "teams": b"",
}


def received(hook: Hook, channel: str) -> list[dict[str, Any]]:
    """The messages that the robot would post: of the platform's shape, and rightly signed."""
    messages = []
    for path, headers, body in hook.got:
        message = json.loads(body)
        SHAPES[channel].validate(message)
        assert headers["content-type"].startswith("application/json")
        if channel in SECRETS:
            assert _signed(channel, path, message), "sign not match"
        messages.append(message)
    return messages


def _signed(channel: str, path: str, message: dict[str, Any]) -> bool:
    """By the platforms' manuals, and not by our code."""
    secret = SECRETS[channel]
    if channel == "feishu":
        moment = message["timestamp"]
        key = (moment + "\n" + secret).encode()
        sign = hmac.new(key, digestmod=hashlib.sha256).digest()
        given, seconds = message["sign"], int(moment)
    else:
        query = parse_qs(urlsplit(path).query)
        moment = query["timestamp"][0]
        text = (moment + "\n" + secret).encode()
        sign = hmac.new(secret.encode(), text, hashlib.sha256).digest()
        given, seconds = query["sign"][0], int(moment) // 1000
    recent = abs(seconds - NOW.timestamp()) < 3600
    return recent and given == base64.b64encode(sign).decode()
