"""What documents state is stored only for what still stands when it is stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, select

from pipeline.stating import state
from storage.database import Database
from storage.queries.documents import dissolve
from storage.queries.processing import put_attachment_file
from storage.records import AttachmentFile, Document
from storage.tables import deadlines, key_facts, relations
from tests.pipeline.scene import Scene, page

PLAN = page("关于窑炉改造的通知", ["根据《窑炉办法》，请于2026年5月1日前报送总结。"])
OTHER = page("关于锅炉检修的通知", ["根据《锅炉办法》，请于2026年6月1日前报送总结。"])


class Between(Database):
    """A database into which another process writes right before the next transaction."""

    def __init__(self, db: Database, write: Callable[[Connection], None]) -> None:
        super().__init__(db.engine, db.bodies)
        self.waiting = [write]

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        while self.waiting:
            with super().begin() as conn:
                self.waiting.pop()(conn)
        with super().begin() as conn:
            yield conn


def _file(document: Document) -> AttachmentFile:
    return AttachmentFile(
        posting_id=document.lead_posting_id,
        url="https://energy.example/a.docx",
        name="办法.docx",
        media_type="",
        body_sha256="0" * 64,
        text_sha256="1" * 64,
        text="根据《补办法》，请于2026年7月1日前报送计划。",
        problem="",
        seen_at=document.detected_at,
    )


def _of(db: Database, table: Table) -> list[str]:
    query = select(table.c.document_id).order_by(table.c.document_id, table.c.place)
    with db.connect() as conn:
        return list(conn.execute(query).scalars())


def test_a_file_that_comes_while_the_page_is_read_is_read_too(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", plan=PLAN)
    (plan,) = scene.documents()
    assert state(Between(db, lambda conn: put_attachment_file(conn, _file(plan)))) == 1
    assert _of(db, relations) == _of(db, deadlines) == [plan.document_id] * 2
    assert _of(db, key_facts) == [plan.document_id] * 2
    assert state(db) == 0


def test_nothing_is_stored_of_a_document_that_is_gone(db: Database) -> None:
    scene = Scene(db)
    scene.visit("energy", plan=PLAN, other=OTHER)
    plan, other = scene.documents()
    assert state(Between(db, lambda conn: dissolve(conn, other.document_id))) == 1
    assert _of(db, relations) == _of(db, deadlines) == [plan.document_id]
    assert _of(db, key_facts) == [plan.document_id]
    with db.begin() as conn:
        dissolve(conn, plan.document_id)
    assert _of(db, key_facts) == []
