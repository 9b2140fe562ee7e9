"""policywatch advise."""

import argparse

from cli.commands import COMMANDS
from cli.common import (
    Commands,
    complain,
    database,
    now,
    print_lines,
    print_object,
    settings_of,
)
from pipeline.advising.advise import MOST_A_PASS, advise_all, required, waiting
from pipeline.advising.shown import advice_line, advice_object
from pipeline.desk import find, topic_names
from storage.records import Advice, Document

HELP = COMMANDS["advising"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    advise = commands.add_parser("advise", parents=[home], help=HELP["advise"])
    advise.add_argument(
        "documents",
        nargs="*",
        metavar="文件",
        help=f"文件编号、发文字号或标题中的字；不写即最新的待定和收录文件（至多 {MOST_A_PASS} 件）",
    )
    advise.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    advise.set_defaults(run=_advise)


def _advise(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    required(settings)
    names = topic_names()

    def told(document: Document, advice: Advice) -> None:
        if call.json:
            print_object({"document_id": document.document_id, **advice_object(advice)})
        else:
            print_lines([f"{document.title}：{advice_line(advice, names)}"])

    with database(call) as db:
        asked = [find(db, key) for key in call.documents] or waiting(db)
        left = advise_all(db, settings, asked, names, now(), told)
    complain(left)
    return 1 if left else 0
