"""Tables mirror records; migrations make the tables."""

from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import migrations
from storage.database import Database
from storage.tables import MIRRORS, metadata


@pytest.mark.parametrize("record", MIRRORS, ids=lambda record: record.__name__)
def test_columns_equal_fields(record: type) -> None:
    assert [column.name for column in MIRRORS[record].columns] == [f.name for f in fields(record)]


def test_every_table_mirrors_a_record() -> None:
    assert set(metadata.tables.values()) == set(MIRRORS.values())


def test_migrated_database_is_what_the_tables_say(db: Database) -> None:
    with db.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_head_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.HEAD
