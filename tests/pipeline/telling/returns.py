"""Mails that came back, and complaints, as servers of several kinds write them. All invented."""

from email.message import EmailMessage

DOMAIN = "watch.example.org"
ADDRESS = "reader@example.org"
DELIVERY = "0123456789abcdef"
_GONE = "550 5.1.1 <{address}>: Recipient address rejected: User unknown"


def dsn(
    *,
    address: str = ADDRESS,
    delivery_id: str = DELIVERY,
    status: str = "5.1.1",
    said: str = _GONE,
    action: str = "failed",
    sender: str = "MAILER-DAEMON@mx.example.org",
) -> bytes:
    """By RFC 3464, as Postfix writes it."""
    return _lines(f"""
        Return-Path: <>
        From: {sender} (Mail Delivery System)
        To: policywatch@{DOMAIN}
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

        --=_b
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.example.org. I'm sorry.

        --=_b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; {address}
        Original-Recipient: rfc822;{address}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; {said.format(address=address)}

        --=_b
        Content-Type: text/rfc822-headers

        From: policywatch@{DOMAIN}
        To: {address}
        Message-ID: <{delivery_id}@{DOMAIN}>

        --=_b--
        """)


def of_the_newer_type(raw: bytes) -> bytes:
    """The same report by RFC 6533."""
    newer = raw.replace(b"message/delivery-status", b"message/global-delivery-status")
    return newer.replace(b"-Recipient: rfc822", b"-Recipient: utf-8")


def complaint(
    address: str = ADDRESS, delivery_id: str = DELIVERY, kind: str = "abuse", named: bool = True
) -> bytes:
    """By RFC 5965."""
    of = f"\n        Original-Rcpt-To: <{address}>" if named else ""
    return _lines(f"""
        From: <feedback@isp.example>
        Subject: FW: digest
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="=_b"

        --=_b
        Content-Type: text/plain

        This is an email abuse report.

        --=_b
        Content-Type: message/feedback-report

        Feedback-Type: {kind}
        User-Agent: SomeGenerator/1.0
        Version: 1{of}

        --=_b
        Content-Type: message/rfc822

        From: policywatch@{DOMAIN}
        Message-ID: <{delivery_id}@{DOMAIN}>
        Subject: digest

        text

        --=_b--
        """)


def written(subject: str, sender: str, text: str, html: str = "", **headers: str) -> bytes:
    """A report in words of the server's own."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, f"policywatch@{DOMAIN}", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


QUOTE = f"\n\nMessage-ID: <{DELIVERY}@{DOMAIN}>\nTo: {ADDRESS}\nSubject: digest\n"
EXIM = written(
    "Mail delivery failed: returning message to sender",
    "Mail Delivery System <Mailer-Daemon@mx.example.org>",
    "A message that you sent could not be delivered to one or more of its recipients.\n"
    f"  {ADDRESS}\n    host mx [192.0.2.1]: 550 No such user here" + QUOTE,
    X_Failed_Recipients=ADDRESS,
)
QMAIL = written(
    "failure notice",
    "MAILER-DAEMON@mx.example.org",
    "Hi. This is the qmail-send program at mx.example.org.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    f"<{ADDRESS}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    "--- Below this line is a copy of the message." + QUOTE,
)
EXCHANGE = written(
    "Undeliverable: digest",
    "postmaster@mx.example.org",
    "",
    f"<p>Your message to <b>{ADDRESS}</b> couldn't be delivered.</p>"
    "<p>550 5.2.2 STOREDRV; mailbox full</p>",
    In_Reply_To=f"<{DELIVERY}@{DOMAIN}>",
)
CHINESE = written(
    "系统退信/Systems bounce",
    "Postmaster@mx.example.org",
    "",
    f"<div>抱歉，您的邮件被退回来了……<br>收件人 {ADDRESS}<br>"
    "退信原因：收件人邮件地址（不存在），邮件无法送达。</div>"
    f"<div>Message-ID: &lt;{DELIVERY}@{DOMAIN}&gt;</div>",
)
FULL = written(
    "来自 mx.example.org 的退信",
    "PostMaster@mx.example.org",
    f"很抱歉您发送的邮件被退回。收件人 {ADDRESS}，原因：对方邮箱容量已满。" + QUOTE,
)
ABSENT = written(
    "自动回复：双碳政策摘要",
    ADDRESS,
    "我正在休假，下周回来。" + QUOTE,
    Auto_Submitted="auto-replied",
)
PERSON = written("Re: 双碳政策摘要", ADDRESS, "谢谢，这期退信了吗？" + QUOTE)


def _lines(text: str) -> bytes:
    lines = [line.removeprefix("        ") for line in text.strip("\n").split("\n")]
    return "\r\n".join(lines).encode()
