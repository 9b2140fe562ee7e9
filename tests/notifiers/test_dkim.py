"""Signed mails, verified against the key that stands in the record."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from notifiers.dkim import Signer, signer
from notifiers.mime import mime
from storage.records import Form, Message
from storage.settings import SettingError, Settings

SENDER = "双碳政策观察 <watch@desk.example.org>"
MAIL = mime(
    Message(
        message_id="0123456789abcdef",
        channel="email",
        address="reader@example.org",
        reader="r1",
        unsubscribe="https://public.example.org/u/abc",
        form=Form(subject="周报", text="新文件\n", html="<p>新文件</p>", thread="2026-W47"),
    ),
    sender=SENDER,
    date=datetime(2026, 11, 23, tzinfo=UTC),
)
KEYS: dict[str, Callable[[], rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey]] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def settings(home: Path, key: bytes) -> Settings:
    path = home / "dkim.pem"
    path.write_bytes(key)
    loaded = Settings.load(home, {})
    return replace(loaded, dkim_key=str(path), dkim_selector="s1", mail_from=SENDER)


def verifies(mail: bytes, found: Signer) -> bool:
    name, record = found.record

    def ask(asked: bytes, timeout: int = 5) -> bytes:
        assert asked.decode().rstrip(".") == name
        return record.encode()

    return bool(dkim.verify(mail, dnsfunc=ask))


@pytest.mark.parametrize("kind", KEYS)
def test_a_signed_mail_verifies_and_an_altered_one_does_not(tmp_path: Path, kind: str) -> None:
    found = signer(settings(tmp_path, pem(KEYS[kind]())))
    assert found
    assert found.record[0] == "s1._domainkey.desk.example.org"
    assert found.record[1].startswith(f"v=DKIM1; k={kind}; p=")
    signed = found.signed(MAIL)
    assert signed.endswith(MAIL)
    assert verifies(signed, found)
    for before, after in (
        (b"List-Unsubscribe: <https://public", b"List-Unsubscribe: <https://evil"),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (base64.b64encode("新文件\r\n".encode()), base64.b64encode("旧文件\r\n".encode())),
        (b"\r\nTo: ", b"\r\nSubject: another\r\nTo: "),
    ):
        assert before in signed
        assert not verifies(signed.replace(before, after), found)


def test_spaces_and_folds_on_the_way_do_no_harm(tmp_path: Path) -> None:
    found = signer(settings(tmp_path, pem(KEYS["ed25519"]())))
    assert found
    moved = found.signed(MAIL).replace(b"In-Reply-To: ", b"In-Reply-To:\r\n  ")
    assert verifies(moved, found)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (b"no key", "PEM 私钥"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "RSA 或 Ed25519"),
    ],
)
def test_a_wrong_key_is_said(tmp_path: Path, key: bytes, said: str) -> None:
    wrong = settings(tmp_path, key)
    with pytest.raises(SettingError, match=said) as error:
        signer(wrong)
    assert str(tmp_path / "dkim.pem") in str(error.value)
    with pytest.raises(SettingError, match="没有这个文件"):
        signer(replace(wrong, dkim_key=str(tmp_path / "none.pem")))


def test_a_sender_without_a_domain_cannot_sign(tmp_path: Path) -> None:
    given = settings(tmp_path, pem(KEYS["ed25519"]()))
    with pytest.raises(SettingError, match="没有可签的域名"):
        signer(replace(given, mail_from="policywatch@localhost"))
    assert signer(replace(given, dkim_key="")) is None
