"""policywatch documents, changes, classify, review, why."""

import argparse
import sys
from typing import get_args

import msgspec

from cli import identity
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
)
from compilation.matching.printings import printed_line
from pipeline.classify import classify, from_line, load_rules, to_object
from pipeline.classifying.replay_topic import replay_topic
from pipeline.desk import decide, default_person, explain, find, topic_names
from pipeline.objects import Whole, change_object, document_object, whole_documents
from storage.clock import SHANGHAI
from storage.queries.changes import decided, find_changes
from storage.queries.documents import Wanted, documents_by_id, find_documents
from storage.records import PARTS, ChangeKind
from storage.settings import SettingError

HELP = COMMANDS["documents"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    documents = commands.add_parser("documents", parents=[home], help=HELP["documents"])
    for name, kind in (("--since", day), ("--until", day)):
        documents.add_argument(name, type=kind, metavar="日期", help="按发布日期，含当日")
    documents.add_argument("--part", choices=PARTS)
    documents.add_argument("--topic", default="")
    documents.add_argument("--source", default="")
    documents.add_argument("--query", default="", help="标题或发文字号中的字")
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
    _add_review(commands, home)


def _add_review(commands: Commands, home: argparse.ArgumentParser) -> None:
    review = commands.add_parser("review", help=HELP["review"])
    actions = review.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="等人决定的文件")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_review_list)
    for name, text in (("approve", "收录"), ("reject", "不收")):
        decision = actions.add_parser(name, parents=[home], help=text)
        decision.add_argument("document", help="文件编号、发文字号或标题中的字")
        decision.add_argument("--person", default=default_person())
        decision.add_argument("--reason", default="")
        decision.set_defaults(run=_decide, decision=name)
    identity.add(actions, home)
    why = commands.add_parser("why", parents=[home], help=HELP["why"])
    why.add_argument("document", help="文件编号、发文字号或标题中的字")
    why.set_defaults(run=_why)
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
    wanted = Wanted(
        since=call.since,
        until=call.until,
        topic=call.topic,
        part=call.part,
        source=call.source,
        query=call.query,
        relevant=_relevant(call.relevant),
    )
    with database(call) as db, db.connect() as conn:
        for whole in whole_documents(conn, find_documents(conn, wanted), now()):
            if call.json:
                print_object(document_object(whole))
            else:
                one = whole.document
                number = one.document_number or ""
                verdict = decided(one, whole.review).relevant
                mark = {True: "收录", False: "不收", None: "待定"}[verdict]
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
    rules = load_rules()
    status = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            given = msgspec.json.decode(line, type=dict[str, object])
            facts = from_line(given)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
            complain([f"第 {number} 行：不是有 title 的 JSON 对象（{error}）"])
            status = 1
            continue
        print_object(given | to_object(classify(facts, rules)))
    return status


def _review_list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = find_documents(conn, Wanted(relevant=("person",)))
        for whole in whole_documents(conn, found, now()):
            one = whole.document
            if call.json:
                print_object(document_object(whole))
            else:
                line = f"{one.document_id}\t{one.published_on or '日期不详'}\t{one.title}"
                print_lines([line + _printed(whole)])
    return 0


def _decide(call: argparse.Namespace) -> int:
    with database(call) as db:
        found = find(db, call.document)
        decide(db, found.document_id, call.decision, call.person, call.reason, now())
    done = "收录" if call.decision == "approve" else "不收"
    print_lines([f"{done}：{found.title}（{call.person}）"])
    return 0


def _why(call: argparse.Namespace) -> int:
    with database(call) as db:
        print_lines(explain(db, call.document, now()))
    return 0


def _replay_topic(call: argparse.Namespace) -> int:
    with database(call) as db:
        print_lines(replay_topic(db, call.topic, now(), call.days))
    return 0
