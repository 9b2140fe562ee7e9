"""Signing mails (DKIM, RFC 6376): the receiver sees that the domain of the sender sent them."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from storage.file_errors import why
from storage.settings import SettingError, Settings

_LEAST_BITS = 1024
_MEND = "请用 openssl genrsa -out 文件 2048 生成，或不设 POLICYWATCH_DKIM_KEY。"
_ONCE = (
    "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
)  # fmt: skip
_TWICE = ("From", "To", "Subject")
"""Signed once more than they are there: a second one would void the signature."""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A key, and what it signs as."""

    domain: str
    selector: str
    algorithm: str
    key: bytes
    """As dkimpy takes it: PEM, or the seed in base64."""
    public: str
    """In base64, as the name server is to publish it."""

    @property
    def record(self) -> tuple[str, str]:
        """Name and text of the TXT record by which receivers check signatures."""
        kind = self.algorithm.partition("-")[0]
        name = f"{self.selector}._domainkey.{self.domain}"
        return name, f"v=DKIM1; k={kind}; p={self.public}"

    def signed(self, mail: bytes) -> bytes:
        """The mail, with its signature in front."""
        there = {line.partition(b":")[0].lower() for line in _head(mail)}
        once = [name.encode() for name in (*_TWICE, *_ONCE) if name.lower().encode() in there]
        header: bytes = dkim.sign(
            mail,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*once, *(name.encode() for name in _TWICE)],
            signature_algorithm=self.algorithm.encode(),
        )
        return header + mail


def signer_of(settings: Settings) -> Callable[[bytes], bytes] | None:
    """What signs a mail, or nothing where no key is set. Raises ``SettingError``."""
    found = signer(settings)
    return found.signed if found else None


def signer(settings: Settings) -> Signer | None:
    """The key of the settings with its names. Raises ``SettingError`` for one that cannot sign."""
    if not settings.dkim_key:
        return None
    path = Path(settings.dkim_key)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SettingError(f"DKIM 密钥读不出来：{path}（{why(error)}）。{_MEND}") from error
    except (ValueError, TypeError) as error:
        raise SettingError(f"{path} 不是不加口令的 PEM 私钥。{_MEND}") from error
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    if not domain.isascii() or "." not in domain:
        raise SettingError(f"有 DKIM 密钥，但发件人 {settings.mail_from} 没有可签的域名。")
    if isinstance(key, RSAPrivateKey) and key.key_size >= _LEAST_BITS:
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return _signer(settings, domain, "rsa-sha256", pem, public)
    if isinstance(key, Ed25519PrivateKey):
        seed = base64.b64encode(key.private_bytes_raw())
        public = key.public_key().public_bytes_raw()
        return _signer(settings, domain, "ed25519-sha256", seed, public)
    raise SettingError(f"{path} 应为 1024 位以上的 RSA 或 Ed25519 私钥。{_MEND}")


def _signer(settings: Settings, domain: str, algorithm: str, key: bytes, public: bytes) -> Signer:
    return Signer(
        domain=domain,
        selector=settings.dkim_selector,
        algorithm=algorithm,
        key=key,
        public=base64.b64encode(public).decode(),
    )


def _head(mail: bytes) -> list[bytes]:
    return mail.partition(b"\r\n\r\n")[0].split(b"\r\n")
