"""企业微信: Markdown to a group's robot; a single document that fits one is a template card."""

from typing import ClassVar

from notifiers.base import Pace
from notifiers.cards import Card, Item
from notifiers.chats.chat import Chat, Meaning, Payload, judge_code
from notifiers.chats.dialects import flat, quoted
from notifiers.chats.posting import Answer

_LIMIT = 4096
"""Bytes of the Markdown."""
_TITLE, _DESCRIPTION, _SUBTITLE, _KEY, _VALUE, _ROWS, _JUMPS = 26, 30, 112, 5, 26, 6, 3
"""Characters of a template card's parts, and how many rows and links it has: more is cut off."""
_TOO_FAST = Meaning(later=60, slowed=True, hint="每分钟至多 20 条")
_MEANINGS = {
    -1: Meaning(later=60, hint="企业微信系统繁忙"),
    45009: _TOO_FAST,
    45033: _TOO_FAST,
    93000: Meaning(gone=True, hint="没有这个机器人，请重新复制地址"),
    40058: Meaning(hint="消息不合格式或过长"),
    45002: Meaning(hint="消息过长"),
}


class WecomNotifier(Chat):
    """Posts to a robot of 企业微信."""

    NAME = "企业微信"
    PACE: ClassVar[Pace] = Pace(per_minute=18)
    HOSTS: ClassVar[tuple[str, ...]] = ("qyapi.weixin.qq.com",)
    PATH = r"/cgi-bin/webhook/send\?key=[\w-]+"
    EXAMPLE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"

    @classmethod
    def layout(cls, card: Card) -> Payload:
        """A template card where nothing of the document would be cut off in it, else Markdown."""
        return _template_card(card) or {"msgtype": "markdown", "markdown": {"content": _text(card)}}

    @classmethod
    def fits(cls, card: Card) -> bool:
        """By the bytes of its Markdown."""
        return len(_text(card).encode()) <= _LIMIT

    def judge(self, answer: Answer) -> None:
        """By ``errcode``, in an answer 200 too."""
        said = answer.fields()
        judge_code(answer, said.get("errcode"), str(said.get("errmsg", "")), _MEANINGS)


def _text(card: Card) -> str:
    lines = [f"#### {flat(card.title)}", *(f"> {flat(one)}" for one in card.head)]
    above = ""
    for item in card.items:
        lines += ["", f"**【{flat(item.heading)}】**"] if item.heading != above else []
        lines += _words(item)
        above = item.heading
    lines += ["", *(f"> {flat(one)}" for one in card.foot)]
    return "\n".join([*lines, *([_links(card)] if card.actions else [])])


def _words(item: Item) -> list[str]:
    if item.brief:
        return [" ".join([flat(item.name), _links(item)]).rstrip()]
    lines = ["", f"**{flat(item.name)}**"]
    for one in item.lines:
        text = flat(f"{one.label}：{one.text}" if one.label else one.text)
        lines.append(f'> <font color="warning">{text}</font>' if one.strong else f"> {text}")
    return lines + (["", _links(item)] if item.actions else [])


def _links(of: Item | Card) -> str:
    return " ".join(f"[{one.label}]({quoted(one.url)})" for one in of.actions)


def _template_card(card: Card) -> Payload | None:
    """Of one document; nothing if it would not all be shown."""
    if card.places > 1 or len(card.items) != 1 or not card.items[0].actions:
        return None
    item = card.items[0]
    rows = [(one.label or "说明", one.text) for one in item.lines[1:]]
    facts = item.lines[0].text if item.lines else ""
    about = "\n".join([facts, *(f"{label}：{text}" for label, text in rows if len(text) > _VALUE)])
    short = [(label, text) for label, text in rows if len(text) <= _VALUE]
    jumps = [*item.actions, *card.actions]
    heading = card.heading if len(card.heading) <= _DESCRIPTION else ""
    made = {
        "card_type": "text_notice",
        "source": {"desc": item.heading, "desc_color": 0},
        "main_title": {"title": item.title, "desc": heading},
        "quote_area": {"type": 0, "quote_text": "\n".join((*card.head, *card.foot))},
        "sub_title_text": about,
        "horizontal_content_list": [{"keyname": key, "value": value} for key, value in short],
        "jump_list": [{"type": 1, "title": one.label, "url": one.url} for one in jumps],
        "card_action": {"type": 1, "url": item.actions[0].url},
    }
    fits = [
        len(item.title) <= _TITLE,
        0 < len(about) <= _SUBTITLE,
        len(short) <= _ROWS,
        all(len(key) <= _KEY for key, _value in short),
        len(jumps) <= _JUMPS,
    ]
    return {"msgtype": "template_card", "template_card": made} if all(fits) else None
