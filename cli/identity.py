"""policywatch review merge, split, apart, undo, doubles, decisions."""

import argparse
import re

from cli.common import Commands, database, now, print_lines, print_object, settings_of
from pipeline.desk import default_person
from pipeline.identity.doubles import Double, open_doubles
from pipeline.identity.rulings import RULING_WORDS, Decided, Rulings, decided
from pipeline.run import all_sources
from storage.clock import SHANGHAI
from storage.database import Database
from storage.office import office_of
from storage.queries.processing import postings_of
from storage.queries.rulings import newest_rulings
from storage.records import Ruling

_DOCUMENT = "文件编号、发文字号或标题中的字"


def add(actions: Commands, home: argparse.ArgumentParser) -> None:
    said = argparse.ArgumentParser(add_help=False)
    said.add_argument("--person", default=default_person(), metavar="姓名")
    both = argparse.ArgumentParser(add_help=False)
    both.add_argument("document", help=_DOCUMENT)
    both.add_argument("other", help=_DOCUMENT)
    reason = argparse.ArgumentParser(add_help=False)
    reason.add_argument("--reason", default="", metavar="理由")
    merge = actions.add_parser("merge", parents=[home, both, said, reason], help="两份是同一件")
    merge.set_defaults(run=_merge)
    apart = actions.add_parser("apart", parents=[home, both, said, reason], help="两份不是同一件")
    apart.set_defaults(run=_apart)
    split = actions.add_parser("split", parents=[home, said, reason], help="把几处发布分出为一份")
    split.add_argument("url", nargs="+", metavar="网址", help="发布的网址")
    split.set_defaults(run=_split)
    undo = actions.add_parser("undo", parents=[home, said], help="撤销一次合并、分出或判断")
    undo.add_argument("decision", type=_number, metavar="编号", help="决定的编号")
    undo.set_defaults(run=_undo)
    for name, run, text in (
        ("doubles", _doubles, "或许是同一件、等人判断的文件"),
        ("decisions", _decisions, "合并、分出与判断的记录"),
    ):
        listing = actions.add_parser(name, parents=[home], help=text)
        listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
        listing.set_defaults(run=run)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        reason = f"不是决定的编号：{text}（见 policywatch review decisions）"
        raise argparse.ArgumentTypeError(reason)
    return int(text)


def _merge(call: argparse.Namespace) -> int:
    with database(call) as db:
        made = _rulings(call, db).merge(call.document, call.other, call.person, call.reason, now())
        return _told(db, made)


def _apart(call: argparse.Namespace) -> int:
    with database(call) as db:
        made = _rulings(call, db).part(call.document, call.other, call.person, call.reason, now())
        return _told(db, made)


def _split(call: argparse.Namespace) -> int:
    with database(call) as db:
        return _told(db, _rulings(call, db).split(call.url, call.person, call.reason, now()))


def _undo(call: argparse.Namespace) -> int:
    with database(call) as db:
        return _told(db, _rulings(call, db).undo(call.decision, call.person, now()))


def _rulings(call: argparse.Namespace, db: Database) -> Rulings:
    settings = settings_of(call)
    return Rulings(db, all_sources(settings), office_of(settings))


def _told(db: Database, made: Ruling) -> int:
    """Say what was decided, and what the documents are now."""
    undone = "已撤销" if made.undone_at else "已记下"
    lines = [f"{undone}：决定 {made.ruling_id}（{RULING_WORDS[made.kind]}，{made.person}）"]
    with db.connect() as conn:
        (now_are,) = decided(conn, [made])
    lines += [f"{one.document_id}\t{one.title}" for one in now_are.documents]
    print_lines(lines)
    return 0


def _doubles(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = open_doubles(conn)
        shown = postings_of(conn, {d.document_id for one in found for d in (one.one, one.other)})
    for one in found:
        if call.json:
            urls = {key: [posting.url for posting in many] for key, many in shown.items()}
            print_object(_double_object(one, urls))
        else:
            print_lines(_double_lines(one))
    if not found and not call.json:
        print_lines(["没有等人判断是否同一件的文件。"])
    return 0


def _double_object(double: Double, urls: dict[str, list[str]]) -> dict[str, object]:
    return {
        "documents": [
            {
                "document_id": one.document_id,
                "title": one.title,
                "document_number": one.document_number,
                "issuing_bodies": one.issuing_bodies,
                "published_on": one.published_on,
                "urls": urls.get(one.document_id, []),
            }
            for one in (double.one, double.other)
        ],
        "likeness": double.likeness,
        "reasons": double.reasons,
    }


def _double_lines(double: Double) -> list[str]:
    lines = ["；".join(double.reasons)]
    for one in (double.one, double.other):
        number = one.document_number or "未见文号"
        day = one.published_on or "日期不详"
        lines.append(f"  {one.document_id}\t{day}\t{one.title}\t{number}")
    return lines


def _decisions(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = decided(conn, newest_rulings(conn))
    for one in found:
        if call.json:
            print_object(_ruling_object(one))
        else:
            print_lines(_ruling_lines(one))
    if not found and not call.json:
        print_lines(["还没有合并或分出过文件。"])
    return 0


def _ruling_object(made: Decided) -> dict[str, object]:
    one = made.ruling
    return {
        "decision": one.ruling_id,
        "kind": one.kind,
        "person": one.person,
        "reason": one.reason,
        "decided_at": one.decided_at,
        "undone_at": one.undone_at,
        "undone_by": one.undone_by,
        "documents": [work.document_id for work in made.documents],
    }


def _ruling_lines(made: Decided) -> list[str]:
    one = made.ruling
    when = one.decided_at.astimezone(SHANGHAI)
    reason = f"：{one.reason}" if one.reason else ""
    undone = f"（已由{one.undone_by}撤销）" if one.undone_at else ""
    line = f"{one.ruling_id}\t{when:%F %R}\t{RULING_WORDS[one.kind]}\t{one.person}{reason}{undone}"
    return [line, *(f"  {work.document_id}\t{work.title}" for work in made.documents)]
