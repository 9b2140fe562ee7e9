"""policywatch why."""

import argparse

from cli.commands import COMMANDS
from cli.common import Commands, database, now, print_lines, print_object, settings_of
from pipeline.answering.answer import answer
from pipeline.answering.answers import lines_of, to_object
from pipeline.answering.asked import World
from pipeline.answering.typed import joined
from pipeline.run import all_sources
from storage.office import office_of

HELP = COMMANDS["answering"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    why = commands.add_parser("why", parents=[home], help=HELP["why"])
    why.add_argument(
        "keys",
        nargs="+",
        metavar="文件",
        help="文件编号、发文字号（括号、空格不拘）、标题或其中的字、网址；可以问几个",
    )
    why.add_argument("--part", metavar="编", help="本以为在哪一编，标识见 policywatch office")
    why.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    why.set_defaults(run=_why)


def _why(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    world = World(sources=all_sources(settings), office=office_of(settings))
    with database(call) as db:
        for place, key in enumerate(joined(call.keys)):
            found = answer(db, key, world, now(), call.part)
            if call.json:
                print_object(to_object(found))
            else:
                print_lines([*([""] if place else []), *lines_of(found)])
    return 0
