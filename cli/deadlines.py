"""policywatch deadlines: what comes up."""

import argparse
from datetime import date, timedelta
from typing import get_args

from cli.commands import COMMANDS
from cli.common import Commands, database, day, now, print_lines, print_object
from pipeline.deadlines.shown import KIND_WORDS
from pipeline.deadlines.upcoming import Wanted, upcoming, upcoming_lines, upcoming_objects
from storage.clock import day_of
from storage.records import DeadlineKind
from storage.settings import SettingError

HELP = COMMANDS["deadlines"]
_AHEAD = timedelta(days=30)


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    listing = commands.add_parser("deadlines", parents=[home], help=HELP["deadlines"])
    listing.add_argument("--since", type=day, metavar="日期", help="不写即今天")
    listing.add_argument("--until", type=day, metavar="日期", help="含当日；两个都不写即今后 30 天")
    listing.add_argument(
        "--kind",
        action="append",
        default=[],
        choices=get_args(DeadlineKind),
        help=f"{'、'.join(f'{kind} {word}' for kind, word in KIND_WORDS.items())}；可多次",
    )
    listing.add_argument(
        "--relevant",
        action="append",
        default=[],
        choices=["yes", "person", "no"],
        help="文件：yes 收录的、person 待定的、no 不收的；可多次",
    )
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_deadlines)


def _deadlines(call: argparse.Namespace) -> int:
    wanted = _wanted(call)
    with database(call) as db, db.connect() as conn:
        rows = upcoming(conn, wanted)
    if call.json:
        for record in upcoming_objects(rows):
            print_object(record)
    else:
        print_lines(upcoming_lines(rows) if rows else ["没有这样的期限。"])
    return 0


def _wanted(call: argparse.Namespace) -> Wanted:
    today = day_of(now())
    since: date = call.since or today
    until: date | None = call.until or (None if call.since else today + _AHEAD)
    if until and until < since:
        mend = "请把两个日期对调" if call.since else "要看过去的，请写 --since"
        raise SettingError(f"--until {until} 早于起始日 {since}：{mend}。")
    return Wanted(since=since, until=until, kinds=call.kind, relevant=call.relevant)
