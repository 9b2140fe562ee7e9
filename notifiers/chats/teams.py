"""Teams: Adaptive Cards to a workflow that posts them.

What comes from pages stands in text runs, which know no Markdown: nothing in them has a meaning.
"""

from typing import ClassVar

from notifiers.base import DeliveryError, Pace
from notifiers.cards import Action, Card, Item
from notifiers.chats.chat import Chat, Payload, size
from notifiers.chats.posting import Answer

_LIMIT = 26_000
"""Bytes of the body; about 28 KB are taken."""
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_CARD = "application/vnd.microsoft.card.adaptive"
_RETIRED = (".webhook.office.com", "outlook.office.com", "outlook.office365.com")
_GONE = {404, 410}
_HINTS = {
    400: "工作流不认这张卡片，或已被停用",
    401: "地址里的签名不对，请重新复制工作流的地址",
    403: "地址里的签名不对，或组织不许外来请求",
    404: "没有这个工作流，请重新复制地址",
    410: "工作流已删除",
    413: "卡片过大",
}


class TeamsNotifier(Chat):
    """Posts cards to a channel of Teams, by a workflow's address."""

    NAME = "Teams "
    PACE: ClassVar[Pace] = Pace(per_minute=30, per_second=2)
    HOSTS: ClassVar[tuple[str, ...]] = (
        ".logic.azure.com", ".logic.azure.us", ".logic.azure.cn", ".api.powerplatform.com",
        ".api.powerplatform.us", ".api.powerplatform.partner.microsoftonline.cn",
    )  # fmt: skip
    PATH = r"/(?:\S+/)?workflows/\S+[?&]sig=[^&\s]+\S*"
    EXAMPLE = "https://….api.powerplatform.com/powerautomate/automations/direct/workflows/…&sig=…"

    @classmethod
    def check(cls, address: str, secret: str) -> None:
        """The old connectors' addresses are no more; a workflow's carries its own signature."""
        if any(host in address for host in _RETIRED):
            raise ValueError(
                "这是 Office 365 连接器的地址，微软已停用；请在频道的“工作流”里新建"
                f"“收到 Webhook 请求时发布到频道”，地址应如 {cls.EXAMPLE}"
            )
        super().check(address, secret)

    @classmethod
    def layout(cls, card: Card) -> Payload:
        """A message with one card attached."""
        content = {
            "$schema": _SCHEMA,
            "type": "AdaptiveCard",
            "version": "1.4",
            "msteams": {"width": "Full"},
            "body": [_title(card), *_head(card), *_body(card), *_foot(card)],
        }
        attachment = {"contentType": _CARD, "contentUrl": None, "content": content}
        return {"type": "message", "attachments": [attachment]}

    @classmethod
    def fits(cls, card: Card) -> bool:
        """By bytes."""
        return size(cls.layout(card)) <= _LIMIT

    def judge(self, answer: Answer) -> None:
        """By the status: a workflow says 202 before it posts."""
        if answer.status in (200, 202):
            return
        hint = _HINTS.get(answer.status, "")
        raise DeliveryError(
            f"拒收 {answer.status} {answer.said}" + (f"（{hint}）" if hint else ""),
            transient=False,
            gone=answer.status in _GONE,
        )


def _run(text: str, **look: object) -> Payload:
    return {"type": "TextRun", "text": text, **look}


def _paragraph(*runs: Payload, **look: object) -> Payload:
    return {"type": "RichTextBlock", "inlines": list(runs), **look}


def _title(card: Card) -> Payload:
    return _paragraph(_run(card.title, weight="bolder", size="large"))


def _head(card: Card) -> list[Payload]:
    return [_paragraph(_run(one), spacing="small") for one in card.head]


def _body(card: Card) -> list[Payload]:
    elements: list[Payload] = []
    above = ""
    for item in card.items:
        if item.heading != above:
            heading = _run(item.heading, weight="bolder", color="accent")
            elements.append(_paragraph(heading, separator=True, spacing="medium"))
            above = item.heading
        elements += _briefly(item) if item.brief else _in_full(item)
    return elements


def _briefly(item: Item) -> list[Payload]:
    links = [run for one in item.actions for run in (_run(" "), _run(one.label) | _opening(one))]
    return [_paragraph(_run(item.name), *links, spacing="small")]


def _opening(action: Action) -> Payload:
    return {"selectAction": _open(action, titled=False)}


def _open(action: Action, *, titled: bool = True) -> Payload:
    title = {"title": action.label} if titled else {}
    return {"type": "Action.OpenUrl", **title, "url": action.url}


def _in_full(item: Item) -> list[Payload]:
    elements = [_paragraph(_run(item.name, weight="bolder"), spacing="medium")]
    for one in item.lines:
        text = f"{one.label}：{one.text}" if one.label else one.text
        look = {"weight": "bolder", "color": "attention"} if one.strong else {}
        elements.append(_paragraph(_run(text, **look), spacing="none"))
    if item.actions:
        elements.append({"type": "ActionSet", "actions": [_open(one) for one in item.actions]})
    return elements


def _foot(card: Card) -> list[Payload]:
    lines = [_paragraph(_run(one, isSubtle=True, size="small")) for one in card.foot]
    buttons = [_open(one) for one in card.actions]
    return lines + ([{"type": "ActionSet", "actions": buttons}] if buttons else [])
