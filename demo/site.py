"""The small world served on 127.0.0.1: one port an agency, at a moment that can be moved on."""

import tomllib
from collections import Counter
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec

from demo.agencies import WORLD, Agency, agencies
from demo.pages import Answer, answer, moment_at
from storage.records import Source

MOMENTS = 4
"""1 baseline, 2 new documents, 3 an amendment and a noisy nothing, 4 broken sources."""


def declarations(base_urls: dict[str, str]) -> str:
    """The TOML file that declares the demo's sources at these addresses (by agency id)."""
    return Template((WORLD / "sources.toml").read_text("utf-8")).substitute(base_urls)


def sources(base_urls: dict[str, str]) -> tuple[Source, ...]:
    """The demo's sources, with the addresses at which the agencies are served filled in."""
    text = declarations(base_urls)
    entries = [{"source_id": entry.pop("id"), **entry} for entry in tomllib.loads(text)["source"]]
    return msgspec.convert(entries, tuple[Source, ...])


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, sites: "Sites", agency: Agency) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sites = sites
        self.agency = agency
        self.base = f"http://127.0.0.1:{self.server_port}"
        self._visits: Counter[str] = Counter()
        self._lock = Lock()

    def visit(self, path: str) -> int:
        """How often the path was asked for before."""
        with self._lock:
            self._visits[path] += 1
            return self._visits[path] - 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 30

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        server = self.server
        moment = server.sites.moment
        found = answer(server.agency, path, moment, server.visit(path))
        body = found.body.replace(b"{base}", server.base.encode())
        if found.stable and self.headers.get("If-None-Match") == found.etag:
            self._send(found, HTTPStatus.NOT_MODIFIED, b"")
        else:
            self._send(found, found.status, body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, found: Answer, status: int, body: bytes) -> None:
        self.send_response(status)
        charset = self.server.agency.charset
        if found.media_type == "text/html" and charset != "utf-8":
            self.send_header("Content-Type", "text/html")
        elif found.media_type.startswith("text/"):
            self.send_header("Content-Type", f"{found.media_type}; charset=utf-8")
        else:
            self.send_header("Content-Type", found.media_type)
        if found.stable:
            self.send_header("ETag", found.etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not written to the screen: the demo prints what was found."""


class Sites:
    """All agencies, served while the context is open. Set ``moment`` to move the world on."""

    def __init__(self) -> None:
        self.moment = 1
        self._servers: list[_Server] = []

    def __enter__(self) -> Self:
        for agency in agencies():
            server = _Server(self, agency)
            self._servers.append(server)
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers.clear()

    @property
    def base_urls(self) -> dict[str, str]:
        """Agency id to address, without a final slash."""
        return {server.agency.id: server.base for server in self._servers}

    @property
    def sources(self) -> tuple[Source, ...]:
        return sources(self.base_urls)

    @property
    def now(self) -> datetime:
        """The clock of the moment, UTC+8."""
        return moment_at(self.moment)
