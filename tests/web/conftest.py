"""A filled home, and the desk over it behind a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from storage.settings import Settings
from tests.web.desk_server import World, served
from tests.web.desk_world import SOURCES, fill
from web.app import create_app


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    settings = Settings.load(tmp_path / "home", environment={})
    db = open_database(settings)
    yield World(settings, db)
    db.close()


@pytest.fixture
def world(empty_world: World) -> World:
    fill(empty_world.db)
    return empty_world


@pytest.fixture
def desk_url(world: World) -> Iterator[str]:
    with served(create_app(world.db, world.settings, SOURCES)) as address:
        yield address
