"""policywatch deadlines: what comes up."""

import argparse
from datetime import timedelta
from typing import get_args

from cli.commands import COMMANDS
from cli.common import Commands, database, day, now, print_lines, print_object
from pipeline.deadlines.upcoming import Wanted, upcoming, upcoming_lines, upcoming_objects
from storage.clock import day_of
from storage.records import DeadlineKind

HELP = COMMANDS["deadlines"]
_AHEAD = timedelta(days=30)


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    listing = commands.add_parser("deadlines", parents=[home], help=HELP["deadlines"])
    listing.add_argument("--since", type=day, metavar="日期", help="不写即今天")
    listing.add_argument("--until", type=day, metavar="日期", help="含当日；两个都不写即今后 30 天")
    listing.add_argument(
        "--kind", action="append", default=[], choices=get_args(DeadlineKind), help="可多次"
    )
    listing.add_argument(
        "--relevant",
        action="append",
        default=[],
        choices=["yes", "person", "no"],
        help="只要收录的、待定的、不收的文件；可多次",
    )
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_deadlines)


def _deadlines(call: argparse.Namespace) -> int:
    today = day_of(now())
    ahead = None if call.since else today + _AHEAD
    wanted = Wanted(
        since=call.since or today,
        until=call.until or ahead,
        kinds=call.kind,
        relevant=call.relevant,
    )
    with database(call) as db, db.connect() as conn:
        rows = upcoming(conn, wanted)
    if call.json:
        for record in upcoming_objects(rows):
            print_object(record)
    else:
        print_lines(upcoming_lines(rows))
    return 0
