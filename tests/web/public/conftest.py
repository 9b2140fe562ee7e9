"""The public pages behind a real server, over a home whose clock stands still."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pipeline.desk import topic_names
from pipeline.telling.world import World
from storage.database import open_database
from storage.office import DEFAULT_OFFICE
from tests.homes import migrated_home
from tests.telling_samples import source
from tests.web.desk_server import served
from tests.web.public.site import SITE, Clock, Site
from web.public.app import create_public_app


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    settings = replace(
        migrated_home(tmp_path / "home"), public_url=SITE, mail_from="news@watch.example"
    )
    world = World(
        settings=settings,
        sources=[source()],
        topic_names=topic_names(),
        office=DEFAULT_OFFICE,
    )
    clock = Clock()
    with closing(open_database(settings)) as db:
        app = create_public_app(db, settings, world, clock)
        with (
            served(app) as address,
            httpx.Client(base_url=address, trust_env=False, verify=False) as client,
        ):
            yield Site(db=db, settings=settings, world=world, clock=clock, client=client)
