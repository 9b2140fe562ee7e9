"""The web desk, the public pages and the scheduler in one process."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from pipeline.desk import topic_names
from pipeline.run import all_sources
from pipeline.schedule import Schedule
from pipeline.telling.world import World
from storage.database import open_database
from storage.file_errors import why
from storage.office import office_of
from storage.records import Source
from storage.settings import SettingError, Settings
from web.app import create_app
from web.public.app import create_public_app, needs_address

_OPEN_PAGES_SECONDS = 5
"""What requests under way may take when the program ends."""


class _Server(uvicorn.Server):
    """One of several: signals are for all of them together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to ``_end_cleanly``."""
        yield


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where one of the apps is offered."""

    name: str
    listening: socket.socket

    @property
    def address(self) -> str:
        host, port = self.listening.getsockname()[:2]
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(settings: Settings) -> int:
    """Serve the desk and the public pages and run the schedule until SIGTERM or SIGINT; then 0.

    A crawl under way is asked to end and waited for. Raises ``SettingError``,
    ``DeclarationError`` and ``TopicError`` before anything starts.
    """
    sources = all_sources(settings)
    needs_address(settings)
    with ExitStack() as stack:
        desk = stack.enter_context(_desk_place(settings))
        public = stack.enter_context(_public_place(settings)) if settings.public_port else None
        db = stack.enter_context(closing(open_database(settings)))
        apps = [(create_app(db, settings, sources), desk)]
        if public:
            apps.append((create_public_app(db, settings, _world(settings, sources)), public))
        schedule = Schedule(db, settings, tuple(sources.values()))
        schedule.start(datetime.now(UTC))
        stack.callback(schedule.stop)
        _run(apps)
    return 0


def serve_desk(settings: Settings, sources: Mapping[str, Source]) -> None:
    """Serve the desk alone, over these sources, until SIGTERM or SIGINT."""
    with _desk_place(settings) as desk, closing(open_database(settings)) as db:
        _run([(create_app(db, settings, sources), desk)])


def _world(settings: Settings, sources: Mapping[str, Source]) -> World:
    return World(
        settings=settings,
        sources=tuple(sources.values()),
        topic_names=topic_names(),
        office=office_of(settings),
    )


def _run(apps: Sequence[tuple[Starlette, _Place]]) -> None:
    """Serve each app at its place until a signal comes."""
    servers = [_server(app) for app, _ in apps]
    _end_cleanly(servers)
    for _, place in apps:
        sys.stderr.write(f"{place.name}：{place.address}（按 Ctrl-C 结束）\n")

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            for server, (_, place) in zip(servers, apps, strict=True):
                group.create_task(server.serve(sockets=[place.listening]))

    asyncio.run(all_of_them())


def _server(app: Starlette) -> _Server:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_OPEN_PAGES_SECONDS,
    )
    return _Server(config)


@contextmanager
def _desk_place(settings: Settings) -> Iterator[_Place]:
    with closing(_listen(settings.serve_host, settings.serve_port, "SERVE")) as listening:
        yield _Place(name="编辑台", listening=listening)


@contextmanager
def _public_place(settings: Settings) -> Iterator[_Place]:
    with closing(_listen(settings.public_host, settings.public_port, "PUBLIC")) as listening:
        yield _Place(name="公开页面", listening=listening)


def _listen(host: str, port: int, setting: str) -> socket.socket:
    """A bound socket: that the port is taken is said before anything has begun."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise SettingError(
            f"无法在 {host}:{port} 上提供网页（{why(error)}）。"
            f"请停掉占用者，或用 POLICYWATCH_{setting}_HOST、POLICYWATCH_{setting}_PORT 另选。"
        ) from error
    return listening


def _end_cleanly(servers: Sequence[_Server]) -> None:
    """One signal ends all of them; what is under way is answered."""

    def ending(_number: int, _frame: FrameType | None) -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
