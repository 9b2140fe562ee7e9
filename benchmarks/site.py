"""The benchmark's simulated sites: ten hosts on 127.0.0.1, one port each, in their own process.

``python benchmarks/site.py --port-file F`` writes F when it serves: JSON with ``hosts`` (the list
addresses) and ``control``. There, GET /phase/2 switches to the second phase, /truth says what was
edited, is new or is noise, /counters counts the answers by status, /sources declares the columns.
"""

import argparse
import asyncio
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from documents import HOSTS, Paper, detail, dressed, edited, lists, new_papers, papers

_ROBOTS = b"User-agent: *\nAllow: /\n"
_REASONS = {200: b"OK", 304: b"Not Modified", 404: b"Not Found"}
Answers = dict[str, tuple[bytes, bytes, bytes]]
"""By path: entity tag, the whole answer, the 304."""
Respond = Callable[[str, bytes], bytes]
"""From path and If-None-Match to the bytes of the answer."""


def _answer(body: bytes, media: bytes, status: int = 200) -> tuple[bytes, bytes, bytes]:
    tag = b'"%s"' % hashlib.sha256(body).hexdigest()[:16].encode()
    head = b"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\n"
    etag = b"ETag: %s\r\n" % tag if status == 200 else b""
    whole = head % (status, _REASONS[status], media, len(body), etag) + body
    confirmed = b"HTTP/1.1 304 Not Modified\r\n%sContent-Length: 0\r\n\r\n" % etag
    return tag, whole, confirmed


_NOT_FOUND = _answer(b"<html><body>404</body></html>", b"text/html", 404)


class World:
    """The documents in both phases, their pages rendered beforehand."""

    def __init__(self, options: argparse.Namespace) -> None:
        first = papers(options.documents, options.seed, options.today)
        rng = random.Random(options.seed)
        touched = rng.sample(first, min(len(first), options.edits + options.noise))
        edits, noise = touched[: options.edits], touched[options.edits :]
        fresh = new_papers(options.new, options.seed, options.today)
        now = {paper.path + str(paper.host): paper for paper in first}
        now |= {p.path + str(p.host): dressed(edited(p, options.seed)) for p in edits}
        now |= {p.path + str(p.host): dressed(p) for p in noise}
        second = [*now.values(), *fresh]
        self.phases = [self._render(first, {}), {}]
        self.phases[1] = self._render(second, self.phases[0])
        self.phase = 1
        self.counters: Counter[int] = Counter()
        self.changed = {"edited": edits, "noise": noise, "new": fresh}
        self.documents = first

    @staticmethod
    def _render(shown: list[Paper], known: dict[int, Answers]) -> dict[int, Answers]:
        """The answers by host; a page that was not touched keeps the answer of the phase before."""
        found: dict[int, Answers] = {}
        for host in range(len(HOSTS)):
            mine = [paper for paper in shown if paper.host == host]
            pages = {path: _html(body) for path, body in lists(host, mine).items()}
            for paper in mine:
                old = known.get(host, {}).get(paper.path)
                keep = old is not None and not paper.state and not paper.dress
                pages[paper.path] = old if old and keep else _html(detail(paper))
            pages["/robots.txt"] = _answer(_ROBOTS, b"text/plain")
            found[host] = pages
        return found

    def respond(self, host: int, path: str, tag: bytes) -> bytes:
        """The bytes of the answer to one request."""
        etag, whole, confirmed = self.phases[self.phase - 1][host].get(path, _NOT_FOUND)
        if tag and tag == etag:
            self.counters[304] += 1
            return confirmed
        self.counters[200 if etag is not _NOT_FOUND[0] else 404] += 1
        return whole

    def truth(self, bases: list[str]) -> dict[str, object]:
        """What was edited, is new, is noise: addresses of pages."""
        found: dict[str, object] = {
            kind: sorted(bases[paper.host] + paper.path for paper in touched)
            for kind, touched in self.changed.items()
        }
        pages = sum(
            sum(path.startswith("/zwgk/tzgg/index") for path in answers)
            for answers in self.phases[0].values()
        )
        sizes = [len(self.phases[0][p.host][p.path][1]) for p in self.documents]
        mean = round(sum(sizes) / len(sizes))
        return found | {"documents": len(self.documents), "lists": pages, "mean_bytes": mean}


def _html(body: bytes) -> tuple[bytes, bytes, bytes]:
    return _answer(body, b"text/html; charset=utf-8")


class Connection(asyncio.Protocol):
    """Answers one request after the other from what ``respond`` returns."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            path = head.split(b" ", 2)[1].decode("latin-1").partition("?")[0]
            self.transport.write(self.respond(path, _header(head, b"if-none-match:")))


def _header(head: bytes, name: bytes) -> bytes:
    at = head.lower().find(b"\r\n" + name)
    if at < 0:
        return b""
    return head[at + 2 + len(name) :].partition(b"\r\n")[0].strip()


_ENTRY = """
[[source]]
id = "bench_{host}"
name = "{name} · 通知公告"
agency = "{name}"
family = "trs_wcm"
level = "province"
region = "澄江省"
start_urls = ["{base}/zwgk/tzgg/"]
pages = 10
rests_on = "the benchmark's simulated sites"
"""


class Control:
    """The control port: switches the phase and tells the truth."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bases: list[str] = []

    def respond(self, path: str, tag: bytes) -> bytes:
        return _answer(self._text(path).encode(), b"application/json; charset=utf-8")[1]

    def _text(self, path: str) -> str:
        if path.startswith("/phase/"):
            self.world.phase = 2 if path.endswith("2") else 1
            self.world.counters.clear()
            return json.dumps({"phase": self.world.phase})
        if path == "/sources":
            return "".join(
                _ENTRY.format(host=host, name=HOSTS[host][0], base=base)
                for host, base in enumerate(self.bases)
            )
        if path == "/counters":
            return json.dumps(self.world.counters)
        return json.dumps(self.world.truth(self.bases))


async def serve(world: World, port_file: Path) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    control = Control(world)
    servers = []
    responders: list[Respond] = [partial(world.respond, host) for host in range(len(HOSTS))]
    for respond in [*responders, control.respond]:
        servers.append(await loop.create_server(partial(Connection, respond), "127.0.0.1", 0))
    bases = [f"http://127.0.0.1:{s.sockets[0].getsockname()[1]}" for s in servers]
    control.bases = bases[:-1]
    told = {"control": bases[-1], "hosts": [f"{base}/zwgk/tzgg/" for base in control.bases]}
    beside = port_file.with_suffix(".part")
    beside.write_text(json.dumps(told), "utf-8")
    beside.replace(port_file)
    await asyncio.Event().wait()


def main() -> None:
    """Render both phases, then serve them."""
    china_today = (datetime.now(UTC) + timedelta(hours=8)).date()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=90)
    parser.add_argument("--noise", type=int, default=140)
    parser.add_argument("--new", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--today", type=date.fromisoformat, default=china_today)
    options = parser.parse_args()
    asyncio.run(serve(World(options), options.port_file))


if __name__ == "__main__":
    main()
