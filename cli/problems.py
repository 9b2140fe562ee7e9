"""policywatch problems."""

import argparse

from cli.commands import COMMANDS
from cli.common import Commands, database, now, print_lines, print_object, settings_of
from pipeline.desk import default_person
from pipeline.operating.acknowledging import acknowledge
from pipeline.run import all_sources
from storage.clock import day_of
from storage.queries.problems import find_problems
from storage.records import OWN_SOURCE, PROBLEM_WORDS, Problem

HELP = COMMANDS["problems"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    problems = commands.add_parser("problems", help=HELP["problems"])
    actions = problems.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出未解决的问题")
    listing.add_argument("--all", action="store_true", dest="closed", help="已解决的也列出")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    known = actions.add_parser("acknowledge", parents=[home], help="记为已知悉，不再提醒")
    known.add_argument("problem", nargs="+", metavar="编号", help="问题的编号，或编号的开头")
    known.add_argument("--note", default="", metavar="文字", help="备注")
    known.add_argument("--person", default="", metavar="姓名", help="谁知悉（默认为当前用户）")
    known.set_defaults(run=_acknowledge)


def _list(call: argparse.Namespace) -> int:
    names = {one.source_id: one.name for one in all_sources(settings_of(call)).values()}
    names[OWN_SOURCE] = "本程序"
    with database(call) as db, db.connect() as conn:
        found = find_problems(conn, closed=call.closed)
    for problem in found:
        if call.json:
            print_object(problem)
        else:
            print_lines(_lines(problem, names.get(problem.source_id, problem.source_id)))
    if not found and not call.json:
        print_lines(["没有未解决的问题。"])
    return 0


def _acknowledge(call: argparse.Namespace) -> int:
    with database(call) as db:
        done = acknowledge(db, call.problem, call.person or default_person(), call.note, now())
    print_lines(f"{one.source_id}：{one.acknowledged_by} 已知悉。" for one in done)
    return 0


def _lines(problem: Problem, name: str) -> list[str]:
    state = PROBLEM_WORDS.get(problem.state, problem.state)
    span = f"{day_of(problem.opened_at)} 起"
    if problem.closed_at:
        span += f"，{day_of(problem.closed_at)} 恢复"
    lines = [f"{problem.problem_id}  {name}  {state}  {span}", f"  {problem.cause}"]
    if problem.acknowledged_at:
        note = f"：{problem.note}" if problem.note else ""
        day = day_of(problem.acknowledged_at)
        lines.append(f"  {problem.acknowledged_by} {day} 已知悉{note}")
    return lines
