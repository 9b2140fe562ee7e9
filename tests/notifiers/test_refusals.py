"""What servers answer, and whose fault it is."""

import pytest

from notifiers.base import DeliveryError
from notifiers.refusals import Stage, refusal


@pytest.mark.parametrize(
    ("stage", "code", "said", "transient", "slowed", "gone"),
    [
        # of the address
        ("recipient", 550, "5.1.1 no such user", False, "", True),
        ("recipient", 550, "Mailbox not found", False, "", True),
        ("recipient", 550, "5.2.1 account disabled", False, "", True),
        ("recipient", 552, "5.2.2 mailbox full", False, "", False),
        ("recipient", 452, "4.2.2 mailbox full", True, "", False),
        ("recipient", 450, "4.2.0 Recipient address rejected: Greylisted", True, "", False),
        ("recipient", 451, "4.7.1 Greylisting in action, please come back later", True, "", False),
        ("recipient", 450, "4.1.8 sender domain not found", True, "", False),
        # of all that goes there
        ("recipient", 421, "4.7.0 try again later", True, "lane", False),
        ("recipient", 450, "4.7.0 temporarily deferred", True, "lane", False),
        ("recipient", 550, "Connection frequency limited", True, "lane", False),
        ("body", 554, "DT:SPM 163 smtp10,DsCowAA3", True, "lane", False),
        ("body", 452, "4.5.3 Too many messages", True, "lane", False),
        ("recipient", 550, "5.7.1 blocked using a list", True, "lane", False),
        ("recipient", 550, "Relaying denied", True, "lane", False),
        ("recipient", 550, "MI:SPF mx14,QMCowAB http://mail.163.com/help", True, "lane", False),
        ("recipient", 550, "Mail content denied. http://service.mail.qq.com", True, "lane", False),
        ("recipient", 554, "IP in blacklist", True, "lane", False),
        ("recipient", 550, "5.1.1 no such user behind this relay", False, "", True),
        # of us
        ("sender", 530, "Must issue a STARTTLS command first", True, "channel", False),
        ("sender", 550, "5.7.1 sender not allowed", True, "channel", False),
        ("sender", 421, "4.3.2 shutting down", True, "channel", False),
        # of the mail
        ("body", 554, "5.7.1 looks like spam", False, "", False),
        ("body", 550, "Mail content denied", False, "", False),
        ("body", 552, "5.3.4 too big", False, "", False),
        ("sender", 552, "5.3.4 too big", False, "", False),
        ("body", 451, "4.3.0 local error", True, "", False),
        ("body", 550, "5.1.1 no such user", False, "", True),
    ],
)
def test_refusals(
    stage: Stage, code: int, said: str, transient: bool, slowed: str, gone: bool
) -> None:
    error = refusal(stage, code, said)
    assert (error.transient, error.slowed, error.gone) == (transient, slowed, gone)
    assert not error.unknown
    assert f"{code} {said}" in error.reason


@pytest.mark.parametrize(
    ("said", "gone", "slowed"), [("用户不存在", True, ""), ("发信频率过快", False, "lane")]
)
def test_an_answer_in_bytes_of_a_chinese_charset_is_read(
    said: str, gone: bool, slowed: str
) -> None:
    error = refusal("recipient", 550, said.encode("gb18030").decode("utf-8", "surrogateescape"))
    assert (error.gone, error.slowed) == (gone, slowed)
    assert f"550 {said}" in error.reason


def test_what_is_said_of_a_failure_is_such_as_a_database_can_hold() -> None:
    assert DeliveryError("no\0 \udcd3mailbox", transient=True).reason == "no mailbox"


def test_a_policy_is_the_operators_to_mend() -> None:
    assert "请运维检查" in refusal("recipient", 550, "5.7.1 SPF fail").reason
    assert "请运维检查" not in refusal("recipient", 550, "5.1.1 no such user").reason


@pytest.mark.parametrize(
    ("code", "said", "mend"),
    [
        (530, "Must issue a STARTTLS command first", "POLICYWATCH_SMTP_STARTTLS"),
        (501, "Mail from address must be same as authorization user", "POLICYWATCH_MAIL_FROM"),
        (421, "4.3.2 shutting down", ""),
    ],
)
def test_what_a_server_wants_of_us_says_the_mend(code: int, said: str, mend: str) -> None:
    reason = refusal("sender", code, said).reason
    assert mend in reason
    assert ("请" in reason) == bool(mend)
