"""飞书 (Lark): an interactive card to a group's robot, signed where the robot asks for it."""

import base64
import hashlib
import hmac
from typing import ClassVar

from notifiers.base import Pace
from notifiers.cards import Card, Item
from notifiers.chats.chat import Chat, Meaning, Payload, judge_code, size
from notifiers.chats.dialects import entities, quoted
from notifiers.chats.posting import Answer
from storage.records import Message

_LIMIT = 19_000
"""Bytes of the body: 20 KB are allowed, and the signature comes on top."""
_ELEMENTS = 50
_TOO_FAST = Meaning(later=60, slowed=True, hint="飞书限流")
_MEANINGS = {
    9499: _TOO_FAST,
    11232: _TOO_FAST,
    19001: Meaning(gone=True, hint="没有这个机器人，请重新复制地址"),
    19021: Meaning(hint="签名不符：核对 secret，并核对本机时钟"),
    19022: Meaning(hint="本机 IP 不在机器人的白名单里"),
    19024: Meaning(hint="机器人的关键词应设为“双碳政策”，或改用签名校验"),
}
_BAD_REQUEST = 9499
"""Says of a body that is wrong the same as of too many requests."""


class FeishuNotifier(Chat):
    """Posts cards to a robot of 飞书."""

    NAME = "飞书"
    PACE: ClassVar[Pace] = Pace(per_minute=90, per_second=4)
    HOSTS: ClassVar[tuple[str, ...]] = (
        "open.feishu.cn", "open.larksuite.com", "open.larkoffice.com",
    )  # fmt: skip
    PATH = r"/open-apis/bot/v2/hook/[\w-]+"
    EXAMPLE = "https://open.feishu.cn/open-apis/bot/v2/hook/…"

    @classmethod
    def check_secret(cls, secret: str) -> None:
        """Empty for a robot that has none."""
        if secret and not (secret.isascii() and secret.isalnum()):
            raise ValueError("secret 应为机器人“签名校验”里的那一串字母和数字；没有开启则留空")

    @classmethod
    def layout(cls, card: Card) -> Payload:
        """An interactive card of the first structure, which all clients show."""
        return {
            "msg_type": "interactive",
            "card": {
                "config": {"wide_screen_mode": True},
                "header": {"template": "blue", "title": _plain(card.title)},
                "elements": [*_head(card), *_body(card), *_foot(card)],
            },
        }

    @classmethod
    def fits(cls, card: Card) -> bool:
        """By bytes and elements."""
        payload = cls.layout(card)
        return size(payload) <= _LIMIT and len(payload["card"]["elements"]) <= _ELEMENTS

    def signed(self, message: Message, payload: Payload) -> tuple[str, Payload]:
        """With moment and signature in the body."""
        if not message.secret:
            return message.address, payload
        now = int(self.clock().timestamp())
        proof = {"timestamp": str(now), "sign": signature(message.secret, now)}
        return message.address, proof | payload

    def judge(self, answer: Answer) -> None:
        """By ``code``, in an answer 200 too."""
        said = answer.fields()
        code, words = said.get("code", said.get("StatusCode")), str(said.get("msg", ""))
        meanings = dict(_MEANINGS)
        if code == _BAD_REQUEST and "many" not in words.lower() and "freq" not in words.lower():
            meanings.pop(_BAD_REQUEST)
        judge_code(answer, code, words, meanings)


def signature(secret: str, seconds: int) -> str:
    """HMAC-SHA256 of the empty text; moment and secret are the key."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


def _plain(text: str) -> Payload:
    return {"tag": "plain_text", "content": text}


def _markdown(text: str) -> Payload:
    return {"tag": "markdown", "content": text}


def _head(card: Card) -> list[Payload]:
    return [_markdown("\n".join(map(entities, card.head)))] if card.head else []


def _body(card: Card) -> list[Payload]:
    """Documents in full have buttons; lines of a long list stand together."""
    elements: list[Payload] = []
    above, lines = "", list[str]()
    for item in card.items:
        if item.heading != above:
            elements += _together(lines)
            elements += [{"tag": "hr"}, _markdown(f"**{entities(item.heading)}**")]
            above, lines = item.heading, []
        if item.brief:
            lines.append(" ".join([entities(item.name), *_links(item)]))
        else:
            elements += [*_together(lines), _markdown(_words(item)), *_buttons(item)]
            lines = []
    return elements + _together(lines)


def _together(lines: list[str]) -> list[Payload]:
    return [_markdown("\n".join(lines))] if lines else []


def _words(item: Item) -> str:
    lines = [f"**{entities(item.name)}**"]
    for one in item.lines:
        text = f"{one.label}：{one.text}" if one.label else one.text
        lines.append(f"**{entities(text)}**" if one.strong else entities(text))
    return "\n".join(lines)


def _links(item: Item) -> list[str]:
    return [f"[{one.label}]({quoted(one.url)})" for one in item.actions]


def _buttons(item: Item) -> list[Payload]:
    buttons = [
        {"tag": "button", "text": _plain(one.label), "type": "default", "url": one.url}
        for one in item.actions
    ]
    return [{"tag": "action", "actions": buttons}] if buttons else []


def _foot(card: Card) -> list[Payload]:
    links = [f"[{one.label}]({quoted(one.url)})" for one in card.actions]
    lines = [*map(entities, card.foot), *links]
    return [{"tag": "hr"}, _markdown("\n".join(lines))] if lines else []
