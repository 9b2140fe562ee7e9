"""A filled home, and the desk over it behind a real server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import open_database
from storage.settings import Settings
from tests.homes import copied_home, migrated_home, open_home
from tests.web.desk_server import World, served
from tests.web.desk_world import SOURCES, fill
from web.app import create_app


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    settings = migrated_home(tmp_path / "home")
    with closing(open_database(settings)) as db:
        yield World(settings, db)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the month in it, of which each test has a copy."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with closing(open_home(home)) as db:
        fill(db)
    return home


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[World]:
    home = tmp_path / "home"
    copied_home(filled, home)
    with closing(open_home(home)) as db:
        yield World(Settings.load(home, {}), db)


@pytest.fixture
def desk_url(world: World) -> Iterator[str]:
    with served(create_app(world.db, world.settings, SOURCES)) as address:
        yield address
