"""Putting a model to use, never silently: what speaks against it is said, and who did it kept."""

from datetime import datetime

from sqlalchemy import Connection

from pipeline.classifying.model import load_model
from pipeline.desk import LONGEST_PERSON, LONGEST_REASON
from pipeline.learning.candidate import LearnError
from pipeline.learning.comparing import LUCK, is_worse
from pipeline.learning.in_use import model_in_use, parsed
from pipeline.topics import load_topics
from storage.characters import legal
from storage.database import Database
from storage.queries.models import account, accounts, add_adoption, adopted, stored_model
from storage.records import Adoption, LearnedField, Respect, StoredModel
from storage.text import squeeze

LEAST_HELD_BACK = 15
"""Fewer rows show nothing of either model."""
RESPECT_NAMES: dict[LearnedField, str] = {
    "relevance": "收录判断", "kind": "页面类型", "topics": "主题",
}  # fmt: skip


def objections(conn: Connection, one: StoredModel) -> list[str]:
    """What speaks against adopting it now, in Chinese; empty if nothing does."""
    held, found = one.held_back, []
    if one.topics_file != load_topics().fingerprint:
        found.append("它是配着另一份主题表训练的，请重新训练")
    if one.started_from != model_in_use(conn).fingerprint:
        found.append("它比较的对象已不是现在用的模型，请重新训练")
    if held.rows < LEAST_HELD_BACK:
        found.append(f"留出来检验的只有 {held.rows} 行，至少要 {LEAST_HELD_BACK} 行")
    found += [_worse(respect) for respect in held.respects if is_worse(respect)]
    if held.by_chance is not None and held.by_chance > LUCK:
        found.append(
            "在留出的行上，它的收录判断看不出比随意猜的好：学到的决定可能彼此矛盾，请先核对"
        )
    return found


def _worse(one: Respect) -> str:
    return (
        f"{RESPECT_NAMES[one.field]}在留出的 {one.rows} 行上变差，超出偶然："
        f"现用的对而它错 {one.worse} 行，反过来 {one.better} 行"
    )


def adopt(
    db: Database, model_id: int, person: str, now: datetime, despite: str = ""
) -> StoredModel:
    """Put a candidate to use from now on. ``despite``: why, though something speaks against it.

    Raises ``LearnError`` (no such model, in use already, something speaks against it, no name),
    ``ModelError``.
    """
    person, despite = _said(person, LONGEST_PERSON), _said(despite, LONGEST_REASON)
    if not person:
        raise LearnError("请写明由谁采用")
    with db.begin() as conn:
        found = stored_model(conn, model_id)
        if found is None:
            raise LearnError(f"没有编号为 {model_id} 的模型，用 policywatch learn list 查看")
        parsed(found)
        if in_use_id(conn) == model_id:
            raise LearnError(f"模型 {model_id} 正在使用，不必再采用")
        against = objections(conn, found)
        if against and not despite:
            raise LearnError(
                f"没有采用模型 {model_id}：{'；'.join(against)}。仍要采用，请写明理由（--despite）"
            )
        _add(conn, model_id, (person, despite if against else "", now))
    return found


def go_back(db: Database, person: str, reason: str, now: datetime) -> StoredModel | None:
    """Use again what the model in use started from; ``None``: the one that comes with the program.

    Raises ``LearnError`` where none was adopted, or nobody is named.
    """
    person = _said(person, LONGEST_PERSON)
    if not person:
        raise LearnError("请写明由谁换回")
    with db.begin() as conn:
        now_used = in_use_id(conn)
        if now_used is None:
            raise LearnError("现在用的就是程序自带的模型，没有可换回的")
        former = _former(conn, now_used)
        _add(
            conn, former.model_id if former else None, (person, _said(reason, LONGEST_REASON), now)
        )
    return former


def in_use_id(conn: Connection) -> int | None:
    """Which stored model is in use; ``None``: the one that comes with the program."""
    stands = adopted(conn)
    return stands.model_id if stands else None


def _former(conn: Connection, model_id: int) -> StoredModel | None:
    now_used = account(conn, model_id)
    if now_used is None or now_used.started_from == load_model().fingerprint:
        return None
    return next((one for one in accounts(conn) if one.fingerprint == now_used.started_from), None)


def _add(conn: Connection, model_id: int | None, said: tuple[str, str, datetime]) -> None:
    person, reason, now = said
    record = Adoption(model_id=model_id, person=person, reason=reason, adopted_at=now)
    add_adoption(conn, record)


def _said(text: str, longest: int) -> str:
    return squeeze(legal(text))[:longest]
