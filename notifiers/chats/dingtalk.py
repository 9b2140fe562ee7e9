"""钉钉: Markdown to a group's robot, of one document a card with buttons; signed in the URL."""

import base64
import hashlib
import hmac
import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote_plus

from notifiers.base import Pace
from notifiers.cards import Card, Item
from notifiers.chats.chat import Chat, Meaning, Payload, judge_code, size
from notifiers.chats.dialects import flat, quoted
from notifiers.chats.posting import Answer
from storage.records import Message

_LIMIT = 18_000
"""Bytes of the body; 20,000 are refused (460101)."""
_BLOCKED = 600
"""Seconds for which a robot is mute that spoke too fast."""
_TOO_FAST = Meaning(later=_BLOCKED, slowed=True, hint="每分钟至多 20 条，超过则停 10 分钟")
_GONE = Meaning(gone=True, hint="没有这个机器人或群，请重新复制地址")
_UNFIT = Meaning(hint="钉钉的内容审核没有通过：群里看不到这一条，请另行告知")
_MEANINGS = {
    -1: Meaning(later=60, hint="钉钉系统繁忙"),
    130101: _TOO_FAST,
    410100: _TOO_FAST,
    300001: _GONE,
    400013: _GONE,
    400101: _GONE,
    400106: _GONE,
    400102: Meaning(hint="机器人已停用"),
    310000: Meaning(
        hint="安全设置不符：核对 secret 与本机时钟；关键词应设为“双碳政策”；或 IP 不在白名单里"
    ),
    430101: _UNFIT,
    430102: _UNFIT,
    430103: _UNFIT,
    430104: _UNFIT,
    460101: Meaning(hint="消息过长"),
}
_SECRET = re.compile(r"SEC[0-9A-Za-z]{16,128}")


class DingtalkNotifier(Chat):
    """Posts to a robot of 钉钉."""

    NAME = "钉钉"
    PACE: ClassVar[Pace] = Pace(per_minute=18)
    HOSTS: ClassVar[tuple[str, ...]] = ("oapi.dingtalk.com",)
    PATH = r"/robot/send\?access_token=\w+"
    EXAMPLE = "https://oapi.dingtalk.com/robot/send?access_token=…"

    @classmethod
    def check_secret(cls, secret: str) -> None:
        """Empty for a robot that goes by keywords or IP."""
        if secret and not _SECRET.fullmatch(secret):
            raise ValueError("secret 应为机器人“加签”里以 SEC 开头的一串；没有加签则留空")

    @classmethod
    def layout(cls, card: Card) -> Payload:
        """Markdown; of one document in full an actionCard."""
        title = flat(card.subject + card.mark)
        if card.places > 1 or len(card.items) != 1 or not card.items[0].actions:
            return {"msgtype": "markdown", "markdown": {"title": title, "text": _text(card)}}
        (item,) = card.items
        bare = replace(card, items=(replace(item, actions=()),), actions=())
        buttons = [
            {"title": one.label, "actionURL": one.url} for one in (*item.actions, *card.actions)
        ]
        own = {"title": title, "text": _text(bare), "btnOrientation": "1", "btns": buttons}
        return {"msgtype": "actionCard", "actionCard": own}

    @classmethod
    def fits(cls, card: Card) -> bool:
        """By bytes."""
        return size(cls.layout(card)) <= _LIMIT

    def signed(self, message: Message, payload: Payload) -> tuple[str, Payload]:
        """With moment (in milliseconds) and signature in the address."""
        if not message.secret:
            return message.address, payload
        now = int(self.clock().timestamp() * 1000)
        sign = quote_plus(signature(message.secret, now))
        return f"{message.address}&timestamp={now}&sign={sign}", payload

    def judge(self, answer: Answer) -> None:
        """By ``errcode``, in an answer 200 too."""
        said = answer.fields()
        judge_code(answer, said.get("errcode"), str(said.get("errmsg", "")), _MEANINGS)


def signature(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 of moment and secret under the secret."""
    signed = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).decode()


def _text(card: Card) -> str:
    """A blank line ends a paragraph, two spaces before its end a line."""
    parts = [f"#### {flat(card.title)}"]
    parts += ["> " + "  \n> ".join(map(flat, card.head))] if card.head else []
    above = ""
    for item in card.items:
        parts += [f"**【{flat(item.heading)}】**"] if item.heading != above else []
        parts.append(_words(item))
        above = item.heading
    parts += ["> " + "  \n> ".join(map(flat, card.foot))] if card.foot else []
    parts += [_links(card)] if card.actions else []
    return "\n\n".join(parts)


def _words(item: Item) -> str:
    if item.brief:
        return " ".join([flat(item.name), _links(item)]).rstrip()
    lines = [f"**{flat(item.name)}**"]
    for one in item.lines:
        text = flat(f"{one.label}：{one.text}" if one.label else one.text)
        lines.append(f"**{text}**" if one.strong else f"\u3000{text}")
    lines += [f"\u3000{_links(item)}"] if item.actions else []
    return "  \n".join(lines)


def _links(of: Item | Card) -> str:
    return " ".join(f"[{one.label}]({quoted(one.url)})" for one in of.actions)
