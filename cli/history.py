"""policywatch history: the versions of a document, and what it said on a day."""

import argparse
from collections.abc import Iterator
from datetime import datetime

from cli.commands import COMMANDS
from cli.common import Commands, database, print_lines, print_object
from pipeline.desk import find
from pipeline.history.as_of import Stood, as_of, moment_of, shown
from pipeline.history.beside import Beside, beside
from pipeline.history.history import history_of
from pipeline.history.objects import history_object
from pipeline.history.turns import History
from pipeline.history.words import since_words, turn_words
from pipeline.review import ROLE_WORDS
from storage.records import Document

HELP = COMMANDS["history"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    history = commands.add_parser("history", parents=[home], help=HELP["history"])
    history.add_argument("document", help="文件编号、发文字号或标题中的字")
    history.add_argument("--at", type=_moment, metavar="日期|时刻", help="只要当时的文字")
    history.add_argument("--json", action="store_true", help="一个 JSON 对象")
    history.set_defaults(run=_history)


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except ValueError:
        reason = f"不是日期或时刻：{text}（例如 2023-12-10 或 2023-12-10T09:00+08:00）"
        raise argparse.ArgumentTypeError(reason) from None


def _history(call: argparse.Namespace) -> int:
    with database(call) as db:
        found = find(db, call.document)
        with db.connect() as conn:
            history, others = history_of(conn, found), beside(conn, found)
    stood = as_of(history, call.at) if call.at else None
    if call.json:
        print_object(history_object(history, others, stood))
    elif stood:
        print_lines(_stood_lines(history, stood))
    else:
        print_lines(_lines(history, others))
    return 0


def _stood_lines(history: History, stood: Stood) -> Iterator[str]:
    yield history.document.title
    yield f"{shown(stood.moment)}：{stood.note}"
    if stood.version is None:
        return
    yield ""
    yield stood.version.content.text
    for line, one in stood.files:
        yield f"附件：{line.name}（{shown(one.span.since.not_after)} 起见到，{one.sha256[:12]}）"


def _lines(history: History, others: Beside) -> Iterator[str]:
    yield history.document.title
    for line in history.lines:
        role = ROLE_WORDS[line.posting.role] if line.posting.role else "页面"
        yield f"{'' if line.leading else '转载页 · '}{role} {line.posting.url}"
        for turn in line.turns:
            name = turn.version.version_id if turn.version else "（无页面）"
            yield f"  {name}  {since_words(turn.span)}  {turn_words(turn)}"
    for file in history.files:
        yield f"附件 {file.name}"
        for one in file.editions:
            said = one.change.summary if one.change else "首次见到"
            yield f"  {one.sha256[:16]}  {since_words(one.span)}  {said}"
    yield from _other_lines(others)


def _other_lines(others: Beside) -> Iterator[str]:
    lineage = others.lineage
    named = [("征求意见稿", one) for one in lineage.drafts]
    named += [("正式稿", lineage.final)] if lineage.final else []
    named += [("同系列上一件", others.predecessor)] if others.predecessor else []
    named += [("同系列下一件", others.successor)] if others.successor else []
    for word, one in named:
        yield f"{word} {_named(one)}"


def _named(one: Document) -> str:
    return f"{one.document_id}  {one.published_on or '日期不详'}  {one.title}"
