"""What the tests of feeds share."""

import pytest

from pipeline.feeds.watching import Watch
from pipeline.telling.world import World
from storage.office import DEFAULT_OFFICE
from storage.settings import Settings
from tests.telling_samples import source


@pytest.fixture
def watch(settings: Settings) -> Watch:
    return Watch(world=World(settings=settings, sources=[source()], office=DEFAULT_OFFICE))
