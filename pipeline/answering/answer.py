"""Why, and why not, for anything typed in: from the stored facts, the verdict first.

typed -> meant -> held (why it stands where it stands)
                | unread (listed, and why it could not be read)
                | absent (who names it, which source should have it, what kept it)
"""

from datetime import datetime

from pipeline.answering.absent import absent_answer
from pipeline.answering.answers import Answer, Choice, Mend
from pipeline.answering.asked import Asked, World
from pipeline.answering.held import held_answer
from pipeline.answering.meant import Meant, find_meant
from pipeline.answering.typed import read_typed
from pipeline.answering.unread import listed_as, unread_answer
from pipeline.learning.in_use import rules_in_use
from storage.database import Database
from storage.faults import WrongError
from storage.records import Part

_MOST_CHOICES = 20


class AnswerError(WrongError):
    """Nothing was typed, or no such part: what, and the mend, in one Chinese line."""


def answer(db: Database, key: str, world: World, now: datetime, part: Part | None = None) -> Answer:
    """Why what was typed is here, or is not. ``part``: where it was looked for.

    Raises ``AnswerError`` if nothing was typed, or there is no such part.
    """
    typed = read_typed(key)
    if not typed.text:
        raise AnswerError("请写要问的文件：编号、发文字号、标题中的词，或网址。")
    if part and part not in world.office.ids:
        raise AnswerError(f"没有编 {part}。可用：{'、'.join(world.office.ids)}。")
    with db.connect() as conn:
        rules = world.judged_by or rules_in_use(conn, world.office)
        asked = Asked(typed=typed, world=world, rules=rules, now=now, part=part)
        meant = find_meant(conn, typed)
        if len(meant.documents) == 1:
            return held_answer(conn, asked, meant)
        if meant.documents:
            return _ambiguous(asked, meant)
        if page := meant.posting or listed_as(conn, typed):
            return unread_answer(conn, db.bodies, asked, page)
        return absent_answer(conn, asked)


def _ambiguous(asked: Asked, meant: Meant) -> Answer:
    found = meant.documents[:_MOST_CHOICES]
    count = len(meant.documents)
    shown = f"，列出 {len(found)} 件" if count > len(found) else ""
    return Answer(
        key=asked.key,
        verdict="ambiguous",
        headline=f"不止一件：按{meant.how}“{asked.key}”找到 {count} 件{shown}",
        choices=tuple(
            Choice(
                document_id=one.document_id,
                title=one.title,
                document_number=one.document_number,
                published_on=f"{one.published_on or ''}",
            )
            for one in found
        ),
        mend=(Mend(code="again", text="写编号、发文字号或整个标题再问一次"),),
    )
