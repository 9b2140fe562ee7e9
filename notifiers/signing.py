"""Signatures by the Standard Webhooks specification: symmetric ones, ``v1``."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

_PREFIX = "whsec_"
_LEAST, _MOST = 24, 64
"""Bytes of a secret, by the specification."""
_STALE_SECONDS, _DIGITS = 300, 15


def new_secret() -> str:
    """A fresh signing secret: whsec_ and 24 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_LEAST)).decode()


def secret_of(key: bytes) -> str:
    """The secret that stands for these bytes."""
    return _PREFIX + base64.b64encode(key).decode()


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether who has the secret sent the body, just now (``headers`` in lower case)."""
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (at.isascii() and at.isdecimal() and len(at) <= _DIGITS):
        return False
    if abs(int(at) - now.timestamp()) > _STALE_SECONDS:
        return False
    right = signatures([secret], message_id, int(at), body).encode()
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(right, one) for one in given)


def key_of(secret: str) -> bytes:
    """The bytes of a ``whsec_`` secret. Raises ``ValueError``."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:  # binascii.Error too
        raise ValueError("secret 应为 whsec_ 加 base64") from error
    if not secret.startswith(_PREFIX) or not _LEAST <= len(key) <= _MOST:
        raise ValueError(f"secret 应为 whsec_ 加 {_LEAST} 至 {_MOST} 字节的 base64")
    return key


def signatures(secrets_: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The ``webhook-signature`` header: of each secret one, so that receivers may change theirs
    while both are good. Raises ``ValueError`` for a secret that cannot sign."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(_signature(key_of(secret), signed) for secret in secrets_)


def _signature(key: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
