"""A mail server that misbehaves by what its recipients are called, in a process of its own.

``python -m tests.wild_mail PORT_FILE LOG``: writes its port, then a line for each mail that it
holds as its own. What an address does stands before its first hyphen:

    grey    is put off once             before  hangs up once before DATA
    busy    too fast for it, at first   mute    is silent once before DATA
    gone    there is no such mailbox    after   takes the mail and hangs up
    full    is put off for ever         still   takes the mail and is silent
    policy  does not like us            lost    loses the mail and hangs up
    spam    is refused for its text     slow    takes its time
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

KINDS = (
    "grey", "gone", "slow", "full", "spam", "busy", "before", "mute", "policy", "after", "still",
    "lost",
)  # fmt: skip
_REFUSED = {
    "gone": "550 5.1.1 no such user",
    "full": "452 4.2.2 mailbox full",
    "policy": "550 5.7.1 your address is on a list",
}
_ONCE = {"grey": "451 4.7.1 Greylisted, please try again", "before": "", "mute": ""}
_BUSY = "421 4.7.0 Connection frequency limited"
_TIMES_BUSY = 5
_SILENCE = 60.0


class Wild:
    """The handler: what it has seen, and where it writes what it took."""

    def __init__(self, log: Path) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._seen: set[str] = set()
        self._busy = 0

    def first(self, address: str) -> bool:
        """Whether the address is named for the first time."""
        new = address not in self._seen
        self._seen.add(address)
        return new

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        kind = address.partition("-")[0]
        if kind == "slow":
            await asyncio.sleep(0.05)
        if kind == "busy" and self._busy < _TIMES_BUSY:
            self._busy += 1
            return _BUSY
        refused = _REFUSED.get(kind, "")
        if kind in _ONCE and self.first(address):
            session.once = kind  # type: ignore[attr-defined]
            refused = _ONCE[kind]
            if kind == "mute":
                await asyncio.sleep(_SILENCE)
        if not refused:
            envelope.rcpt_tos.append(address)
        return refused or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        kind = address.partition("-")[0]
        if kind == "spam":
            return "554 5.7.1 looks like spam"
        if kind != "lost":
            assert isinstance(envelope.content, bytes)
            name = envelope.content.partition(b"Message-ID: <")[2].partition(b"@")[0]
            size = len(envelope.content)
            os.write(self._log, b"%s %s %d\n" % (address.encode(), name, size))
        if kind in ("lost", "after"):
            server.transport.abort()
        if kind == "still":
            await asyncio.sleep(_SILENCE)
        return "250 OK"


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (the library's name)
        assert self.session is not None
        once = getattr(self.session, "once", "")
        self.session.once = ""  # type: ignore[attr-defined]
        if once == "before":
            assert self.transport is not None
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def _serve(port_file: Path, log: Path) -> None:
    wild, loop = Wild(log), asyncio.get_running_loop()
    made = lambda: _Server(wild, data_size_limit=10**7, enable_SMTPUTF8=False, loop=loop)  # noqa: E731
    server = await loop.create_server(made, "127.0.0.1", 0)
    port_file.with_suffix(".new").write_text(str(server.sockets[0].getsockname()[1]))
    port_file.with_suffix(".new").rename(port_file)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2])))
