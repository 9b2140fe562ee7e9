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
_OF_US = re.compile(
    r"relay|spam|\bspf\b|dkim|dmarc|reputation|polic(?:y|ies)|block|black ?list|banned|authenti"
    r"|content (?:is |was )?(?:denied|reject)|sender|\bip\b|MI:|垃圾|黑名单|拦截|策略|发件",
    re.IGNORECASE,
)
"""Of who sends or what, where no status says so: QQ and 163 write in words of their own."""
_FOR_GOOD, _TOO_BIG, _LOCKED = 500, 552, 530
_ENCRYPT = "。要先加密或登录：请设 POLICYWATCH_SMTP_STARTTLS 或 _TLS，及 _USER、_PASSWORD。"
_SENDER = "。请检查 POLICYWATCH_MAIL_FROM 是否就是登录的账号，服务器是否许可由这台机器发信。"
_DEAD = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
"""Enhanced statuses of addresses that are no more, or never were."""
_OURS = "对方按其规则拒收，与收件人地址无关（请运维检查发件 IP、SPF、DKIM 与内容）"


def refusal(stage: Stage, code: int, said: str) -> DeliveryError:
    """The error of an answer that is no consent."""
    said = _in_characters(said)
    reason = f"邮件服务器拒收：{code} {said}"[:500]
    if code == _TOO_BIG:
        return DeliveryError(reason, transient=False)
    if stage == "sender":
        # A refused sender or login is the operator's to mend, while the messages wait.
        return DeliveryError(reason + _mend(code), transient=True, slowed="channel")
    if is_too_fast(said):
        return DeliveryError(reason, transient=True, slowed="lane")
    if code < _FOR_GOOD:
        return DeliveryError(reason, transient=True, slowed=_slowed(code, said))
    return _for_good(stage, reason, said)


def _in_characters(said: str) -> str:
    """What a server said in GB 18030, which the library keeps as bytes in halves of pairs."""
    raw = said.encode("utf-8", "surrogateescape")
    return said if raw.decode("utf-8", "ignore") == said else raw.decode("gb18030", "replace")


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


def _mend(code: int) -> str:
    """What the operator has to look at, where the server wants nothing of us."""
    return "" if code < _FOR_GOOD else _ENCRYPT if code == _LOCKED else _SENDER


def _for_good(stage: Stage, reason: str, said: str) -> DeliveryError:
    status = _status(said)
    if status[0] == "7" or (status == _NONE and _OF_US.search(said)):
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
