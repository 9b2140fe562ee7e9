"""What doctor says of mail: who lets us in, and what the name server is to publish."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pipeline.operating import doctor
from storage.keys import KeyFaultError
from storage.settings import SettingError, Settings
from tests.certificates import certificate
from tests.telling_servers import free_port, mail_server


def found(settings: Settings) -> dict[str, doctor.Check]:
    return {one.name: one for one in doctor.examine(settings)}


def test_a_server_that_lets_us_in(tmp_path: Path) -> None:
    with mail_server() as box:
        settings = replace(Settings.load(tmp_path, {}), smtp_port=box.port)
        good = found(settings)
    assert good["邮件服务器"].ok
    assert good["邮件签名"].line == "没有设 POLICYWATCH_DKIM_KEY，邮件不签名"
    assert box.got == []


def test_a_server_that_does_not_take_our_sender(tmp_path: Path) -> None:
    """As of QQ and 163, where it is not the account."""
    with mail_server(refuse_mail="501 must be same as authorization user") as box:
        settings = replace(Settings.load(tmp_path, {}), smtp_port=box.port)
        line = found(settings)["邮件服务器"]
    assert not line.ok
    assert "501 must be same as authorization user。请检查 POLICYWATCH_MAIL_FROM" in line.line


def test_a_password_that_anybody_on_the_way_can_read_is_pointed_out(tmp_path: Path) -> None:
    settings = replace(Settings.load(tmp_path, {}), smtp_user="watch", smtp_password="secret")
    with mail_server(password="secret") as box:
        here = found(replace(settings, smtp_port=box.port))["邮件服务器"]
        away = found(replace(settings, smtp_port=box.port, smtp_host="127.1"))["邮件服务器"]
    assert here.ok
    assert here.line.endswith("可以发信")
    assert away.ok
    assert "密码不加密" in away.line


def test_what_stands_in_the_way(tmp_path: Path) -> None:
    settings = replace(Settings.load(tmp_path, {}), smtp_port=free_port())
    gone = found(settings)["邮件服务器"]
    assert (gone.ok, "连不上" in gone.line, "POLICYWATCH_SMTP_HOST" in gone.line) == (
        False, True, True,
    )  # fmt: skip
    context, _ = certificate(tmp_path, "localhost")
    with mail_server(tls=context) as box:
        wrong = replace(settings, smtp_host="localhost", smtp_port=box.port, smtp_starttls=True)
        assert "TLS 证书不可信" in found(wrong)["邮件服务器"].line


def test_who_sends_has_a_real_address(tmp_path: Path) -> None:
    settings = replace(Settings.load(tmp_path, {}), smtp_port=free_port())
    for sender, said in (
        ("policywatch@localhost", "没有真实的域名"),
        ("双碳政策观察", "不是邮件地址"),
        ("watch@example.org,other@example.org", "不是邮件地址"),
        ("双碳政策观察 <watch@example.org", "不是邮件地址"),
        ("双碳政策观察 <watch@example.org>", ""),
    ):
        line = found(replace(settings, mail_from=sender))["发件人"]
        assert (line.ok, said in line.line) == (not said, True)


def test_the_record_of_the_key(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings = replace(
        Settings.load(tmp_path, {}),
        dkim_key=str(path),
        mail_from="a@desk.example.org",
        smtp_port=free_port(),
    )
    said = found(settings)["邮件签名"]
    assert said.ok
    assert (
        "policywatch._domainkey.desk.example.org 的 TXT 记录应为 v=DKIM1; k=ed25519; p="
        in said.line
    )
    path.write_text("no key")
    broken = found(settings)
    assert not broken["邮件签名"].ok
    assert not broken["邮件服务器"].ok


def test_links_and_the_pages_that_they_lead_to(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, {})
    both: dict[str, Any] = {"public_url": "https://news.watch.example", "public_port": 8001}
    assert doctor.public_line(settings)
    assert doctor.public_line(replace(settings, **both))
    for name, missing in (("public_url", "PUBLIC_PORT"), ("public_port", "PUBLIC_URL")):
        with pytest.raises(SettingError, match=f"POLICYWATCH_{missing}"):
            doctor.public_line(replace(settings, **{name: both[name]}))
    (tmp_path / "links.key").write_bytes(b"")
    with pytest.raises(KeyFaultError, match="请从备份恢复"):
        doctor.public_line(replace(settings, **both))
