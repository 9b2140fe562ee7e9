"""A small agency served on 127.0.0.1, and a pass over it in a child process."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Self

from storage.columns import from_row
from storage.records import CrawlRun, Snapshot
from storage.tables import crawl_runs, snapshots
from tests.forked import run
from tests.homes import migrated_home, open_home

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    failures: int = 0
    """So many times the answer is 503 first."""
    drip: bool = False
    """It comes a byte at a time, and never ends."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        site = self.server.site
        with site.lock:
            site.asked.append(self.path)
            site.agents.add(self.headers.get("User-Agent", ""))
            site.open += 1
            site.most_open = max(site.most_open, site.open)
            site.lock.notify_all()
            site.lock.wait_for(lambda: site.open > 1, site.linger)
        self._answer(site.pages.get(self.path, Served(b"not found", 404)))

    def _answer(self, page: Served) -> None:
        status, body = page.status, page.body
        etag = page.headers.get("ETag")
        if page.failures:
            page.failures -= 1
            status, body = 503, b"busy"
        elif etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in page.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with self.server.site.lock:
            self.server.site.open -= 1  # before the last byte: then the next may come
        try:
            while page.drip:
                self.wfile.write(b" ")
                self.server.site.stopped.wait(0.02)
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests read what was asked from the site."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: "Site"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients that hang up are part of the play."""


class Site:
    """Pages by path; what was asked, and how many at a time."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.pages: dict[str, Served] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.lock = Condition()
        self.linger = 0.0
        """Seconds that an answer waits for a second request to come meanwhile."""
        self.open = 0
        self.most_open = 0
        self.stopped = Event()
        self._server = _Server((address, 0), _Handler)
        self._server.site = self
        self.base = f"http://{address}:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.asked)

    def list_page(self, path: str, numbers: Sequence[int], *, folder: str = "/doc") -> None:
        """A list of the documents of those numbers, newest first."""
        rows = "".join(
            f'<li><a href="{folder}/t{n}.html" title="{title(n)}">{title(n)}</a>'
            f"<span>{day(n)}</span></li>"
            for n in numbers
        )
        html = (
            f"<html><head><title>通知公告</title></head><body><ul class='list'>{rows}</ul></body>"
        )
        self.html(path, html)

    def document(self, number: int, text: str = "", links: str = "", etag: str = "") -> None:
        body = text or f"各有关单位：为做好第{number}项工作，现将有关事项通知如下。" * 5
        self.html(
            f"/doc/t{number}.html",
            f"<html><head><title>{title(number)}</title></head><body><h1>{title(number)}</h1>"
            f"<div class='TRS_Editor'><p>{body}</p>{links}</div></body></html>",
            etag or f'"{number}"',
        )

    def html(self, path: str, html: str, etag: str = "") -> None:
        headers = {"Content-Type": "text/html; charset=utf-8"} | ({"ETag": etag} if etag else {})
        self.pages[path] = Served(html.encode(), headers=headers)


def title(number: int) -> str:
    return f"关于印发第{number}号碳排放核算工作实施方案的通知"


def day(number: int) -> str:
    return f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}"


def declare(home: Path, **start_urls: str) -> dict[str, str]:
    """Declarations of sources by id, as the environment of a pass."""
    folder = home / "declared"
    folder.mkdir(parents=True, exist_ok=True)
    entries = "\n".join(
        f'[[source]]\nid = "{name}"\nname = "测试 · {name}"\nagency = "测试机关"\n'
        f'level = "ministry"\nstart_urls = ["{url}"]\nverified = false\nrests_on = "a test"\n'
        for name, url in start_urls.items()
    )
    (folder / "general.toml").write_text(entries, "utf-8")
    return {"POLICYWATCH_SOURCES": str(folder)}


def command(home: Path, names: str, *more: str) -> list[str]:
    words = ["-m", "crawlers.run", "--home", str(home), "--sources", names, *more]
    return [sys.executable, "-W", "error", *words]


def run_pass(
    home: Path, env: dict[str, str], *more: str, names: str = ""
) -> subprocess.CompletedProcess[str]:
    """One pass over the declared sources, in a process of its own."""
    ids = names or ",".join(_declared(env))
    migrated_home(home)
    return run(command(home, ids, "--fast", *more)[1:], os.environ | env)


def _declared(env: dict[str, str]) -> list[str]:
    text = (Path(env["POLICYWATCH_SOURCES"]) / "general.toml").read_text("utf-8")
    return [line.split('"')[1] for line in text.splitlines() if line.startswith("id =")]


def stored(home: Path) -> tuple[list[CrawlRun], list[Snapshot]]:
    """All runs and snapshots, oldest first."""
    database = open_home(home)
    try:
        with database.connect() as conn:
            runs = conn.execute(crawl_runs.select().order_by(crawl_runs.c.started_at)).all()
            rows = conn.execute(snapshots.select().order_by(snapshots.c.fetched_at)).all()
    finally:
        database.close()
    return [from_row(CrawlRun, row) for row in runs], [from_row(Snapshot, row) for row in rows]


def bodies(home: Path) -> int:
    return sum(1 for _ in (home / "bodies").glob("??/*.zst"))
