"""Homes on SQLite to write to: to copy one is faster than to make all tables or a month again."""

import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import Database, open_database
from storage.settings import Settings

FILE = "policywatch.db"


@cache
def empty_database() -> bytes:
    """The file of a database with all tables and no row."""
    with TemporaryDirectory() as folder:
        open_database(Settings.load(Path(folder), {})).close()
        return (Path(folder) / FILE).read_bytes()


def migrated_home(folder: Path) -> Settings:
    """The settings of the home in that folder, which is made unless it is there."""
    settings = Settings.load(folder, {})
    if not (folder / FILE).exists():
        (folder / FILE).write_bytes(empty_database())
    return settings


def open_home(folder: Path) -> Database:
    """The database of the home in that folder, which is made unless it is there."""
    return open_database(migrated_home(folder))


def copied_home(home: Path, folder: Path) -> Path:
    """That folder, now with a copy of the home, of which others may be readers at the time.

    The last reader to leave takes the write-ahead log and its index away: those files are not
    copied, SQLite copies what they hold.
    """
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns(f"{FILE}*"))
    with (
        closing(sqlite3.connect(home / FILE)) as source,
        closing(sqlite3.connect(folder / FILE)) as copy,
    ):
        source.backup(copy)
    return folder
