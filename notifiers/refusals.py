"""What a mail server's refusal means: whose fault it is, and whether to try again. Pure.

Codes by RFC 5321 4.2 and RFC 3463; the wordings are those of servers that use them otherwise.
"""

import re
from typing import Literal

from notifiers.base import DeliveryError, Slowed

Stage = Literal["sender", "recipient", "body"]
"""Of what the server spoke: of us (greeting, login, MAIL), of the address (RCPT), of the mail."""

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_TOO_FAST = re.compile(
    r"frequen|rate.{0,8}(?:limit|exceed)|too (?:many|fast|much)|throttl|DT:SPM|4\.7\.28"
    r"|频率|频繁|过快",
    re.IGNORECASE,
)
_GREYLISTED = re.compile(r"gr[ae]y.?list|greylist|postgrey|first.time|delayed.by", re.IGNORECASE)
_TOO_BIG = 552
_DEAD = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
"""Enhanced statuses of addresses that are no more, or never were."""
_OURS = "对方按其规则拒收，与收件人地址无关（请运维检查发件 IP、SPF、DKIM 与内容）"


def refusal(stage: Stage, code: int, said: str) -> DeliveryError:
    """The error of an answer that is no consent."""
    reason = f"邮件服务器拒收：{code} {said}"[:500]
    if code == _TOO_BIG:
        return DeliveryError(reason, transient=False)
    if stage == "sender":
        # A refused sender or login is the operator's to mend, while the messages wait.
        return DeliveryError(reason, transient=True, slowed="channel")
    if is_too_fast(said):
        return DeliveryError(reason, transient=True, slowed="lane")
    if code < 500:
        return DeliveryError(reason, transient=True, slowed=_slowed(code, said))
    return _for_good(stage, reason, said)


def is_too_fast(said: str) -> bool:
    """Whether the server finds that we come too often, whatever its code."""
    return bool(_TOO_FAST.search(said))


def _slowed(code: int, said: str) -> Slowed:
    """Whether a temporary refusal is of all that goes there. Greylisting is each mail's own, as
    are full (4.2.x) and unknown (4.1.x) mailboxes."""
    if code == 421:
        return "lane"
    if code != 450 or _GREYLISTED.search(said):
        return ""
    return "" if _status(said)[0] in ("1", "2") else "lane"


def _for_good(stage: Stage, reason: str, said: str) -> DeliveryError:
    status = _status(said)
    if status[0] == "7":
        # Of a mail's body it is the last word: the same mail again would be refused again.
        waits = stage == "recipient"
        reason = f"{_OURS}：{reason}"[:500]
        return DeliveryError(reason, transient=waits, slowed="lane" if waits else "")
    gone = status in _DEAD or (stage == "recipient" and status == _NONE)
    return DeliveryError(reason, transient=False, gone=gone)


_NONE = ("", "")


def _status(said: str) -> tuple[str, str]:
    """Subject and detail of the enhanced status, empty where there is none."""
    found = _ENHANCED.search(said)
    return (found[2], found[3]) if found else _NONE
