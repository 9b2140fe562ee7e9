"""The web desk and the scheduler in one process."""

import signal
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from pipeline.run import all_sources
from pipeline.schedule import Schedule
from storage.database import open_database
from storage.records import Source
from storage.settings import SettingError, Settings
from web.app import create_app

_OPEN_PAGES_SECONDS = 5
"""What requests under way may take when the program ends."""


def serve(settings: Settings) -> int:
    """Serve the desk and run the schedule until SIGTERM or SIGINT; then 0.

    A crawl under way is asked to end and waited for. Raises ``SettingError``,
    ``DeclarationError`` and ``TopicError`` before anything starts.
    """
    sources = all_sources(settings)
    listening = _listen(settings)
    db = open_database(settings)
    schedule = Schedule(db, settings, tuple(sources.values()))
    server = _server(create_app(db, settings, sources))
    schedule.start(datetime.now(UTC))
    try:
        _run(server, listening)
    finally:
        schedule.stop()
        db.close()
    return 0


def serve_desk(settings: Settings, sources: Mapping[str, Source]) -> None:
    """Serve the desk alone, over these sources, until SIGTERM or SIGINT."""
    listening = _listen(settings)
    db = open_database(settings)
    try:
        _run(_server(create_app(db, settings, sources)), listening)
    finally:
        db.close()


def _server(app: Starlette) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_OPEN_PAGES_SECONDS,
    )
    server = uvicorn.Server(config)
    _end_cleanly(server)
    return server


def _run(server: uvicorn.Server, listening: socket.socket) -> None:
    sys.stderr.write(f"编辑台：{_address(listening)}（按 Ctrl-C 结束）\n")
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _listen(settings: Settings) -> socket.socket:
    """A bound socket: that the port is taken is said before anything has begun."""
    host, port = settings.serve_host, settings.serve_port
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SettingError(
            f"无法在 {host}:{port} 上提供网页（{error.strerror}）。"
            "请停掉占用者，或用 POLICYWATCH_SERVE_HOST、POLICYWATCH_SERVE_PORT 另选。"
        ) from error
    return listening


def _end_cleanly(server: uvicorn.Server) -> None:
    """Uvicorn raises a signal again once it has ended: with handlers of ours that is no death."""

    def ending(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
