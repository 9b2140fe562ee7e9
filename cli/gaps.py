"""policywatch gaps."""

import argparse

from cli.commands import COMMANDS
from cli.common import Commands, database, now, print_lines, print_object
from pipeline.desk import default_person
from pipeline.series.gaps import Gap, answer, gaps, undo

HELP = COMMANDS["gaps"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("gaps", help=HELP["gaps"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出未见的文号")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    settled = actions.add_parser("answer", parents=[home], help="已核实，不再问")
    settled.add_argument("number", metavar="文号", help="缺的文号，例如 国发〔2023〕17号")
    settled.add_argument("--series", action="store_true", help="整个系列都不再问（不公开的系列）")
    settled.add_argument("--reason", default="", metavar="文字", help="为什么")
    settled.add_argument("--person", default="", metavar="姓名", help="谁答复（默认为当前用户）")
    settled.set_defaults(run=_answer)
    back = actions.add_parser("undo", parents=[home], help="撤回一条答复")
    back.add_argument("answer", type=int, metavar="编号")
    back.add_argument("--person", default="", metavar="姓名")
    back.set_defaults(run=_undo)


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = gaps(conn, now())
    for gap in found.asked:
        if call.json:
            print_object(_object(gap))
        else:
            print_lines([_line(gap)])
    if call.json:
        return 0
    if not found.asked:
        print_lines(["没有未见的文号。"])
    for one in found.answers:
        because = f"：{one.reason}" if one.reason else ""
        print_lines([f"[已答复 {one.answer_id}] {one.shown}  {one.person}{because}"])
    return 0


def _answer(call: argparse.Namespace) -> int:
    said = (call.person or default_person(), call.reason)
    with database(call) as db:
        done = answer(db, call.number, whole_series=call.series, said=said, now=now())
    print_lines([f"不再问：{done.shown}（{done.person}，编号 {done.answer_id}）"])
    return 0


def _undo(call: argparse.Namespace) -> int:
    with database(call) as db:
        done = undo(db, call.answer, call.person or default_person(), now())
    print_lines([f"重新询问：{done.shown}"])
    return 0


def _object(gap: Gap) -> dict[str, object]:
    hole = gap.hole
    return {
        "document_number": hole.number,
        "series": hole.series.prefix,
        "year": hole.series.year,
        "serial": hole.serial,
        "title": gap.named.title if gap.named else None,
        "before": hole.below and hole.below.number,
        "after": hole.above.number,
        "after_document_id": hole.above.document_id,
        "fresh": gap.fresh,
    }


def _line(gap: Gap) -> str:
    hole = gap.hole
    below = f"{hole.below.number} 与 " if hole.below else ""
    named = f"  《{gap.named.title}》" if gap.named and gap.named.title else ""
    fresh = "  可能晚几天公布" if gap.fresh else ""
    return f"{hole.number}{named}  已见 {below}{hole.above.number}（{hole.above.dated_on}）{fresh}"
