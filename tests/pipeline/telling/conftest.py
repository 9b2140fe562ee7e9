"""What the tests of telling share."""

import pytest

from pipeline.deliver import World
from storage.office import DEFAULT_OFFICE
from storage.settings import Settings
from tests.telling_samples import source


@pytest.fixture
def world(settings: Settings) -> World:
    return World(settings=settings, sources=[source()], office=DEFAULT_OFFICE)
