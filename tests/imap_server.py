"""A real IMAP server on 127.0.0.1 with one mailbox, for the time of a ``with``."""

import asyncio
import imaplib
import threading
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pysasl.hashing import Cleartext

USER, PASSWORD = "returns@watch.example.org", "a:b@c/d"


@dataclass
class ImapMailbox:
    """Where it is, and what is put into it."""

    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://returns%40watch.example.org:a%3Ab%40c%2Fd@127.0.0.1:{self.port}"

    def put(self, *mails: bytes, at: datetime | None = None) -> None:
        """Deliver mails."""
        line = self._line()
        for mail in mails:
            line.append("INBOX", "", imaplib.Time2Internaldate(at or datetime.now(UTC)), mail)
        line.logout()

    def seen(self) -> list[bool]:
        """Of each mail whether it is marked as seen."""
        line = self._line()
        line.select()
        _, data = line.fetch("1:*", "(FLAGS)")
        line.logout()
        return [rb"\Seen" in one for one in data if isinstance(one, bytes)]

    def _line(self) -> imaplib.IMAP4:
        line = imaplib.IMAP4("127.0.0.1", self.port)
        line.login(USER, PASSWORD)
        return line


@contextmanager
def imap_server() -> Iterator[ImapMailbox]:
    """The server, up."""
    box, ready = ImapMailbox(), threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(box, ready, over),))
    thread.start()
    assert ready.wait(10)
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


async def _serve(box: ImapMailbox, ready: threading.Event, over: asyncio.Event) -> None:
    args = Namespace(
        host="127.0.0.1", port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
        proxy_protocol=None, demo_data=False, demo_user=USER, demo_password=PASSWORD,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        options: dict[str, Any] = {
            "hash_context": Cleartext(), "secure_auth": False, "reject_dnsbl": False,
            "cpu_subsystem": Subsystem.for_threading(pool),
        }  # fmt: skip
        backend, config = await DictBackend.init(args, **options)
        config.apply_context()
        served = ProxyProtocolReader(config.proxy_protocol)
        callback = served.get_callback(IMAPServer(backend.login, config))
        server = await asyncio.start_server(callback, host="127.0.0.1", port=0)
        box.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
