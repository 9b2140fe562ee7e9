"""policywatch documents, changes, classify, review, topics."""

import argparse
import sys
from collections.abc import Iterable
from typing import get_args

import msgspec

from cli.commands import COMMANDS
from cli.common import (
    Commands,
    complain,
    database,
    day,
    days,
    moment,
    now,
    print_lines,
    print_object,
    settings_of,
)
from compilation.matching.printings import printed_line
from pipeline.classify import classify, from_line, to_object
from pipeline.classifying.replay_topic import replay_topic
from pipeline.desk import topic_names
from pipeline.learning.in_use import rules_of
from pipeline.objects import Whole, change_object, document_object, whole_documents
from pipeline.run import all_sources
from pipeline.searching.asking import everything
from storage.as_decided import as_decided
from storage.clock import SHANGHAI, day_of
from storage.database import Database
from storage.office import office_of
from storage.queries.changes import find_changes
from storage.queries.documents import Wanted, documents_by_id, find_documents
from storage.records import VERDICT_WORDS, ChangeKind, Filter
from storage.settings import SettingError

HELP = COMMANDS["documents"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    documents = commands.add_parser("documents", parents=[home], help=HELP["documents"])
    for name, kind in (("--since", day), ("--until", day)):
        documents.add_argument(name, type=kind, metavar="日期", help="按发布日期，含当日")
    documents.add_argument("--part", metavar="编", help="编的标识，见 policywatch office")
    documents.add_argument("--topic", default="")
    documents.add_argument("--source", default="")
    documents.add_argument("--query", default="", help="标题、发文字号或正文中的词，写法如 search")
    documents.add_argument(
        "--relevant",
        nargs="?",
        const="",
        action="append",
        choices=["", "yes", "person", "no"],
        metavar="yes|person|no",
        help="只要收录的、待定的、不收的；不写值即收录的和待定的",
    )
    documents.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    documents.set_defaults(run=_documents)

    changes = commands.add_parser("changes", parents=[home], help=HELP["changes"])
    for name in ("--since", "--until"):
        changes.add_argument(name, type=moment, metavar="时刻", help="按发现时刻")
    changes.add_argument("--kind", action="append", default=[], choices=get_args(ChangeKind))
    changes.add_argument("--document")
    changes.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    changes.set_defaults(run=_changes)

    verdict = commands.add_parser("classify", parents=[home], help=HELP["classify"])
    verdict.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    verdict.set_defaults(run=_classify)
    _add_topics(commands, home)


def _add_topics(commands: Commands, home: argparse.ArgumentParser) -> None:
    topics = commands.add_parser("topics", help=HELP["topics"])
    steps = topics.add_subparsers(title="可用的动作", metavar="动作", required=True)
    replay = steps.add_parser("replay", parents=[home], help="用现在的规则重判已存的文件")
    replay.add_argument("topic")
    replay.add_argument("--days", type=days, default=90)
    replay.set_defaults(run=_replay_topic)


def _relevant(values: list[str] | None) -> tuple[str, ...]:
    wanted: list[str] = []
    for value in values or []:
        wanted += [value] if value else ["yes", "person"]
    return tuple(dict.fromkeys(wanted))


def _documents(call: argparse.Namespace) -> int:
    if call.topic and call.topic not in topic_names():
        raise SettingError(f"没有主题 {call.topic}。主题编号见 pipeline/topics.toml。")
    office = office_of(settings_of(call))
    if call.part and call.part not in office.ids:
        raise SettingError(
            f"没有编 {call.part}。可用：{'、'.join(office.ids)}（policywatch office）。"
        )
    wanted = Wanted(
        since=call.since,
        until=call.until,
        topic=call.topic,
        part=call.part,
        source=call.source,
        relevant=_relevant(call.relevant),
    )
    with database(call) as db:
        saying = _saying(db, call.query)
        with db.connect() as conn:
            found = [
                one
                for one in find_documents(conn, wanted)
                if saying is None or one.document_id in saying
            ]
            return _print_documents(call, whole_documents(conn, found, now()))


def _saying(db: Database, query: str) -> set[str] | None:
    """The documents that say what is asked for; ``None``: nothing is."""
    if not query.strip():
        return None
    found = everything(db, Filter(words=(query,)), day_of(now()))
    return {one.document_id for one in found}


def _print_documents(call: argparse.Namespace, found: Iterable[Whole]) -> int:
    for whole in found:
        if call.json:
            print_object(document_object(whole))
        else:
            one = whole.document
            number = one.document_number or ""
            verdict = as_decided(one, whole.said).relevant
            mark = VERDICT_WORDS[verdict]
            day = one.published_on or "日期不详"
            line = f"{one.document_id}\t{mark}\t{day}\t{one.title}\t{number}"
            print_lines([line + _printed(whole)])
    return 0


def _printed(whole: Whole) -> str:
    """Which published issues carry the document, as a last column."""
    line = printed_line(whole.printings)
    return f"\t{line}" if line else ""


def _changes(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = find_changes(
            conn,
            since=call.since,
            until=call.until,
            kinds=call.kind,
            document_id=call.document,
        )
        works = documents_by_id(conn, {change.document_id for change in found})
        for change in found:
            if call.json:
                print_object(change_object(change))
            else:
                when = change.detected_at.astimezone(SHANGHAI)
                work = works.get(change.document_id)
                line = f"{when:%F %R}\t{change.kind}\t{work.title if work else ''}"
                print_lines([f"{line}\t{change.summary}"])
    return 0


def _classify(call: argparse.Namespace) -> int:
    rules = rules_of(settings_of(call))
    status = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            given = _object(line)
            facts = from_line(given)
        except ValueError as error:
            complain([f"标准输入第 {number} 行：{error}"])
            status = 1
            continue
        print_object(given | to_object(classify(facts, rules)))
    return status


def _object(line: bytes) -> dict[str, object]:
    """The JSON object of a line. Raises ``ValueError``: what is wrong and the mend, in Chinese."""
    try:
        return msgspec.json.decode(line.decode("utf-8-sig"), type=dict[str, object])
    except UnicodeDecodeError as error:
        raise ValueError("不是 UTF-8 文本；请把输入另存为 UTF-8 编码再来") from error
    except msgspec.DecodeError as error:
        example = '{"title": "关于……的通知"}'
        raise ValueError(f"不是 JSON 对象；每行写一个，例如 {example}") from error


def _replay_topic(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    world = (all_sources(settings), office_of(settings))
    with database(call) as db:
        print_lines(replay_topic(db, call.topic, now(), call.days, world))
    return 0
