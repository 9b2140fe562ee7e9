"""A message as an e-mail (RFC 5322): pure, the same message gives the same headers."""

import email.policy
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from storage.records import Message
from storage.text import squeeze

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def is_address(text: str) -> bool:
    """Whether the text is one plain mail address (no name, no list, ASCII)."""
    return len(text) <= 254 and bool(_PLAIN_ADDRESS.fullmatch(text))


def mail_id(message: Message, sender: str) -> str:
    """The Message-ID: the same for every attempt at the same message."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{message.message_id}@{domain}>"


def mime(message: Message, *, sender: str, date: datetime) -> EmailMessage:
    """The e-mail: multipart/alternative where there is HTML, UTF-8, no foreign header.

    Raises ``ValueError`` for an address that is none.
    """
    if not is_address(message.address):
        raise ValueError(f"不是邮件地址：{message.address!r}")
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = _address(sender)
    mail["To"] = Address(addr_spec=message.address)
    mail["Subject"] = _CONTROLS.sub(" ", squeeze(message.subject))
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = mail_id(message, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="base64")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="base64")
    return mail


def _address(sender: str) -> Address:
    name, spec = parseaddr(sender)
    if not is_address(spec):
        raise ValueError(f"POLICYWATCH_MAIL_FROM 不是邮件地址：{sender!r}")
    return Address(display_name=_CONTROLS.sub(" ", name), addr_spec=spec)
