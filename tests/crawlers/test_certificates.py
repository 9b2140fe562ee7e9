"""A host that cannot prove itself is not read: its text might be altered on its way."""

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawlers.small_site import Site
from tests.crawlers.test_spider import declare, run_pass, stored


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_an_unproven_host_is_unreachable_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    with Site() as site:
        server = site._server
        server.socket = self_signed(tmp_path).wrap_socket(server.socket, server_side=True)
        site.list_page("/tz/", (1,))
        env = declare(tmp_path, test_tls=f"{site.base.replace('http:', 'https:')}/tz/")

        done = run_pass(tmp_path, env)

    (run,) = stored(tmp_path)[0]
    assert run.state == "unreachable"
    assert done.stderr.count("\n") == 1
    assert "证书" in done.stderr
    assert site.asked == []
    assert all(snapshot.body_sha256 is None for snapshot in stored(tmp_path)[1])
