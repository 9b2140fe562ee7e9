"""Databases of PostgreSQL that are used again: to empty one takes a twentieth of copying one.

Each test has one under a name of its own, so that whatever lives on from the test before knows
of no place to write to. What a test made anew (a table, a trigger) ends with its database.
"""

import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

_REVISION = "alembic_version"
_SPARE = 1
"""Emptied ones that are left alone for one test more: by then our own connection has ended."""
_LEAVE = text("""
    SELECT pg_terminate_backend(pid, CASE WHEN state = 'idle' THEN 0 ELSE 5000 END)
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
_TABLES = text("""
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
""")
_SHAPE = """
    SELECT md5(string_agg(concat_ws(':', c.oid, relname, attname, atttypid, attnotnull), ','
        ORDER BY c.oid, attnum)),
        (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),
        (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_namespace)
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
    WHERE relnamespace = 'public'::regnamespace
"""
_COUNTED = text("""
    SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
""")


class Databases:
    """Those of one server that are copies of one of its databases."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = make_url(server), template
        self._engine = create_engine(server, isolation_level="AUTOCOMMIT")
        self._empty: deque[tuple[str, str]] = deque()
        """Name and condition of each."""

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of an empty one for the time of a ``with``."""
        name = f"test_{uuid.uuid4().hex}"
        condition = self._taken(name)
        yield self._url(name)
        if self._emptied(name) == condition:
            self._empty.append((name, condition))
        else:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()

    def _taken(self, name: str) -> str:
        if len(self._empty) > _SPARE:
            old, condition = self._empty.popleft()
            self._say(f"ALTER DATABASE {old} RENAME TO {name}")
            return condition
        self._say(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return self._emptied(name)

    def _emptied(self, name: str) -> str:
        """Take out what is in it but the number of its revision; what it is like then."""
        engine = create_engine(self._url(name), isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(_LEAVE)
            tables = set(conn.execute(_TABLES).scalars())
            _empty(conn, sorted(tables - {_REVISION}))
            shape = conn.execute(text(_SHAPE)).one()
            kept = [
                conn.execute(text(f"SELECT * FROM {one}")).all() for one in tables & {_REVISION}
            ]
        engine.dispose()
        return repr((shape, kept))

    def _say(self, statement: str) -> None:
        with self._engine.connect() as conn:
            conn.execute(text(statement))

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)


def _empty(conn: Connection, tables: list[str]) -> None:
    if not tables:
        return
    used = " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables)
    if filled := list(conn.execute(text(used)).scalars()):
        conn.execute(text(f"TRUNCATE {', '.join(filled)} CASCADE"))
    for sequence in conn.execute(_COUNTED).scalars().all():
        conn.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
