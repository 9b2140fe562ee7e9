"""Key facts put into a filled desk world."""

from datetime import date

from storage.database import Database
from storage.queries.key_facts import put_key_facts
from storage.records import KeyFact
from tests.web.desk_world import document_id

TARGET = KeyFact(
    kind="target",
    what="成品率",
    value="达到90%",
    by="到2025年",
    by_date=date(2025, 12, 31),
    sentence="到2025年，成品率达到90%。",
    label="一（三）",
)
TASK = KeyFact(
    kind="obligation",
    who="各市",
    what="报送 <b>名单",
    by="2024年6月底前",
    by_date=date(2024, 6, 30),
    sentence="2024年6月底前，各市报送 <b>名单。",
)
TO = KeyFact(kind="addressee", who="各市人民政府", sentence="各市人民政府：")


def put(db: Database, key: str, *facts: KeyFact) -> str:
    """Store them for the document of that key; its id."""
    work = document_id(key)
    with db.begin() as conn:
        put_key_facts(conn, work, facts)
    return work
