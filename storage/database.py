"""The database: SQLite (WAL) by default, PostgreSQL by URL, migrated on opening."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from storage.bodies import Bodies
from storage.migrations import HEAD
from storage.settings import SettingError, Settings

_SECRET = re.compile(r"//[^/]*@")
_MEND = "请检查 POLICYWATCH_DATABASE_URL，例如 postgresql+psycopg://用户:口令@主机/库名。"


_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(7308897)")
_ASKED, _BETWEEN = 200, 0.05
"""How often a new file is asked to be written by WAL, and the seconds between."""
PRAGMAS = ("busy_timeout=60000", "synchronous=FULL", "secure_delete=ON")
"""Of SQLite. FULL: a mark such as "handed over" must outlive a power cut, or a mail would go out
twice. Secure: what is deleted, such as the address of who left, is written over."""
_ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Database:
    """The tables and the bodies of one home."""

    def __init__(self, engine: Engine, bodies: Bodies) -> None:
        self.engine = engine
        self.bodies = bodies

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection in a writing transaction: committed at the end, else rolled back.

        Writers take turns on PostgreSQL as they must on SQLite: transactions are short, and a
        capture and its processing touch the same postings in different orders (a deadlock else).
        """
        with (
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            _take_turns(connection)
            yield connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection for reading: one consistent view, of the moment of its first question.

        On SQLite a transaction is that by itself; on PostgreSQL it has to be asked for.
        """
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execution_options(**_ONE_VIEW)
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of the settings, migrated to this program's tables.

    Raises ``SettingError`` if the URL is wrong or nothing answers there.
    """
    engine = _engine(settings.database_url)
    try:
        _migrate(engine)
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingError(
            f"数据库打不开：{_shown(settings.database_url)}（{reason}）。{_MEND}"
        ) from error
    return Database(engine, Bodies(settings.home / "bodies"))


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    try:
        if make_url(url).get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError("neither of the two")
        # Errors end in logs: no address and no secret of a row is named in them.
        engine = create_engine(url, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        shown = _SECRET.sub("//***@", url)
        raise SettingError(
            f"数据库地址无效：{shown}（只支持 sqlite 和 postgresql）。{_MEND}"
        ) from error
    except ModuleNotFoundError as error:
        raise SettingError(
            f"缺少数据库驱动 {error.name}：请安装 policywatch[postgres]，"
            "或不设 POLICYWATCH_DATABASE_URL。"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _sqlite_begin
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Have the file written by WAL. Of two programs that make it at once, one is refused without
    waiting, whatever the time-out: it asks again."""
    for left in reversed(range(_ASKED)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(_BETWEEN)
        else:
            return


def _sqlite_begin(connection: Connection) -> None:
    """Writers take the lock at once: a reader that turns writer would fail instead of wait."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _take_turns(connection: Connection) -> None:
    """Wait until nobody else writes; SQLite does so as the transaction begins."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURNS)


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.has_table(connection, "alembic_version"):
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if current == HEAD:
                return
    from alembic import command  # only now: most starts find nothing to do
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _take_turns(connection)  # who waited here finds the tables made, and has nothing to do
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
