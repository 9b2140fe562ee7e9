"""Slack: Block Kit to an incoming webhook."""

from typing import ClassVar

from notifiers.base import DeliveryError, Pace
from notifiers.cards import Card, Item
from notifiers.chats.chat import Chat, Payload
from notifiers.chats.dialects import mrkdwn, quoted
from notifiers.chats.posting import Answer

_BLOCKS, _TEXT, _HEADER = 50, 3000, 150
_ALL = 10_000
"""Characters of all blocks: beyond some thirteen thousand a message is refused
(``msg_blocks_too_long``), where exactly Slack does not say."""
_GONE = {404, 410}
_HINTS = {
    400: "Slack 不认这张卡片",
    403: "地址已失效或不许发言，请重新生成 webhook",
    404: "没有这个频道或地址，请重新生成 webhook",
    410: "频道已存档",
}


class SlackNotifier(Chat):
    """Posts blocks to a channel of Slack."""

    NAME = "Slack"
    PACE: ClassVar[Pace] = Pace(per_minute=50, per_second=1)
    HOSTS: ClassVar[tuple[str, ...]] = ("hooks.slack.com", "hooks.slack-gov.com")
    PATH = r"/services/\w+/\w+/\w+"
    EXAMPLE = "https://hooks.slack.com/services/T…/B…/…"

    @classmethod
    def check(cls, address: str, secret: str) -> None:
        """A workflow's trigger takes variables, and no cards."""
        if "//hooks.slack" in address and ("/triggers/" in address or "/workflows/" in address):
            raise ValueError(
                f"这是 Slack 工作流的地址，收不了卡片；请用 Incoming Webhook：{cls.EXAMPLE}"
            )
        super().check(address, secret)

    @classmethod
    def layout(cls, card: Card) -> Payload:
        """``text`` is what notifications show."""
        return {
            "text": mrkdwn(card.subject + card.mark),
            "unfurl_links": False,
            "unfurl_media": False,
            "blocks": [_header(card), *_head(card), *_body(card), *_foot(card)],
        }

    @classmethod
    def fits(cls, card: Card) -> bool:
        """By blocks, by the characters of each and of all."""
        blocks = cls.layout(card)["blocks"]
        texts = [one["text"]["text"] for one in blocks if one["type"] == "section"]
        whole = len(blocks) <= _BLOCKS and all(len(one) <= _TEXT for one in texts)
        return whole and sum(map(_length, blocks)) <= _ALL

    def judge(self, answer: Answer) -> None:
        """By the status; a yes is the word ok."""
        if answer.status == 200 and answer.body.strip() == "ok":
            return
        if answer.status == 200:
            reason = f"答复 200 看不懂：{answer.said}"
            raise DeliveryError(reason, transient=False, unknown=True)
        hint = _HINTS.get(answer.status, "")
        raise DeliveryError(
            f"拒收 {answer.status} {answer.said}" + (f"（{hint}）" if hint else ""),
            transient=False,
            gone=answer.status in _GONE,
        )


def _length(block: Payload) -> int:
    """The characters of a block, its addresses included."""
    return len(str(block))


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text, "emoji": False}


def _section(text: str) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _small(text: str) -> Payload:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}],
    }


def _header(card: Card) -> Payload:
    return {"type": "header", "text": _plain(card.title[:_HEADER])}


def _head(card: Card) -> list[Payload]:
    return [_section("\n".join(map(mrkdwn, card.head)))] if card.head else []


def _body(card: Card) -> list[Payload]:
    """Documents in full have buttons; lines of a long list stand together."""
    blocks: list[Payload] = []
    above, lines = "", list[str]()
    for item in card.items:
        if item.heading != above:
            blocks += _together(lines)
            blocks += [{"type": "divider"}, _section(f"*{mrkdwn(item.heading)}*")]
            above, lines = item.heading, []
        if item.brief:
            lines.append(" ".join([mrkdwn(item.name), *_links(item)]))
        else:
            blocks += [*_together(lines), _section(_words(item)), *_buttons(item)]
            lines = []
    return blocks + _together(lines)


def _together(lines: list[str]) -> list[Payload]:
    """In as few sections as their limit allows."""
    sections: list[str] = []
    for line in lines:
        if sections and len(sections[-1]) + len(line) < _TEXT:
            sections[-1] += f"\n{line}"
        else:
            sections.append(line)
    return [_section(one) for one in sections]


def _words(item: Item) -> str:
    lines = [f"*{mrkdwn(item.name)}*"]
    for one in item.lines:
        text = mrkdwn(f"{one.label}：{one.text}" if one.label else one.text)
        lines.append(f"*{text}*" if one.strong else text)
    return "\n".join(lines)


def _links(of: Item | Card) -> list[str]:
    return [f"<{quoted(one.url).replace('&', '&amp;')}|{one.label}>" for one in of.actions]


def _buttons(item: Item) -> list[Payload]:
    buttons = [
        {"type": "button", "text": _plain(one.label), "url": one.url} for one in item.actions
    ]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _foot(card: Card) -> list[Payload]:
    lines = [*map(mrkdwn, card.foot), " ".join(_links(card))]
    text = "\n".join(one for one in lines if one)
    return [{"type": "divider"}, _small(text)] if text else []
