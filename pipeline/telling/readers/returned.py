"""What a mail that came in says of one of ours: that it came back, or that it was unwanted. Pure.

Reports by RFC 3464 (DSN) and RFC 5965 (ARF), and what servers write that keep to neither: qmail,
exim, Exchange, 163, QQ. A report counts by the Message-ID of our mail that it quotes. What answers
by itself (a note of absence) says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from html import unescape
from itertools import chain

from storage.characters import legal
from storage.records import BounceKind

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,190}[A-Za-z0-9]")
_OUR_ID = re.compile(r"message-id\s*[:：]\s*<([0-9a-f]{16})@([^>\s]{1,255})>", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BLANK = re.compile(r"\s+")
_RETURNED = re.compile(
    r"退信|退回|未送达|无法送达|投递失败"
    r"|undeliver|not delivered|delivery (?:status|failure|has failed)"
    r"|mail delivery|returned (?:mail|to sender)|failure notice|non.?delivery",
    re.IGNORECASE,
)
_SENT_BY = re.compile(r"mailer-daemon|postmaster|mail delivery|mdaemon|邮件系统|系统退信", re.I)
_NO_MAILBOX = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|address)"
    r"|no such (?:user|mailbox|recipient|addr)"
    r"|(?:user|mailbox|recipient|account|address)[^.。\n]{0,40}?"
    r"(?:not exist|n't exist|not found|no longer|disabled|suspended|inactive|unavailable)"
    r"|invalid (?:recipient|mailbox|user)"
    r"|(?:no|not a valid) mailbox"
    r"|(?:收件人|用户|邮箱|帐号|账号|地址)[^。\n]{0,20}?"
    r"(?:不存在|无效|已停用|被停用|被禁用|未找到)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"(?:mailbox|quota|storage)[^.。\n]{0,40}?(?:full|exceeded|over)|over ?quota|insufficient"
    r"|(?:邮箱|容量|空间)[^。\n]{0,12}?(?:已满|不足|超)",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"spam|blocked|blacklist|block ?list|policy|reputation|content reject|dmarc|spf|dkim|DT:SPM"
    r"|垃圾邮件|被拒收|拦截|黑名单|频率",
    re.IGNORECASE,
)
_TRANSIENT = re.compile(r"\b4[0-5]\d[ -]")
_AUTOMATIC = re.compile(
    r"自动回复|自动答复|out of (?:the )?office|auto.?(?:reply|response)|vacation", re.I
)
_LONGEST_SAID, _LONGEST_TEXT, _MOST_PARTS = 300, 60_000, 200
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
"""The second one where addresses are not in ASCII (RFC 6533)."""
_GAP = re.compile(r"\r?\n\r?\n")
_OF_KIND = re.compile(r"^(?:smtp|x-[\w-]+)\s*;\s*", re.IGNORECASE)
"""What a diagnostic code begins with."""
_NO_COMPLAINT = "not-spam"
_ANSWERS = ("in-reply-to", "references")


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One mail of ours, and what became of it."""

    kind: BounceKind
    delivery_id: str
    """Of the mail that it quotes; empty: it quotes none of ours."""
    addresses: frozenset[str]
    """In lower case: of whom it speaks, or may speak; of complaints often nobody."""
    said: str


def returned(raw: bytes, domain: str) -> tuple[Returned, ...]:
    """What the mail reports; nothing if it is no report. ``domain``: of our Message-IDs."""
    mail = message_from_bytes(raw)
    parts = list(_parts(mail))
    if found := _complaint(parts, domain):
        return (found,)
    if found_in := _notifications(parts, domain):
        return found_in
    if any(one.get_content_type() in _STATUS_TYPES for one in parts):
        return ()  # late, relayed, delivered: nothing came back
    return _informal(mail, parts, domain)


def kind_of(status: str, said: str) -> BounceKind:
    """What an enhanced status (5.1.1) and the words beside it come to.

    A status that says all but the reason (5.0.0) leaves it to the words. What is not sure is
    ``soft``: it has to come back more than once.
    """
    group, subject, detail = [*status.split("."), "", "", ""][:3]
    if group == "4" or (not group and _TRANSIENT.search(said)):
        return "soft"
    if subject == "1" or (subject, detail) == ("2", "1"):
        return "refused" if detail in ("7", "8") else "hard"  # of those two the sender is wrong
    if (subject, detail) == ("2", "2"):
        return "soft"
    return (
        _kind_by_words(said) if subject in ("", "0", "2", "5") else _policy_or_soft(subject, said)
    )


def _policy_or_soft(subject: str, said: str) -> BounceKind:
    if _NO_MAILBOX.search(said) and not _POLICY.search(said):
        return "hard"
    return "refused" if subject in ("6", "7") or _POLICY.search(said) else "soft"


def _kind_by_words(said: str) -> BounceKind:
    if _FULL.search(said):
        return "soft"
    if _POLICY.search(said):
        return "refused"
    return "hard" if _NO_MAILBOX.search(said) else "soft"


def _complaint(parts: Sequence[Message], domain: str) -> Returned | None:
    """A report by RFC 5965: somebody pressed "this is spam"."""
    for part in parts:
        if part.get_content_type() != "message/feedback-report":
            continue
        fields = _fields(part)
        kind = _value(fields, "feedback-type").lower()
        if kind == _NO_COMPLAINT:
            return None
        of = " ".join(_value(fields, name) for name in ("original-rcpt-to", "removal-recipient"))
        return Returned(
            kind="complaint",
            delivery_id=_quoted(parts, domain),
            addresses=_addresses(of),
            said=_short(f"{kind or 'abuse'} {_value(fields, 'user-agent')}"),
        )
    return None


def _notifications(parts: Sequence[Message], domain: str) -> tuple[Returned, ...]:
    """The recipients of a report by RFC 3464 whom the mail did not reach."""
    reports = [one for one in parts if one.get_content_type() in _STATUS_TYPES]
    failed = [
        fields
        for report in reports
        for fields in _blocks(report)
        if _value(fields, "action").lower() == "failed"
    ]
    quoted = _quoted(parts, domain) if failed else ""
    return tuple(_notification(fields, quoted) for fields in failed)


def _notification(fields: Message, delivery_id: str) -> Returned:
    said = _OF_KIND.sub("", _value(fields, "diagnostic-code"))
    status = _STATUS.search(_value(fields, "status"))
    of = " ".join(_value(fields, name) for name in ("final-recipient", "original-recipient"))
    precise = _STATUS.search(said)
    vague = status is None or status[0][2:] == "0.0"
    code = (precise if vague and precise else status) or precise
    return Returned(
        kind=kind_of(code[0] if code else "", said),
        delivery_id=delivery_id,
        addresses=_addresses(of),
        said=_short(said or (status[0] if status else "")),
    )


def _informal(mail: Message, parts: Sequence[Message], domain: str) -> tuple[Returned, ...]:
    """What reports in words of its own: by its sender, its subject, and the mail that it quotes."""
    failed = _value(mail, "x-failed-recipients")
    subject = _value(mail, "subject")
    if not failed and not _is_report(mail, subject):
        return ()
    words = _words(parts)
    before = _OUR_ID.split(words, maxsplit=1)[0]
    status = _STATUS.search(before)
    return (
        Returned(
            kind=kind_of(status[0] if status else "", f"{subject} {before}"),
            delivery_id=_quoted(parts, domain),
            addresses=_addresses(failed or words),
            said=_short(_reason(before) or subject),
        ),
    )


def _is_report(mail: Message, subject: str) -> bool:
    if _AUTOMATIC.search(subject) or mail.get("x-autoreply") or mail.get("x-autorespond"):
        return False
    by_server = _SENT_BY.search(_value(mail, "from")) or _value(mail, "return-path") == "<>"
    return bool(by_server and _RETURNED.search(f"{subject} {_value(mail, 'from')}"))


def _reason(words: str) -> str:
    """The sentence around what says most: a status, else what it means."""
    found = _STATUS.search(words) or _NO_MAILBOX.search(words) or _FULL.search(words)
    if not found:
        return words
    line = words.rfind("\n", 0, found.start()) + 1
    return words[max(line, found.start() - 60) : found.end() + 160]


def _quoted(parts: Sequence[Message], domain: str) -> str:
    """The id of ours that the report quotes: in the head of our mail, else in its words, else as
    what it answers."""
    heads = [f"message-id: {_value(part, 'message-id')}" for part in parts]
    answers = [f"message-id: {one}" for name in _ANSWERS for one in _value(parts[0], name).split()]
    texts = (_text(part) for part in parts)
    return next(
        (found for one in chain(heads, texts, answers) if (found := _ours(one, domain))), ""
    )


def _ours(text: str, domain: str) -> str:
    return next((one[1] for one in _OUR_ID.finditer(text) if one[2].lower() == domain.lower()), "")


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a status part, of which the library makes messages."""
    payload = part.get_payload()
    found = (
        [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    )
    # Of the newer type the library makes one message, with the other groups for its text.
    rest = [_GAP.split(str(one.get_payload())) for one in found if not one.is_multipart()]
    return found + [message_from_string(group.lstrip()) for group in chain(*rest) if group.strip()]


def _fields(part: Message) -> Message:
    """The fields of a feedback report."""
    return next(filter(len, _blocks(part)), Message())


def _value(fields: Message, name: str) -> str:
    """A header in characters, whatever it was written in; 8-bit signs may stand in it bare."""
    raw = next((str(held) for key, held in fields.raw_items() if key.lower() == name), "")
    said = _decoded(raw.encode("utf-8", "surrogateescape"), "utf-8")
    with suppress(LookupError, ValueError, MessageError):  # an unknown charset, a broken word
        said = str(make_header(decode_header(said)))
    return _BLANK.sub(" ", said.encode("utf-8", "replace").decode()).strip()


def _words(parts: Sequence[Message]) -> str:
    """What the report says for people, without marks."""
    return "\n".join(
        _text(part) for part in parts if part.get_content_type() in ("text/plain", "text/html")
    )


def _text(part: Message) -> str:
    if part.is_multipart():
        return ""
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    text = _decoded(body, part.get_content_charset("utf-8"))[:_LONGEST_TEXT]
    if part.get_content_type() != "text/html":
        return text
    # Ids and addresses stand in angles as well, and not as marks.
    return unescape(_TAG.sub(lambda mark: mark[0] if "@" in mark[0] else " ", text))


def _decoded(body: bytes, charset: str) -> str:
    """In characters. Anybody can write to the mailbox: a charset may be none, or not be kept to."""
    for name in (charset, "utf-8", "gb18030"):
        with suppress(LookupError, ValueError):  # as UnicodeError is
            return body.decode(name)
    return body.decode("utf-8", "replace")


def _addresses(text: str) -> frozenset[str]:
    return frozenset(one.lower() for one in _ADDRESS.findall(text[:_LONGEST_TEXT]))


def _short(said: str) -> str:
    return _BLANK.sub(" ", legal(said)).strip()[:_LONGEST_SAID]
