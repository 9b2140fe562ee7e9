"""A home with a database, and the real application on a port of 127.0.0.1."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from storage.database import Database
from storage.settings import Settings


@dataclass(frozen=True)
class World:
    settings: Settings
    db: Database


@contextmanager
def served(app: Starlette, port: int = 0) -> Iterator[str]:
    """The application behind a real server, at that port or any; its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="off")
    )
    listening = server.config.bind_socket()
    listening.listen()  # who calls before the thread has begun waits, and is not refused
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
