"""A small real SMTP server and a webhook receiver, so that the demo really sends what it sends."""

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

_MOST = 8 * 1024 * 1024
_REPLIES = {
    "EHLO": b"250-localhost\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    "HELO": b"250 localhost\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "RSET": b"250 OK\r\n",
    "NOOP": b"250 OK\r\n",
}


class Mailbox:
    """An SMTP server on 127.0.0.1 that keeps each mail as ``folder/NNN.eml``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def mails(self) -> list[Path]:
        """The mails received, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=_MOST)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 localhost\r\n")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            if verb == "DATA":
                writer.write(b"354 End with a dot\r\n")
                self._keep(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 Kept\r\n")
            elif verb == "QUIT":
                writer.write(b"221 Bye\r\n")
                break
            else:
                writer.write(_REPLIES.get(verb, b"502 Not known\r\n"))
            await writer.drain()
        writer.close()

    def _keep(self, data: bytes) -> None:
        mail = b"\r\n" + data.removesuffix(b".\r\n")
        path = self.folder / f"{len(self.mails) + 1:03}.eml"
        path.write_bytes(mail.replace(b"\r\n..", b"\r\n.")[2:])


class _Receiver(BaseHTTPRequestHandler):
    server: "_Hooks"

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _MOST))
        self.server.keep(dict(self.headers.items()), body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


class _Hooks(ThreadingHTTPServer):
    daemon_threads = True
    folder: Path

    def keep(self, headers: dict[str, str], body: bytes) -> None:
        stem = self.folder / f"{len(list(self.folder.glob('*.json'))) // 2 + 1:03}"
        stem.with_suffix(".body.json").write_bytes(body)
        stem.with_suffix(".headers.json").write_text(
            json.dumps(headers, ensure_ascii=False, indent=1), "utf-8"
        )


class Webhook:
    """An HTTP server on 127.0.0.1 that keeps each POST as NNN.body.json and NNN.headers.json."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._server = _Hooks(("127.0.0.1", 0), _Receiver)
        self._server.folder = folder
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Self:
        Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def bodies(self) -> list[Path]:
        """What was posted, oldest first."""
        return sorted(self._server.folder.glob("*.body.json"))
