"""Channels. To add one, read docs/adding-a-channel.md: one file, and one line here."""

from notifiers.apprise import AppriseNotifier
from notifiers.base import DeliveryError, Notifier
from notifiers.chats.dingtalk import DingtalkNotifier
from notifiers.chats.feishu import FeishuNotifier
from notifiers.chats.slack import SlackNotifier
from notifiers.chats.teams import TeamsNotifier
from notifiers.chats.wecom import WecomNotifier
from notifiers.email import EmailNotifier
from notifiers.webhook import WebhookNotifier

NOTIFIERS: dict[str, type[Notifier]] = {
    "email": EmailNotifier,
    "webhook": WebhookNotifier,
    "feishu": FeishuNotifier,
    "dingtalk": DingtalkNotifier,
    "wecom": WecomNotifier,
    "slack": SlackNotifier,
    "teams": TeamsNotifier,
    "apprise": AppriseNotifier,
}
"""Channel name to class: the only place that names a channel."""


def channel_name(channel: str) -> str:
    """What people call the channel: 飞书; of one that is not there, its key."""
    name: str = getattr(NOTIFIERS.get(channel), "NAME", channel)
    return name.strip()


__all__ = ["NOTIFIERS", "DeliveryError", "Notifier", "channel_name"]
