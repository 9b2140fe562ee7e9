"""The desk over an empty home."""

from collections.abc import Iterator

import httpx
import pytest

from tests.web.desk_server import World, served
from web.app import create_app


@pytest.fixture
def client(empty_world: World) -> Iterator[httpx.Client]:
    with (
        served(create_app(empty_world.db, empty_world.settings, {})) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        yield client
