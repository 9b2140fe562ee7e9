"""Channels. To add one, read docs/adding-a-channel.md: one file, and one line here."""

from notifiers.base import DeliveryError, Notifier
from notifiers.email import EmailNotifier
from notifiers.webhook import WebhookNotifier

NOTIFIERS: dict[str, type[Notifier]] = {
    "email": EmailNotifier,
    "webhook": WebhookNotifier,
}
"""Channel name to class: the only place that names a channel."""

__all__ = ["NOTIFIERS", "DeliveryError", "Notifier"]
