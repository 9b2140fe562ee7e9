"""The secrets by which what is our own is signed: of this home alone, made when first asked for."""

from notifiers.signing import secret_of
from storage.keys import home_key
from storage.settings import Settings


def canary_secret(settings: Settings) -> str:
    """Of the canary's webhook."""
    return secret_of(home_key(settings.home, "canary"))


def bounce_secret(settings: Settings) -> str:
    """Of who reports mails that came back."""
    return secret_of(home_key(settings.home, "bounces"))
