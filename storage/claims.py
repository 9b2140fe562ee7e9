"""Which process reads a source: one at a time, however many homes share the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import text

from storage.database import Database

# The first number is ours alone: it keeps these locks apart from any other use of the database.
_CLAIM = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
    " WHERE pg_try_advisory_lock(7308898, hashtext(name))"
)
_RELEASE = text("SELECT pg_advisory_unlock_all()")


@contextmanager
def claimed(database: Database, names: Sequence[str]) -> Iterator[frozenset[str]]:
    """Those of the sources that no other process holds; held until the end, or until we die.

    An SQLite database has one home, and a home bears one pass at a time.
    """
    if database.engine.dialect.name != "postgresql":
        yield frozenset(names)
        return
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        try:
            yield frozenset(connection.execute(_CLAIM, {"names": list(names)}).scalars())
        finally:
            connection.execute(_RELEASE)
