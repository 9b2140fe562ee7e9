"""A home held while all that it stores is judged, or read, anew: no pass runs meanwhile."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from filelock import FileLock, Timeout

from pipeline.identity.roles import hosts_of
from pipeline.learning.in_use import rules_in_use
from pipeline.reprocessing.renewal import Judge
from storage.database import Database, open_database
from storage.office import office_of
from storage.records import Source
from storage.settings import SettingError, Settings


@contextmanager
def holding(settings: Settings, sources: Mapping[str, Source]) -> Iterator[tuple[Database, Judge]]:
    """The open database, and by what its documents are judged now.

    Raises ``SettingError`` (a pass is under way), ``OfficeError``, ``TopicError``, ``ModelError``.
    """
    office = office_of(settings)
    try:
        lock = FileLock(settings.home / "pass.lock").acquire(timeout=0)
    except Timeout as error:
        raise SettingError("有一次巡查正在进行，等它结束后再做。") from error
    with lock, closing(open_database(settings)) as db:
        with db.connect() as conn:
            rules = rules_in_use(conn, office)
        yield db, Judge(rules=rules, sources=sources, hosts=hosts_of(sources.values()))
